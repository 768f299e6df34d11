// Where the contacts lie: the connection, what stands there, its making, and whether its content has changed. Its tables
// are in the schema `muster` (layout.hpp), those of staged records in the dialect's staging_schema.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layout.hpp"
#include "native/db/database.hpp"

namespace muster::native {

struct ContactSettings {
    int busy_seconds = 30;                    // how long to wait for what another program holds
    std::uint64_t contacts_at_once = 10'000'000;   // that a run writes in one transaction; more are written in several
};

class ContactStorage {
public:
    explicit ContactStorage(const ContactSettings& settings) : settings_(settings) {}
    ContactStorage(const ContactStorage&) = delete;
    ContactStorage& operator=(const ContactStorage&) = delete;
    virtual ~ContactStorage() = default;

    // How messages call it, and its address as it was given and as it is from any folder. None holds a password.
    virtual std::string name() const = 0;
    virtual std::string address() const = 0;
    virtual std::string absolute_address() const = 0;
    virtual Database& database() = 0;
    const ContactSettings& settings() const noexcept { return settings_; }

    // Connects when there is something to connect to. False: there is no contact database yet. Something of another kind is
    // refused and left alone. Errors: not_found, permission_denied, destination_failed, destination_busy,
    // destination_unreachable.
    virtual Result<bool> attach() = 0;
    // Makes what the tables go into; they themselves are still to be made. Only after attach() said false. Answers whether
    // there was nothing before.
    virtual Result<bool> create() = 0;
    // In the transaction that has made the tables: from its commit on attach() says true.
    virtual Result<void> mark_made() = 0;
    // After the commit of that transaction.
    virtual void settle_down() {}
    // After a commit that failed; `made`: what create() said, otherwise false.
    virtual void abandon(bool made) = 0;
    // Whether somebody has put something else in its place meanwhile.
    virtual bool is_replaced() const { return false; }

    // A transaction that writes contacts. It waits for a run that keeps others out. Errors: destination_busy.
    virtual Result<Transaction> begin_writing() { return Transaction::begin(database(), Database::Access::write); }
    // From now on until let_others_in(), or until this process ends, no other run or command writes contacts, also not between
    // the transactions of this one. It waits until nobody else does so. Errors: destination_busy.
    virtual Result<void> keep_others_out() = 0;
    virtual void let_others_in() = 0;
    // A number that is another one after any write of another connection; absent where a database has none.
    virtual Result<std::optional<std::int64_t>> version() = 0;

    // A number for the names of staging tables, new with each call, and their making and dropping. They never outlive the
    // connection for long, however it ends.
    virtual int new_staging_number() = 0;
    virtual Result<void> make_staging(int number, const std::string& sql) = 0;
    virtual void drop_staging(int number, const std::string& sql) = 0;

    // To be called after a write through this connection: tokens computed before are no longer known to be current.
    void content_changed() noexcept { known_token_.clear(); }

    // The fields; of a database that does not exist yet those it would be made with.
    Result<std::vector<StoredField>> fields();
    Result<bool> has_contacts();

    // Reads all contacts and answers the token of the content. `each` gets key, fingerprint and owner of every contact.
    using EachContact = std::function<void(std::string_view key, std::uint64_t fingerprint, std::string_view owner)>;
    Result<std::string> read_content(const EachContact& each);
    // The same with a token that holds on this connection, and until another one writes anything. Where a database has a version
    // the values need not be read for it.
    Result<std::string> read_content_briefly(const EachContact& each);
    // Whether the content is still that of the token. Inside the transaction that is to change it.
    Result<bool> is_current(const std::string& token);

protected:
    // Whether the tables are there. Errors: destination_failed when a newer version of Muster has made them.
    virtual Result<bool> has_tables() = 0;

private:
    // In a transaction of its own, so that version and content belong together: reads the content and knows its token.
    using ReadContent = std::function<Result<std::string>(std::optional<std::int64_t> version)>;
    Result<std::string> read_and_know(const ReadContent& read);

    ContactSettings settings_;
    // The token last computed on this connection, and the version at that moment.
    std::string known_token_;
    std::optional<std::int64_t> known_version_;
};

// The token of a database that does not exist yet.
inline constexpr std::string_view token_of_nothing = "new";

}  // namespace muster::native
