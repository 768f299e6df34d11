// Takes back the last run that wrote contacts, from what it kept: the contacts that it added go, those that it changed or
// deleted are as before, and so are the fields and what is remembered of its sync. Contacts that were deleted by hand since
// stay deleted.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "contact_storage.hpp"
#include "native/destinations/destination.hpp"

namespace muster::native {

class ContactUndo : public Undo {
public:
    static Result<std::unique_ptr<Undo>> begin(std::shared_ptr<ContactStorage> storage, std::string_view run_id);

    const UndoCounts& counts() const override { return counts_; }
    const std::string& sync_name() const override { return sync_name_; }
    Result<void> keys(Step step, const std::function<bool(std::string_view key)>& each) override;
    Result<void> differences(const std::function<bool(const Difference&)>& each) override;
    Result<void> perform(const std::string& run_id, const std::string& when) override;

private:
    explicit ContactUndo(std::shared_ptr<ContactStorage> storage) : storage_(std::move(storage)) {}

    Result<void> find_run(std::string_view run_id);
    Result<void> read_added_fields(std::string_view json);
    Result<void> choose_fields();
    Result<void> count();
    std::string keys_sql(Step step) const;

    Result<void> perform_once(const std::string& run_id, const std::string& when);
    Result<void> write_contacts();
    Result<void> drop_added_fields();
    Result<void> restore_state();
    Result<void> note(const std::string& run_id, const std::string& when);

    std::shared_ptr<ContactStorage> storage_;
    std::string run_, sync_name_, token_;
    std::int64_t number_ = 0;
    std::uint64_t written_ = 0;                // contacts that the run wrote
    std::vector<StoredField> fields_;          // that muster_before has values of
    std::vector<std::string> added_fields_;
    bool key_is_sensitive_ = false;
    UndoCounts counts_;
};

}  // namespace muster::native
