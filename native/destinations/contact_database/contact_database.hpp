// The built-in contact database (contact-manager.md): `sqlite:PATH`, a file, or `postgresql://USER@HOST:PORT/DATABASE`. Nothing
// that lasts is created before the first commit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contact_storage.hpp"
#include "native/destinations/destination.hpp"

namespace muster::native {

class ContactDatabase : public Destination {
public:
    static const Capabilities& kind_capabilities();
    // A relative path starts at `folder`, or at the current folder where that is empty.
    // Errors: invalid_value for an address of neither form, literal_secret for a password in it.
    static Result<std::unique_ptr<ContactDatabase>> open(const DestinationSettings& settings, const std::string& folder = {});

    const Capabilities& capabilities() const override { return kind_capabilities(); }
    std::string display_name() const override;
    bool waits_for_others() const override;
    std::string absolute_url() const override;
    Result<Schema> schema() override;
    Result<std::optional<CompletedRun>> last_completed(std::string_view sync_name) override;
    Result<RunTrace> trace_of(std::string_view run_id) override;
    Result<DestinationSnapshot> snapshot(const SnapshotRequest& request) override;
    // What stands in the way is said by begin().
    std::vector<Issue> preflight(const ChangesRequest& request) override;
    Result<std::unique_ptr<Changes>> begin(const ChangesRequest& request) override;
    // What a run has begun is whole or was never there: to go on is to run it again.
    Result<std::unique_ptr<KeptRun>> kept_run(std::string_view) override { return std::unique_ptr<KeptRun>(); }
    Result<std::unique_ptr<Undo>> undo(std::string_view run_id) override;

    // What a person does with contacts, beside synchronising. Errors: not_found when there is no database yet.
    struct Filter {
        std::string field;
        std::string value;     // compared exactly, but of the key field as keys are; empty: contacts without a value
    };
    // Calls `each` with every contact that all filters let through, in the order of keys, until it answers false. The
    // values are those of `fields`, as texts. Sensitive fields may neither be read nor filtered by.
    using EachContact = std::function<bool(std::span<const std::string_view> values)>;
    Result<void> read(std::span<const Field> fields, std::span<const Filter> filters, const EachContact& each);
    Result<std::uint64_t> count(std::span<const Filter> filters);
    struct Erased {
        std::uint64_t contacts = 0;
        std::vector<std::string> missing;    // keys, as they were given, of which there was no contact; each once
    };
    // Deletes contacts by their keys, all that there are or, after an error, none. Unknown keys are not an error.
    Result<Erased> erase(std::span<const std::string> keys);
    Result<std::vector<StoredField>> fields();
    Result<void> add(const Field& field);
    // Makes this the one field that holds the contacts' e-mail address. Errors: field_unknown, type_clash when it is of another
    // type than email.
    Result<void> choose_email(std::string_view field);
    // The seed that the hashes of this database's keys are made with.
    Result<std::uint64_t> salt();
    using EachKey = std::function<void(std::string_view key, std::uint64_t fingerprint)>;
    Result<void> read_keys(const EachKey& each);

private:
    explicit ContactDatabase(std::shared_ptr<ContactStorage> storage) : storage_(std::move(storage)) {}
    Result<void> must_exist();
    Result<Erased> erase_once(std::span<const std::string> keys, Type type);
    Result<void> add_once(const Field& field);
    Result<void> choose_email_once(std::string_view field);
    // A filter in the words of the database.
    struct Condition {
        std::string column;
        Type type;
        std::string value;
    };
    Result<std::vector<Condition>> conditions_of(std::span<const Filter> filters);
    // The conditions must outlive the statement.
    Result<Statement> select_contacts(const std::string& what, std::span<const Condition> conditions, const std::string& order);

    std::shared_ptr<ContactStorage> storage_;
};

}  // namespace muster::native
