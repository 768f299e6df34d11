#include "content_digest.hpp"

#include "muster/fingerprint.hpp"

namespace muster::native {

namespace {

// Sums the hashes of all rows, so that the order in which a database hands them out does not matter.
class Digest {
public:
    void add(std::string_view row) {
        const KeyHash hash = wide_key_hash(row, 0);
        low_ += hash.low;
        high_ += hash.high;
        ++rows_;
    }
    std::string text() const { return hex(low_) + hex(high_) + "-" + std::to_string(rows_); }

private:
    static std::string hex(std::uint64_t value) {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string result(16, '0');
        for (std::size_t i = 16; i-- > 0; value >>= 4) result[i] = digits[value & 15];
        return result;
    }
    std::uint64_t low_ = 0, high_ = 0, rows_ = 0;
};

// Kind, length and bytes of a value: borders count, and NULL differs from an empty text.
void append_value(std::string& row, const Cell& cell) {
    switch (cell.kind) {
        case Cell::Kind::null: row += 'n'; break;
        case Cell::Kind::integer:
            row += 'i';
            row.append(reinterpret_cast<const char*>(&cell.integer), sizeof cell.integer);
            break;
        case Cell::Kind::text: {
            row += 't';
            const auto size = static_cast<std::uint32_t>(cell.text.size());
            row.append(reinterpret_cast<const char*>(&size), sizeof size);
            row += cell.text;
            break;
        }
    }
}

Result<void> add_fields(Database& database, Digest& digest) {
    auto select = database.prepare(
        "SELECT name, type, max_length, required, is_key, is_email, sensitive, inferred FROM muster.muster_fields");
    if (!select) return select.error();
    std::string row;
    while (true) {
        auto more = select->step();
        if (!more) return more.error();
        if (!*more) return {};
        row = "field";
        for (int i = 0; i < 8; ++i) append_value(row, select->cell(i));
        digest.add(row);
    }
}

// Where the database makes the digest itself, and else by reading every contact.
Result<void> add_contacts(Database& database, Digest& digest, const std::string& names, int count, const ContactStorage::EachContact& each) {
    if (const std::string sql = digest_sql(database.dialect(), "muster.contacts", names); !sql.empty()) {
        auto contacts = database.text(sql);
        if (!contacts) return contacts.error();
        digest.add(contacts->value_or(""));
        return each ? read_contacts(database, each) : Result<void>();
    }
    auto select = database.prepare("SELECT muster_fingerprint, " + names + " FROM muster.contacts");
    if (!select) return select.error();
    std::string row;
    while (true) {
        auto more = select->step();
        if (!more) return more.error();
        if (!*more) return {};
        row.clear();
        const Cell key = select->cell(1), owner = select->cell(2);
        append_value(row, key);
        append_value(row, owner);
        for (int i = 3; i <= count; ++i) append_value(row, select->cell(i));
        digest.add(row);
        if (each) each(key.text, static_cast<std::uint64_t>(select->cell(0).integer), owner.text);
    }
}

}  // namespace

Result<std::string> content_token(Database& database, const ContactStorage::EachContact& each) {
    auto fields = read_fields(database);
    if (!fields) return fields.error();
    Digest digest;
    if (auto added = add_fields(database, digest); !added) return added.error();
    // The fingerprint is left out: it remembers a value, it is not one.
    std::string names = "muster_key, muster_owner";
    for (const StoredField& stored : *fields) names += ", " + quoted_name(database.dialect(), stored.field.name);
    const int count = static_cast<int>(fields->size()) + 2;
    if (auto added = add_contacts(database, digest, names, count, each); !added) return added.error();
    return digest.text();
}

Result<void> read_contacts(Database& database, const ContactStorage::EachContact& each) {
    auto select = database.prepare("SELECT muster_key, muster_fingerprint, muster_owner FROM muster.contacts");
    if (!select) return select.error();
    while (true) {
        auto more = select->step();
        if (!more) return more.error();
        if (!*more) return {};
        const Cell key = select->cell(0), owner = select->cell(2);
        each(key.text, static_cast<std::uint64_t>(select->cell(1).integer), owner.text);
    }
}

}  // namespace muster::native
