#include "contact_storage.hpp"

#include "content_digest.hpp"

namespace muster::native {

namespace {

constexpr std::string_view brief_token = "version ";

}  // namespace

Result<std::vector<StoredField>> ContactStorage::fields() {
    auto exists = attach();
    if (!exists) return exists.error();
    if (!*exists) return built_in_fields();
    return read_fields(database());
}

Result<bool> ContactStorage::has_contacts() {
    auto exists = attach();
    if (!exists || !*exists) return exists;
    auto one = database().integer("SELECT 1 FROM muster.contacts LIMIT 1");
    if (!one) return one.error();
    return one->has_value();
}

Result<std::string> ContactStorage::read_content(const EachContact& each) {
    return read_and_know([&](std::optional<std::int64_t>) { return content_token(database(), each); });
}

Result<std::string> ContactStorage::read_content_briefly(const EachContact& each) {
    return read_and_know([&](std::optional<std::int64_t> version) -> Result<std::string> {
        if (!version) return content_token(database(), each);
        if (auto read = read_contacts(database(), each); !read) return read.error();
        return std::string(brief_token) + std::to_string(*version);
    });
}

Result<std::string> ContactStorage::read_and_know(const ReadContent& read) {
    auto exists = attach();
    if (!exists) return exists.error();
    if (!*exists) return std::string(token_of_nothing);
    std::optional<Transaction> transaction;
    if (!database().in_transaction()) {
        auto begun = Transaction::begin(database(), Database::Access::read);
        if (!begun) return begun.error();
        transaction.emplace(std::move(begun).value());
    }
    auto now = version();
    if (!now) return now.error();
    auto token = read(*now);
    if (!token) return token;
    known_version_ = *now;
    known_token_ = *token;
    return token;
}

Result<bool> ContactStorage::is_current(const std::string& token) {
    auto exists = has_tables();
    if (!exists) return exists;
    if (!*exists) return token == token_of_nothing;
    // This connection writes only in its last step, so that the number tells all there is to tell.
    auto now = version();
    if (!now) return now.error();
    if (!known_token_.empty() && *now && *now == known_version_) return token == known_token_;
    if (token.starts_with(brief_token)) return false;
    auto content = content_token(database(), nullptr);
    if (!content) return content.error();
    return token == *content;
}

}  // namespace muster::native
