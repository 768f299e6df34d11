// Contacts on a server of PostgreSQL, in the schema `muster` of one of its databases.
#pragma once

#include <set>
#include <string>

#include "contact_storage.hpp"
#include "native/db/postgres.hpp"

namespace muster::native {

class ContactServer : public ContactStorage {
public:
    ContactServer(std::string url, std::string password, const ContactSettings& settings);

    std::string name() const override { return url_; }
    std::string address() const override { return url_; }
    std::string absolute_address() const override { return url_; }
    Database& database() override { return database_; }

    Result<bool> attach() override;
    // The schema is there since records were staged; it is not taken away again.
    Result<bool> create() override { return false; }
    Result<void> mark_made() override;
    void abandon(bool made) override;
    Result<void> keep_others_out() override { return database_.lock_writers(); }
    void let_others_in() override { database_.unlock_writers(); }
    Result<std::optional<std::int64_t>> version() override { return std::optional<std::int64_t>(); }

    // Staged records lie beside the contacts, since the comparing happens there. An advisory lock tells that their run
    // lives; what a run has left that lost its connection goes when the next one stages.
    int new_staging_number() override;
    Result<void> make_staging(int number, const std::string& sql) override;
    void drop_staging(int number, const std::string& sql) override;

protected:
    Result<bool> has_tables() override;

private:
    Result<void> connect();
    Result<bool> has_table(const char* name);
    Result<void> make_schema();
    Result<void> drop_leftovers();
    Result<void> drop_if_orphaned(const std::string& number);

    std::string url_, password_;
    PostgresDatabase database_;
    bool made_schema_ = false;
    std::set<std::string> staging_;   // numbers of this connection
};

}  // namespace muster::native
