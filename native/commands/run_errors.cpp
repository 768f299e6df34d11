#include "native/commands/run_errors.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "muster/csv_text.hpp"
#include "native/store/home.hpp"
#include "native/store/private_folder.hpp"
#include "native/store/retention.hpp"

namespace muster::native {
namespace {

Result<FileWriter> create_file(const std::string& run_id) {
    const std::filesystem::path path = run_errors_path(run_id);
    // What keeps the folder from being made also keeps the file, whose error is told.
    static_cast<void>(make_private_folder(path.parent_path().string()));
    return FileWriter::create(path.string());
}

Result<void> read_all(Source& source, const RejectedFile::TakeBytes& take) {
    if (auto back = source.rewind(); !back) return back;
    while (true) {
        auto chunk = source.next();
        if (!chunk) return std::move(chunk).error();
        if (chunk->empty()) return {};
        if (auto taken = take(*chunk); !taken) return taken;
    }
}

}  // namespace

namespace {

RowRanges ranges_of(std::span<const std::uint64_t> rows) {
    RowRanges ranges;
    for (const std::uint64_t row : rows) ranges.add(row);
    return ranges;
}

// As RejectedRows writes them, but for the columns of the file.
Result<void> write_refused(FileWriter& file, const std::string& delimiter, std::span<const RefusedRows> refused) {
    std::vector<std::pair<std::uint64_t, const RefusedRows*>> rows;
    for (const RefusedRows& each : refused) {
        for (const std::uint64_t row : each.rows) rows.emplace_back(row, &each);
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    CsvLine line(delimiter.empty() ? "," : delimiter);
    for (const std::string_view name : {"row", "column", "code", "message"}) line.add(name);
    if (auto written = file.write(line.finish()); !written) return written;
    for (const auto& [row, reason] : rows) {
        line.add(std::to_string(row));
        line.add("");
        line.add(name_of(reason->code));
        line.add(without_formula(reason->reason));
        if (auto written = file.write(line.finish()); !written) return written;
    }
    return file.commit();
}

}  // namespace

std::string run_errors_path(const std::string& run_id) { return rejected_folder(home_folder()) + "/" + run_id + ".csv"; }

RejectedSink RunErrors::sink() {
    return [this](const Check& check) -> CheckSink& { return open(check); };
}

CheckSink& RunErrors::open(const Check& check) {
    auto file = create_file(run_id_);
    if (!file) context_.messages.note("Rejected rows are not kept: " + file.error().message);
    std::optional<FileWriter> writer;
    if (file) writer.emplace(std::move(*file));
    return rows_.emplace(std::move(writer), check);
}

void RunErrors::keep(const Prepared& prepared, std::span<const RefusedRows> refused) {
    if (!rows_ || (prepared.counts().rejected + prepared.counts().failed == 0 && refused.empty())) return;
    for (const RefusedRows& each : refused) rows_->add_refused(ranges_of(each.rows), make_issue(each.code, each.reason));
    tell(rows_->complete([&](const RejectedFile::TakeBytes& take) { return read_all(*prepared.source, take); }));
}

void RunErrors::keep_without_file(const std::string& delimiter, std::span<const RefusedRows> refused) {
    if (refused.empty()) return;
    auto file = create_file(run_id_);
    tell(file ? write_refused(*file, delimiter, refused) : Result<void>(std::move(file).error()));
}

void RunErrors::tell(const Result<void>& kept) {
    if (!kept) {
        context_.messages.note("Rejected rows are not kept: " + kept.error().message);
    } else if (std::filesystem::exists(run_errors_path(run_id_))) {
        context_.messages.note("The rejected rows: muster runs errors " + run_id_);
    }
}

}  // namespace muster::native
