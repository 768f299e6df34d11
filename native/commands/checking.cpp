#include "native/commands/checking.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

#include "native/commands/memory.hpp"
#include "native/engine/clock.hpp"
#include "native/engine/prepare.hpp"
#include "native/engine/stager.hpp"
#include "native/engine/zone.hpp"
#include "native/sources/address.hpp"
#include "native/store/home.hpp"

namespace muster::native {
namespace {

using UseChunk = std::function<Result<void>(std::span<const std::byte>)>;

Result<void> read_through(Context& context, Source& source, const std::string& what, const UseChunk& use) {
    Progress progress(context.messages, what + " " + source.name(), source.stored_bytes());
    for (;;) {
        auto chunk = source.next();
        if (!chunk) return std::move(chunk).error();
        if (chunk->empty()) return {};
        if (auto used = use(*chunk); !used) return used;
        progress.update(source.stored_bytes_read());
    }
}

// Where the rows of one document go.
struct Reader {
    Reader(Checking& each, std::optional<FileWriter> file) : checking(each), rejected(std::move(file), *each.check) {
        if (checking.changes) stager.emplace(*checking.changes, &rejected);
    }
    CheckSink& sink() { return stager ? static_cast<CheckSink&>(*stager) : rejected; }
    void compare() {
        if (!checking.changes) return;
        if (auto compared = checking.changes->compare(); !compared) checking.errors.push_back(std::move(compared).error());
    }

    Checking& checking;
    RejectedFile rejected;
    std::optional<Stager> stager = {};
};

// The same text for the same file.
Result<std::string> place_of(const Document& document) {
    auto address = read_address(document.sync.source.url, document.folder);
    if (!address) return std::move(address).error();
    return address->standard_input ? std::string("-") : std::filesystem::path(address->path).lexically_normal().string();
}

}  // namespace

Checks::Checks(Context& context, std::vector<Document> documents, bool no_memory) : context_(context), no_memory_(no_memory) {
    for (Document& document : documents) all_.push_back({std::move(document), nullptr, nullptr, nullptr, {}});
}

Result<void> Checks::name_one_file() const {
    std::string first;
    for (const Checking& checking : all_) {
        auto place = place_of(checking.document);
        if (!place) return std::move(place).error();
        if (first.empty()) first = *place;
        if (*place == first) continue;
        return make_issue(Code::usage, "The documents name different files: " + first + ", and in " + checking.document.path + " " + *place + ".",
                          "Give the file that they are all to check with --source.");
    }
    return {};
}

std::vector<Checking*> Checks::under_way() {
    std::vector<Checking*> found;
    for (Checking& checking : all_) {
        if (checking.errors.empty()) found.push_back(&checking);
    }
    return found;
}

Result<void> Checks::start(bool want_rejected_rows) {
    for (Checking& checking : all_) open_destination_of(checking);
    if (under_way().empty()) return {};
    const Document& first = all_.front().document;
    SourceOptions options;
    options.folder = first.folder;
    options.stop = &context_.stop;
    options.hash = false;
    auto source = Source::open(first.sync.source.url, options);
    if (!source) return std::move(source).error();
    source_ = std::move(*source);
    for (Checking* checking : under_way()) start_check(*checking, want_rejected_rows);
    if (auto surveyed = survey(); !surveyed) return surveyed;
    for (Checking* checking : under_way()) ask_destination(*checking);
    return {};
}

void Checks::open_destination_of(Checking& checking) {
    const Document& document = checking.document;
    auto destination = open_destination(document.sync.destination, {document.folder, home_folder(), document.sync.name, &context_.stop, context_.trace, document.sync.key.field, declared_key_type(document.sync)});
    if (!destination) return checking.errors.push_back(std::move(destination).error());
    checking.destination = std::move(*destination);
    if (const std::string warning = checking.destination->warning(); !warning.empty()) context_.messages.note(warning);
    if (auto refused = refused_mode(*checking.destination, document.sync)) checking.errors.push_back(std::move(*refused));
}

void Checks::start_check(Checking& checking, bool want_rejected_rows) {
    const Sync& sync = checking.document.sync;
    auto schema = checking.destination->schema();
    if (!schema) return checking.errors.push_back(std::move(schema).error());
    CheckOptions options;
    options.today = today();
    auto zone = zone_rules(sync.time_zone);
    if (!zone) return checking.errors.push_back(std::move(zone).error());
    options.zone = std::move(*zone);
    options.expected_bytes = source_->stored_bytes().value_or(0);
    options.want_rejected_rows = want_rejected_rows;
    const Recall recall = recall_from_history(context_);
    RecalledChoices recalled(recall, checking.destination->absolute_url());
    if (!no_memory_ && sync.mapping_auto) options.earlier = &recalled;
    Check::Start started = Check::start(sync, *schema, source_->head(), source_->head_is_whole(), options);
    checking.check = std::move(started.check);
    checking.errors = std::move(started.errors);
}

Result<void> Checks::survey() {
    std::vector<Checking*> wanted = under_way();
    std::erase_if(wanted, [](const Checking* checking) { return !checking->check->needs_survey(); });
    if (wanted.empty()) return {};
    auto read = read_through(context_, *source_, "Looking at the dates and numbers of", [&](std::span<const std::byte> bytes) {
        for (Checking* checking : wanted) checking->check->survey(bytes);
        return Result<void>();
    });
    if (read) read = source_->rewind();
    if (!read) return read;
    for (Checking* checking : wanted) checking->errors = checking->check->finish_survey();
    return {};
}

// What stands in the way of a run at the destination, as a plan asks it.
void Checks::ask_destination(Checking& checking) {
    ChangesRequest request;
    request.sync_name = checking.document.sync.name;
    request.mode = checking.document.sync.mode;
    request.key = checking.document.sync.key;
    request.columns = checking.check->columns();
    std::vector<Issue> warnings;
    for (Issue& issue : checking.destination->preflight(request)) {
        (issue.severity == Severity::error ? checking.errors : warnings).push_back(std::move(issue));
    }
    tell_warnings(context_, warnings);
    if (checking.destination->capabilities().replaces_all) begin_changes(checking, request);
}

// A plan also reads there who must not be written to.
void Checks::begin_changes(Checking& checking, const ChangesRequest& request) {
    SnapshotRequest wanted;
    wanted.sync_name = request.sync_name;
    wanted.scope = request.mode.scope;
    if (auto snapshot = checking.destination->snapshot(wanted); !snapshot) checking.errors.push_back(std::move(snapshot).error());
    if (!checking.errors.empty()) return;
    auto changes = checking.destination->begin(request);
    if (!changes) return checking.errors.push_back(std::move(changes).error());
    checking.changes = std::move(*changes);
}

Result<void> Checks::read_rows(const std::string& errors_file) {
    std::optional<FileWriter> file;
    if (!errors_file.empty()) {
        auto created = FileWriter::create(errors_file);
        if (!created) return std::move(created).error();
        file.emplace(std::move(*created));
    }
    std::vector<std::unique_ptr<Reader>> readers;
    for (Checking* checking : under_way()) readers.push_back(std::make_unique<Reader>(*checking, std::exchange(file, std::nullopt)));
    if (readers.empty()) return {};
    auto read = read_through(context_, *source_, "Checking", [&](std::span<const std::byte> bytes) {
        for (const auto& reader : readers) {
            if (auto fed = reader->checking.check->feed(bytes, reader->sink()); !fed) return fed;
        }
        return Result<void>();
    });
    for (const auto& reader : readers) {
        if (read) read = reader->checking.check->finish(reader->sink());
    }
    if (!read) return read;
    for (const auto& reader : readers) reader->compare();
    return readers.front()->rejected.complete([&](const RejectedFile::TakeBytes& take) {
        auto back = source_->rewind();
        return back ? read_through(context_, *source_, "Collecting rejected rows of", take) : back;
    });
}

}  // namespace muster::native
