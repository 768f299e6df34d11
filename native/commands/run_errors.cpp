#include "native/commands/run_errors.hpp"

#include <filesystem>
#include <utility>

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

void RunErrors::keep(const Prepared& prepared) {
    if (!rows_ || prepared.counts().rejected + prepared.counts().failed == 0) return;
    const auto kept = rows_->complete([&](const RejectedFile::TakeBytes& take) { return read_all(*prepared.source, take); });
    if (!kept) {
        context_.messages.note("Rejected rows are not kept: " + kept.error().message);
    } else if (std::filesystem::exists(run_errors_path(run_id_))) {
        context_.messages.note("The rejected rows: muster runs errors " + run_id_);
    }
}

}  // namespace muster::native
