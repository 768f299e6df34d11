// One run's writes to a contact database: staged beside the contacts, performed in one transaction, or in several where that would be too large.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "contact_storage.hpp"
#include "generated_keys.hpp"
#include "native/destinations/destination.hpp"
#include "statements.hpp"

namespace muster::native {

class ContactChanges : public Changes {
public:
    // Errors: contradiction (the key field is another one, generated keys with delete_missing), field_unknown, and those
    // of the database.
    static Result<std::unique_ptr<Changes>> begin(std::shared_ptr<ContactStorage> storage, const ChangesRequest& request);
    ~ContactChanges() override;

    Result<void> stage(const Record& record, Action action, bool again) override;
    Result<void> forget(std::string_view key) override;
    Result<Comparison> compare() override;
    Result<void> differences(const std::function<bool(const Difference&)>& each) override;
    Result<void> missing(const Planner& planner, const std::function<void(std::string_view)>& each) override;
    Result<Applied> commit(const Planner& planner, const Commit& commit) override;
    Applied written() const override { return written_; }

private:
    ContactChanges(std::shared_ptr<ContactStorage> storage, const ChangesRequest& request);

    Result<void> choose_key(const std::vector<StoredField>& fields, const ChangesRequest& request);
    Result<std::vector<std::string>> taken_keys(std::span<const std::string> keys);
    Result<void> choose_columns(const std::vector<StoredField>& fields, const ChangesRequest& request);
    Result<void> prepare();
    Result<void> start_staging();
    Result<void> end_staging();
    Result<void> choose_hash(std::string_view key, std::string_view password, Action action);
    void add_value(std::size_t column, std::string_view value);

    // Lists the missing contacts beside the staged records, once.
    Result<void> load_missing(const Planner& planner);
    Result<void> each_missing(const Planner& planner, const std::function<void(std::string_view)>& each);

    // What one transaction writes.
    struct Batch {
        std::optional<NumberRange> records, missing;   // of which numbers; absent: none
        bool first = false, last = false;
    };
    // All of a run in one batch, or, where that would be too large a transaction, in several, the deletes last.
    std::vector<Batch> batches(std::uint64_t writes, std::uint64_t deletes) const;
    Result<void> perform_all(const Commit& commit, const std::vector<Batch>& batches);
    Result<Applied> perform(const Commit& commit, const Batch& batch);
    // In the first transaction, before anything is written.
    Result<void> start_run(const Commit& commit);
    // In every later one: nobody may have written between them.
    Result<void> go_on();
    Result<void> note_progress(const Commit& commit, const Batch& batch, const Applied& applied);
    Result<void> make_fields();
    // Before anything is written: the number of the run, and room for what it changes and deletes.
    Result<void> prepare_undo(bool writes);
    Result<void> write_records(Applied& applied);
    Result<void> write_updates(Applied& applied);
    Result<std::uint64_t> write(const std::string& sql);
    Result<std::uint64_t> delete_missing();
    Result<void> remember(const CompletedRun& completed);
    // Refuses a plan that was performed before.
    Result<void> refuse_second_time(const std::string& plan_id);
    Result<void> note_run(const Commit& commit, const Applied& applied);
    Issue undone(Issue issue, bool made);
    Issue interrupted(Issue issue) const;
    void release_statements();

    std::shared_ptr<ContactStorage> storage_;
    std::string sync_name_;
    DeleteScope scope_;
    std::string key_field_;
    bool key_is_sensitive_ = false;
    std::vector<Field> new_fields_;
    std::vector<std::string> added_fields_;  // those of them that this run has added
    std::vector<std::string> all_fields_;    // once they are there
    std::int64_t run_number_ = 0;
    bool keeps_before_ = false;
    std::uint64_t to_write_ = 0;             // contacts, by the plan
    Applied written_;                        // in transactions that are committed
    std::int64_t batches_written_ = 0;
    std::optional<std::int64_t> version_;    // of the database, since the first transaction of several
    Staging staging_;
    std::vector<std::size_t> sources_;      // of each staged column: its place in the record
    std::optional<std::size_t> password_;   // which staged column is the password
    std::string hashed_;
    std::optional<GeneratedKeys> keys_;
    std::unique_ptr<BulkLoad> load_;
    std::int64_t staged_ = 0;
    bool has_staging_ = false, has_missing_ = false;
    bool compares_ = false, repeats_ = false;   // whether a staged record is to be compared, or voids an earlier one
    std::optional<Statement> taken_, stored_password_;
};

}  // namespace muster::native
