#include "native/engine/prepare.hpp"

#include <algorithm>
#include <future>
#include <set>
#include <utility>

#include "muster/percent.hpp"
#include "native/engine/clock.hpp"
#include "native/engine/stager.hpp"
#include "native/engine/zone.hpp"
#include "native/sources/signals_blocked.hpp"
#include "native/store/home.hpp"

namespace muster::native {
namespace {

// Reads the source from its start to its end and hands every chunk to `use`.
Result<void> read_through(Source& source, WorkListener* listener, const std::string& what,
                          const std::function<Result<void>(std::span<const std::byte>)>& use) {
    if (auto rewound = source.rewind(); !rewound) return rewound;
    if (listener != nullptr) listener->begin(what, source.stored_bytes());
    Result<void> result;
    while (result) {
        auto chunk = source.next();
        if (!chunk) {
            result = std::move(chunk).error();
        } else if (chunk->empty()) {
            break;
        } else {
            result = use(*chunk);
            if (listener != nullptr) listener->update(source.stored_bytes_read());
        }
    }
    if (listener != nullptr) listener->end();
    return result;
}

bool knows_delete_form(const Capabilities& can, const std::string& form) {
    return form.empty() || std::find(can.delete_forms.begin(), can.delete_forms.end(), form) != can.delete_forms.end();
}

using Columns = std::set<std::size_t>;   // of the file

class Preparer {
public:
    // `texts`: columns that are texts, whatever they look like.
    Preparer(const PrepareRequest& request, std::unique_ptr<Source> source, const Columns& texts) : request_(request), texts_(texts) {
        prepared_.sync = request.sync;
        prepared_.full_resync = request.full_resync;
        prepared_.source = std::move(source);
    }

    Preparation run() {
        for (const auto step : {&Preparer::open, &Preparer::recognise_unchanged, &Preparer::survey, &Preparer::preflight,
                                &Preparer::read_snapshot, &Preparer::read_rows, &Preparer::compare}) {
            if (auto errors = (this->*step)(); !errors.empty()) return {std::nullopt, std::move(errors)};
            if (prepared_.unchanged) break;
        }
        fill_facts();
        return {std::move(prepared_), {}};
    }

private:
    using Errors = std::vector<Issue>;

    Errors open() {
        const Sync& sync = prepared_.sync;
        prepared_.definition = definition_hash(sync);
        auto destination = open_destination(sync.destination, {request_.folder, home_folder(), sync.name, request_.stop, request_.trace, sync.key.field, declared_key_type(sync)});
        if (!destination) return {std::move(destination).error()};
        prepared_.destination = std::move(*destination);
        const std::string warning = prepared_.destination->warning();
        if (!warning.empty() && request_.listener != nullptr && texts_.empty()) request_.listener->warn(warning);
        if (auto refused = refused_mode(*prepared_.destination, sync); refused) return {std::move(*refused)};
        if (request_.full_resync && !prepared_.destination->capabilities().compares_with_sent) {
            return {make_issue(Code::contradiction, prepared_.destination->display_name() + " compares every row with what it holds, so there is nothing that a full resync would send besides.",
                               "Leave --full-resync out.")};
        }
        auto schema = prepared_.destination->schema();
        if (!schema) return {std::move(schema).error()};
        if (auto opened = open_source(); !opened) return {std::move(opened).error()};
        CheckOptions check_options;
        check_options.today = today();
        auto zone = zone_rules(sync.time_zone);
        if (!zone) return {std::move(zone).error()};
        check_options.zone = std::move(*zone);
        check_options.expected_bytes = prepared_.source->stored_bytes().value_or(0);
        check_options.want_rejected_rows = static_cast<bool>(request_.rejected);
        RecalledChoices recalled(request_.recall, prepared_.destination->absolute_url());
        if (request_.recall && sync.mapping_auto) check_options.earlier = &recalled;
        auto start = start_check(*schema, check_options);
        prepared_.check = std::move(start.check);
        if (request_.recall) prepared_.earlier = recalled.choices();
        return std::move(start.errors);
    }

    Check::Start start_check(const Schema& schema, const CheckOptions& options) const {
        auto sniffed = muster::sniff(prepared_.source->head(), prepared_.source->head_is_whole(), sniff_choice(prepared_.sync));
        if (!sniffed) return {nullptr, {std::move(sniffed).error()}};
        for (const std::size_t column : texts_) sniffed->columns[column].type = Type::text;
        return Check::start(prepared_.sync, schema, std::move(*sniffed), options);
    }

    Result<void> open_source() {
        if (prepared_.source) return {};
        SourceOptions options;
        options.folder = request_.folder;
        options.stop = request_.stop;
        auto source = Source::open(prepared_.sync.source.url, options);
        if (!source) return std::move(source).error();
        prepared_.source = std::move(*source);
        return {};
    }

    // sync-semantics.md section 4: equal content and equal definition as in the last completed run.
    Errors recognise_unchanged() {
        auto last = prepared_.destination->last_completed(prepared_.sync.name);
        if (!last) return {std::move(last).error()};
        prepared_.first_run = request_.full_resync || !*last || (*last)->definition != prepared_.definition;
        if (prepared_.first_run || request_.even_if_unchanged || prepared_.sync.even_if_unchanged) return {};
        auto read = read_through(*prepared_.source, request_.listener, "Comparing " + prepared_.source->name() + " with the last run",
                                 [](auto) { return Result<void>(); });
        if (!read) return {std::move(read).error()};
        if (prepared_.source->sha256() != (*last)->source_sha256) return {};
        prepared_.unchanged = (*last)->retries.empty();
        if (!prepared_.unchanged) prepared_.retries = std::move((*last)->retries);
        return {};
    }

    Errors survey() {
        if (!prepared_.check->needs_survey()) return {};
        // In a full resync the destination has to know first that it is one: preflight() tells it.
        if (!request_.full_resync) start_snapshot();
        auto read = read_through(*prepared_.source, request_.listener, "Looking at the dates and numbers of " + prepared_.source->name(),
                                 [&](std::span<const std::byte> bytes) {
                                     prepared_.check->survey(bytes);
                                     return Result<void>();
                                 });
        if (!read) return {std::move(read).error()};
        return prepared_.check->finish_survey();
    }

    ChangesRequest changes_request() const {
        ChangesRequest request;
        request.sync_name = prepared_.sync.name;
        request.mode = prepared_.sync.mode;
        request.key = prepared_.sync.key;
        request.columns = prepared_.check->columns();
        request.definition = prepared_.definition;
        request.random = random_32_bits;
        request.full_resync = request_.full_resync;
        return request;
    }

    Errors preflight() {
        if (snapshot_.valid()) snapshot_.wait();  // one thread at a time asks the destination
        Errors errors;
        for (Issue& issue : prepared_.destination->preflight(changes_request())) {
            (issue.severity == Severity::error ? errors : prepared_.warnings).push_back(std::move(issue));
        }
        return errors;
    }

    // While the file is surveyed the destination has nothing else to do.
    void start_snapshot() {
        const SignalsBlocked blocked;
        snapshot_ = std::async(std::launch::async, [this] { return snapshot(); });
    }

    Result<DestinationSnapshot> snapshot() {
        SnapshotRequest request;
        request.sync_name = prepared_.sync.name;
        request.scope = prepared_.sync.mode.scope;
        request.salt = random_salt();
        request.lasting_token = !request_.performed_at_once;
        return prepared_.destination->snapshot(request);
    }

    Errors read_snapshot() {
        auto snapshot = snapshot_.valid() ? snapshot_.get() : this->snapshot();
        if (!snapshot) return {std::move(snapshot).error()};
        prepared_.snapshot_token = std::move(snapshot->token);
        prepared_.check->set_snapshot(std::move(snapshot->snapshot), prepared_.retries);
        return {};
    }

    Errors read_rows() {
        auto changes = prepared_.destination->begin(changes_request());
        if (!changes) return {std::move(changes).error()};
        prepared_.changes = std::move(*changes);
        Stager stager(*prepared_.changes, request_.rejected ? &request_.rejected(*prepared_.check) : nullptr);
        auto read = read_through(*prepared_.source, request_.listener, "Checking " + prepared_.source->name(),
                                 [&](std::span<const std::byte> bytes) { return prepared_.check->feed(bytes, stager); });
        if (read) read = prepared_.check->finish(stager);
        if (!read) return {std::move(read).error()};
        return {};
    }

    Errors compare() {
        auto comparison = prepared_.changes->compare();
        if (!comparison) return {std::move(comparison).error()};
        prepared_.comparison = std::move(*comparison);
        // A run that only tries some rows again leaves all others there.
        if (prepared_.retries) prepared_.comparison.gone = 0;
        Planner& planner = prepared_.check->planner();
        planner.confirm_comparison(prepared_.comparison.equal);
        planner.confirm_replacement(prepared_.comparison.excluded, prepared_.comparison.excluded_known, prepared_.comparison.kept);
        const Counts& counts = prepared_.counts();
        const Limits& limits = prepared_.sync.limits;
        if (limits.stop_on_rejected && counts.rejected > 0) {
            stop(Code::rows_rejected, std::to_string(counts.rejected) + (counts.rejected == 1 ? " row was" : " rows were") +
                                          " rejected, and the document says on_rejected: stop.");
        } else if (limits.max_rejected_percent && exceeds_percent(counts.rejected, *limits.max_rejected_percent, counts.rows)) {
            stop(Code::limit_exceeded, std::to_string(counts.rejected) + " of " + std::to_string(counts.rows) +
                 (counts.rejected == 1 ? " rows was" : " rows were") + " rejected, more than " +
                 std::to_string(*limits.max_rejected_percent) + " %.");
        }
        return {};
    }

    void stop(Code code, const std::string& reason) {
        prepared_.stopped = make_issue(code, reason + " Nothing was written.", "Correct the rows, or change the limits of the document.");
    }

    void fill_facts() {
        const muster::Sniff& sniff = prepared_.check->sniff();
        prepared_.facts.name = prepared_.source->name();
        prepared_.facts.bytes = prepared_.source->bytes_read();
        prepared_.facts.sha256 = prepared_.source->sha256();
        prepared_.facts.rows = prepared_.counts().rows;
        prepared_.facts.encoding = name_of(sniff.encoding.encoding);
        prepared_.facts.delimiter = sniff.dialect().delimiter;
    }

    const PrepareRequest& request_;
    const Columns& texts_;
    Prepared prepared_;
    std::future<Result<DestinationSnapshot>> snapshot_;   // while it is being read; the last member, since it waits for the thread
};

}  // namespace

std::optional<Issue> refused_mode(const Destination& destination, const Sync& sync) {
    const Capabilities& can = destination.capabilities();
    const Mode& mode = sync.mode;
    const std::string name = destination.display_name();
    const auto refuse = [&](const std::string& what) {
        return make_issue(Code::contradiction, name + " cannot " + what + ".", "Change the mode of the sync document.");
    };
    if (can.replaces_all && !(mode.insert && mode.update && mode.delete_missing && mode.scope == DeleteScope::all)) {
        return make_issue(Code::contradiction, name + " is emptied and filled anew by every run, so contacts that are missing in the file are removed.",
                          "Say so in the sync document: \"mode\": {\"delete_missing\": true}. Nothing else is possible there.");
    }
    if (mode.insert && !can.insert) return refuse("take new contacts");
    if (mode.update && !can.update) return refuse("change contacts");
    if (!mode.insert && !can.update_alone) return refuse("change contacts without adding those that it does not have");
    if (mode.delete_missing && !can.delete_missing) return refuse("delete contacts that are missing in the file");
    if (mode.delete_missing && !can.lists_keys && !can.replaces_all) return refuse("list its contacts, so none can be deleted for being missing in the file");
    if (mode.scope == DeleteScope::own && !can.scope_own) return refuse("tell which contacts this sync created");
    if (mode.delete_missing && mode.scope == DeleteScope::all && !can.scope_all) {
        return refuse("list contacts that this sync did not send, so only those that it did can be missed (\"scope\": \"own\")");
    }
    if (!knows_delete_form(can, mode.delete_form)) return refuse("delete in the form \"" + shortened(mode.delete_form) + "\"");
    if (sync.key.generate_random_9_digits && !can.generated_keys) return refuse("generate keys");
    return std::nullopt;
}

std::uint64_t Prepared::deletes() const {
    const Counts& all = counts();
    return deletes_missing() && all.existing > all.matched ? all.existing - all.matched : 0;
}

GuardResult Prepared::guard(bool attended, std::optional<std::uint64_t> allowed_deletes) const {
    return check->guard_result(first_run, attended, allowed_deletes);
}

bool Prepared::key_is_sensitive() const {
    for (const ResolvedColumn& column : check->columns()) {
        if (same_field_name(column.mapping.field, sync.key.field)) return column.mapping.sensitive;
    }
    return false;
}

Result<void> Prepared::differences(const std::function<bool(const Difference&)>& each) const {
    if (unchanged || counts().update == 0) return {};
    return changes->differences(each);
}

Result<void> Prepared::missing(const std::function<void(std::string_view)>& each) const {
    if (deletes() == 0 && comparison.gone == 0) return {};
    return changes->missing(check->planner(), each);
}

Result<std::vector<std::string>> Prepared::first_missing(std::size_t limit) const {
    std::vector<std::string> keys;
    const bool hidden = key_is_sensitive();
    auto listed = missing([&](std::string_view key) {
        if (keys.size() < limit) keys.emplace_back(hidden ? masked_value : key);
    });
    if (!listed) return std::move(listed).error();
    return keys;
}

std::optional<Type> declared_key_type(const Sync& sync) {
    for (const FieldMapping& mapping : sync.mapping) {
        if (same_field_name(mapping.field, sync.key.field)) return mapping.type;
    }
    return std::nullopt;
}

namespace {

// Columns that feed new fields of texts, and were read as something else.
Columns new_texts(const Prepared& prepared) {
    Columns texts;
    for (const NewField& field : prepared.comparison.new_fields) {
        for (const ResolvedColumn& column : prepared.check->columns()) {
            if (field.as_text && same_field_name(column.mapping.field, field.name)) texts.insert(column.column);
        }
    }
    return texts;
}

}  // namespace

// A later run finds fields of texts, and sends what stands in the file: so does the first one.
Preparation prepare(const PrepareRequest& request, std::unique_ptr<Source> source) {
    Columns texts;
    for (;;) {
        Preparation preparation = Preparer(request, std::move(source), texts).run();
        Columns more = preparation.prepared ? new_texts(*preparation.prepared) : Columns();
        if (more.empty()) return preparation;
        texts.merge(more);
        source = std::move(preparation.prepared->source);
    }
}

}  // namespace muster::native
