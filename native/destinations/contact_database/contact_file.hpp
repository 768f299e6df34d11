// Contacts in a file of SQLite.
#pragma once

#include <string>

#include <optional>

#include "contact_storage.hpp"
#include "native/db/file_lock.hpp"
#include "native/db/sqlite.hpp"

namespace muster::native {

// The connection's own database is a private temporary one: it takes the staged records. The contact database is attached
// to it once it exists.
class ContactFile : public ContactStorage {
public:
    ContactFile(std::string path, const ContactSettings& settings);

    std::string name() const override { return path_; }
    std::string address() const override;
    std::string absolute_address() const override;
    Database& database() override { return database_; }

    // False: no file, an empty file, or one whose making was interrupted.
    Result<bool> attach() override;
    Result<bool> create() override;
    Result<void> mark_made() override;
    void settle_down() override;
    // Closes the connection, with everything that was staged in it, and removes a file that create() made.
    void abandon(bool made) override;
    bool is_replaced() const override;

    // Who keeps others out holds the lock PATH-run.
    Result<Transaction> begin_writing() override;
    Result<void> keep_others_out() override;
    void let_others_in() override { run_lock_.reset(); }
    Result<std::optional<std::int64_t>> version() override;

    int new_staging_number() override { return ++staging_number_; }
    Result<void> make_staging(int number, const std::string& sql) override;
    void drop_staging(int number, const std::string& sql) override;

protected:
    Result<bool> has_tables() override;

private:
    Result<void> open_connection();
    Result<void> attach_file();
    void close();

    std::string path_;
    std::optional<FileLock> run_lock_;
    SqliteDatabase database_;
    bool attached_ = false;
    int staging_number_ = 0;
};

// "contacts.db" of "sqlite:contacts.db". Errors: invalid_value when the address names no file.
Result<std::string> contact_file_path(std::string_view url);

}  // namespace muster::native
