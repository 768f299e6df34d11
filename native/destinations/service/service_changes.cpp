#include "service_changes.hpp"

#include <algorithm>
#include <utility>

#include "packed_values.hpp"
#include "sender.hpp"
#include "service_destination.hpp"
#include "service_run.hpp"

namespace muster::native {
namespace {

constexpr const char* staging_layout =
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
    "CREATE TABLE staged (key TEXT PRIMARY KEY, file_row INTEGER NOT NULL, known INTEGER NOT NULL, equal INTEGER NOT NULL,"
    " erased INTEGER NOT NULL, fingerprint INTEGER NOT NULL, sent TEXT NOT NULL, merged TEXT NOT NULL, shape INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID; BEGIN";

// Of which columns there are values: records of equal shapes are sent together.
std::int64_t shape_of(std::span<const ServiceValue> values) {
    std::uint64_t shape = 0;
    for (const ServiceValue& value : values) shape = shape * 31 + (value ? 1u : 2u);
    return static_cast<std::int64_t>(shape);
}

Issue damaged_ledger() { return make_issue(Code::destination_failed, "The ledger of this sync is damaged.", "Restore it from a backup."); }
Issue unreadable_record() { return make_issue(Code::internal_error, "A staged record cannot be read."); }

}  // namespace

ServiceChanges::ServiceChanges(ServiceDestination& destination, const ChangesRequest& request)
    : destination_(destination), plan_(service_plan(request)), columns_(columns_text(plan_)), full_resync_(request.full_resync) {
    for (const ResolvedColumn& column : request.columns) sensitive_.push_back(column.mapping.sensitive);
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
        if (plan_.columns[i].new_field) learnt_.push_back({i});
    }
}

Result<std::unique_ptr<Changes>> ServiceChanges::begin(ServiceDestination& destination, const ChangesRequest& request) {
    auto changes = std::unique_ptr<ServiceChanges>(new ServiceChanges(destination, request));
    auto ledger = destination.existing_ledger();
    if (!ledger) return std::move(ledger).error();
    changes->before_run_ = *ledger;
    if (auto opened = changes->open_staging(); !opened) return std::move(opened).error();
    return std::unique_ptr<Changes>(std::move(changes));
}

Result<void> ServiceChanges::open_staging() {
    if (auto opened = staging_.open("", SqliteDatabase::Mode::create); !opened) return opened;
    if (auto prepared = staging_.execute(staging_layout); !prepared) return prepared;
    auto insert = staging_.prepare("INSERT OR REPLACE INTO staged VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    if (!insert) return std::move(insert).error();
    insert_.emplace(std::move(*insert));
    auto erase = staging_.prepare("DELETE FROM staged WHERE key = ?1");
    if (!erase) return std::move(erase).error();
    erase_.emplace(std::move(*erase));
    return {};
}

Result<void> ServiceChanges::stage(const Record& record, Action, bool) {
    before_.clear();
    bool known = false;
    if (before_run_ != nullptr) {
        auto confirmed = before_run_->confirmed(record.key, columns_);
        if (!confirmed) return std::move(confirmed).error();
        known = confirmed->known;
        if (!unpack(full_resync_ ? std::string_view() : confirmed->values, before_)) return damaged_ledger();
    }
    learn_from(record);
    const bool equal = merge(record, before_) && known;
    pack(sent_, packed_sent_);
    pack(merged_, packed_merged_);
    insert_->bind(1, record.key);
    insert_->bind(2, static_cast<std::int64_t>(record.row));
    insert_->bind(3, std::int64_t{known});
    insert_->bind(4, std::int64_t{equal});
    insert_->bind(5, static_cast<std::int64_t>(erased(before_)));
    insert_->bind(6, static_cast<std::int64_t>(record.fingerprint));
    insert_->bind(7, packed_sent_);
    insert_->bind(8, packed_merged_);
    insert_->bind(9, destination_.service().sends_whole_records() ? 0 : shape_of(sent_));
    return insert_->run();
}

void ServiceChanges::learn_from(const Record& record) {
    for (Learnt& learnt : learnt_) {
        const std::string_view value = record.values[learnt.column];
        if (value.empty()) continue;
        learnt.longest = std::max(learnt.longest, characters_in(value));
        learnt.misfit = learnt.misfit || !destination_.service().fits_new_field(plan_.columns[learnt.column], value);
    }
}

ServicePlan ServiceChanges::learnt_plan() const {
    ServicePlan plan = plan_;
    for (const Learnt& learnt : learnt_) {
        ServiceColumn& column = plan.columns[learnt.column];
        if (column.max_length == 0) column.max_length = std::max<std::size_t>(learnt.longest, 1);  // 0 would be: not known
        if (column.declared) continue;
        if (learnt.misfit) column.type = Type::text;
        // As the next run finds the field: so its values can be compared with those of this one.
        if (const auto form = destination_.service().new_field_form(column)) column.type = form->type;
    }
    return plan;
}

bool ServiceChanges::merge(const Record& record, std::span<const ServiceValue> before) {
    const bool whole = destination_.service().sends_whole_records();
    sent_.clear();
    merged_.clear();
    bool equal = !before.empty();
    for (std::size_t i = 0; i < record.values.size(); ++i) {
        const ServiceValue was = i < before.size() ? before[i] : ServiceValue();
        const std::string_view value = record.values[i];
        const bool stays = value.empty() && plan_.columns[i].empty == EmptyCell::keep;
        const bool same = stays || was == value;
        equal = equal && same;
        merged_.push_back(stays ? was : ServiceValue(value));
        sent_.push_back(stays || (same && !whole && i != plan_.key) ? ServiceValue() : ServiceValue(value));
    }
    return equal;
}

std::uint64_t ServiceChanges::erased(std::span<const ServiceValue> before) const {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < sent_.size(); ++i) {
        const bool may_have = i >= before.size() || !before[i] || !before[i]->empty();
        if (sent_[i] && sent_[i]->empty() && may_have) ++count;
    }
    return count;
}

Result<void> ServiceChanges::forget(std::string_view key) {
    erase_->bind(1, key);
    return erase_->run();
}

Result<Changes::Comparison> ServiceChanges::compare() {
    auto equal = staging_.integer("SELECT count(*) FROM staged WHERE equal = 1");
    if (!equal) return std::move(equal).error();
    auto erased = staging_.integer("SELECT sum(erased) FROM staged WHERE equal = 0");
    if (!erased) return std::move(erased).error();
    Comparison comparison{static_cast<std::uint64_t>(equal->value_or(0)), static_cast<std::uint64_t>(erased->value_or(0))};
    const ServicePlan plan = learnt_plan();
    for (const Learnt& learnt : learnt_) {
        const ServiceColumn& column = plan.columns[learnt.column];
        const auto form = destination_.service().new_field_form(column);
        const bool as_text = column.type == Type::text && plan_.columns[learnt.column].type != Type::text && !column.declared;
        if (form) comparison.new_fields.push_back({column.field, std::string(form->word), as_text});
    }
    return comparison;
}

Result<void> ServiceChanges::differences(const std::function<bool(const Difference&)>& each) {
    if (before_run_ == nullptr) return {};
    auto select = staging_.prepare("SELECT key, sent FROM staged WHERE known = 1 AND equal = 0 ORDER BY key");
    if (!select) return std::move(select).error();
    std::vector<ServiceValue> before, sent;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        auto confirmed = before_run_->confirmed(select->text(0), columns_);
        if (!confirmed) return std::move(confirmed).error();
        if (!unpack(confirmed->values, before)) return damaged_ledger();
        if (!unpack(select->text(1), sent)) return unreadable_record();
        for (std::size_t i = 0; i < sent.size(); ++i) {
            const std::string_view was = i < before.size() && before[i] ? *before[i] : std::string_view();
            if (!sent[i] || *sent[i] == was || i == plan_.key) continue;
            const auto shown = [&](std::string_view value) { return sensitive_[i] && !value.empty() ? masked_value : value; };
            if (!each({select->text(0), plan_.columns[i].field, shown(was), shown(*sent[i]), sensitive_[plan_.key]})) return {};
        }
    }
}

// The guard decides in core whether these are removed; here they are only listed.
Result<void> ServiceChanges::missing(const Planner& planner, const std::function<void(std::string_view)>& each) {
    if (before_run_ == nullptr) return {};
    return before_run_->each_contact([&](std::string_view key, std::uint64_t) {
        if (planner.is_missing(key)) each(key);
    });
}

std::uint32_t ServiceChanges::removing_phases() const {
    std::uint32_t phases = 0;
    const auto all = destination_.service().phases();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].removes) phases |= 1u << i;
    }
    return phases;
}

Result<void> ServiceChanges::spool_staged(const Ledger::Spool& spool) {
    auto select = staging_.prepare("SELECT key, file_row, known, fingerprint, sent, merged FROM staged WHERE equal = 0 ORDER BY shape, file_row");
    if (!select) return std::move(select).error();
    std::vector<ServiceValue> values;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        SpooledRecord record;
        record.key = select->text(0);
        record.row = static_cast<std::uint64_t>(select->integer(1));
        record.known = select->integer(2) != 0;
        record.fingerprint = static_cast<std::uint64_t>(select->integer(3));
        record.sent = select->text(4);
        record.merged = select->text(5);
        if (!unpack(record.sent, values)) return unreadable_record();
        record.phases = destination_.service().phases_of(values);
        if (auto spooled = spool(record); !spooled) return spooled;
    }
}

Result<void> ServiceChanges::spool_missing(Ledger& ledger, const Planner& planner, const Ledger::Spool& spool) {
    std::vector<std::string> keys;
    auto listed = missing(planner, [&](std::string_view key) { keys.emplace_back(key); });
    if (!listed) return listed;
    for (const std::string& key : keys) {
        auto confirmed = ledger.confirmed(key, columns_);
        if (!confirmed) return std::move(confirmed).error();
        SpooledRecord record;
        record.key = key;
        record.sent = record.merged = confirmed->values;
        record.known = record.removes = true;
        record.phases = removing_phases();
        if (auto spooled = spool(record); !spooled) return spooled;
    }
    return {};
}

Result<void> ServiceChanges::fill_spool(Ledger& ledger, const Planner& planner, bool delete_missing, const Ledger::Spool& spool) {
    if (auto staged = spool_staged(spool); !staged) return staged;
    return delete_missing ? spool_missing(ledger, planner, spool) : Result<void>();
}

// To find out may take calls that write, and a plan that was shown must do nothing else than what it says.
Result<std::optional<Issue>> ServiceChanges::unsettled(Ledger& ledger) {
    auto earlier = ledger.open_run();
    if (!earlier) return std::move(earlier).error();
    auto batches = ledger.open_batches();
    if (!batches) return std::move(batches).error();
    const bool has_tickets = std::any_of(batches->begin(), batches->end(), [](const LedgerBatch& batch) { return !batch.ticket.empty(); });
    if (!*earlier || !has_tickets) return std::optional<Issue>();
    const std::string& run_id = (*earlier)->run_id;
    Issue stale = stale_plan("the run " + run_id + " stopped on its way, and what became of the contacts that it had sent is not known");
    stale.suggestion = "Go on with it: muster runs resume " + run_id + ". Then make a new plan.";
    return std::optional(std::move(stale));
}

Result<std::string> ServiceChanges::settle_earlier(Ledger& ledger) {
    auto earlier = ledger.open_run();
    if (!earlier) return std::move(earlier).error();
    if (!*earlier) return std::string();
    const std::string& run_id = (*earlier)->run_id;
    auto before = ledger.written(run_id);
    if (!before) return std::move(before).error();
    Sender sender(destination_.service(), ledger, destination_.waiter(), destination_.stop());
    if (auto settled = sender.settle_sent(); !settled) return std::move(settled).error();
    auto doubted = ledger.doubt_unconfirmed();
    if (!doubted) return std::move(doubted).error();
    auto after = ledger.written(run_id);
    if (!after) return std::move(after).error();
    std::string counts;
    const auto count = [&](std::uint64_t now, std::uint64_t then, const char* what) {
        if (now > then) counts += (counts.empty() ? "" : ", ") + std::to_string(now - then) + what;
    };
    count(after->inserted, before->inserted, " added");
    count(after->updated, before->updated, " changed");
    count(after->deleted, before->deleted, " removed");
    count(after->failed + after->not_there, before->failed + before->not_there, " not taken");
    std::string text;
    if (!counts.empty()) {
        const std::string remark = destination_.service().remark();
        text = "Of the run " + run_id + ", which had stopped on its way, the contacts that it had sent are confirmed now: " + counts + "." + (remark.empty() ? "" : " " + remark);
    }
    if (*doubted == 0) return text;
    return text + (text.empty() ? "" : " ") + "What the run " + run_id + ", which had stopped on its way, has changed of " + std::to_string(*doubted) +
           (*doubted == 1 ? " contact" : " contacts") + " is not known: from now on they count as sent, with values that are not known.";
}

Result<Applied> ServiceChanges::commit(const Planner& planner, const Commit& commit) {
    auto lock = destination_.lock();
    if (!lock) return std::move(lock).error();
    auto opened = destination_.ledger();
    if (!opened) return std::move(opened).error();
    Ledger& ledger = **opened;
    auto refusal = stale_commit(destination_, ledger, commit);
    if (!refusal) return std::move(refusal).error();
    if (*refusal) return std::move(**refusal);
    if (!commit.plan_id.empty()) {
        auto left = unsettled(ledger);
        if (!left) return std::move(left).error();
        if (*left) return std::move(**left);
    }
    // A run before that was left undone: what it had sent is known first, then this one takes its place.
    auto settled = settle_earlier(ledger);
    if (!settled) return naming_open_run(ledger, std::move(settled).error());
    auto token = ledger.token();
    if (!token) return std::move(token).error();
    if (*token != commit.snapshot_token) {
        written_.remark = *settled;
        Issue stale = stale_plan("what an earlier run had sent is known to be done only now");
        return settled->empty() ? stale : make_issue(stale.code, "The plan is stale. " + *settled, stale.suggestion);
    }
    if (auto abandoned = ledger.abandon_run(); !abandoned) return std::move(abandoned).error();
    LedgerRun run;
    run.run_id = commit.completed.run_id;
    run.plan_id = commit.plan_id;
    run.completed = commit.completed;
    run.remember = commit.remember;
    run.plan = learnt_plan();
    destination_.service().learn(run.plan);
    auto begun = ledger.begin_run(run, [&](const Ledger::Spool& spool) { return fill_spool(ledger, planner, commit.delete_missing, spool); });
    if (!begun) return std::move(begun).error();
    return send_open_run(destination_, ledger, run.run_id, written_);
}

}  // namespace muster::native
