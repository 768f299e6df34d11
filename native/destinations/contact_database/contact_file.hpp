// The file of a contact database: what stands at its path, the connection to it, its making, and the digest that tells
// whether its content has changed.
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

// The connection's own database is a private temporary one: it takes the staged records. The contact database is attached
// to it once it exists.
class ContactFile {
public:
    ContactFile(std::string path, int busy_seconds);

    const std::string& path() const noexcept { return path_; }
    Database& database() noexcept { return database_; }

    // Attaches the database when there is one. False: there is none yet (no file, an empty file, or one whose making was
    // interrupted). A file of another kind is refused and left alone. Errors: not_found, permission_denied,
    // destination_failed, destination_busy.
    Result<bool> attach();

    // Makes the file and attaches it; its tables are still to be made. Only after attach() said false. Answers whether the
    // file was not there before.
    Result<bool> create();
    // Removes a file that create() made and that nothing was committed to. The connection starts afresh.
    void discard();
    // To be called after a write through this connection: tokens computed before are no longer known to be current.
    void content_changed() noexcept { known_token_.clear(); }
    // Closes the connection, with everything that was staged in it.
    void close();

    // The fields; of a database that does not exist yet those it would be made with.
    Result<std::vector<StoredField>> fields();
    Result<bool> has_contacts();

    // Reads all contacts and computes the token of the content. `each` gets key, fingerprint and owner of every contact.
    using EachContact = std::function<void(std::string_view key, std::uint64_t fingerprint, std::string_view owner)>;
    Result<std::string> read_content(const EachContact& each);
    // Whether the content is still that of the token. Inside the transaction that is to change it.
    Result<bool> is_current(const std::string& token);

    // A number for the names of staging tables, new with each call.
    int next_staging_number() noexcept { return ++staging_number_; }

private:
    Result<void> open_connection();
    Result<void> attach_file();
    Result<bool> has_tables();
    Result<std::optional<std::int64_t>> data_version();

    std::string path_;
    int busy_seconds_;
    Database database_;
    bool attached_ = false;
    int staging_number_ = 0;
    // The token last computed on this connection, and SQLite's mark of the file's version at that moment.
    std::string known_token_;
    std::int64_t known_version_ = 0;
};

// The token of a database that does not exist yet.
inline constexpr std::string_view token_of_nothing = "new";

}  // namespace muster::native
