#include "native/commands/contacts.hpp"

#include <algorithm>

#include "muster/fingerprint.hpp"
#include "muster/json.hpp"
#include "muster/plan.hpp"
#include "muster/value.hpp"
#include "native/commands/words.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

Result<std::vector<Field>> visible_fields(ContactDatabase& database) {
    auto stored = database.fields();
    if (!stored) return stored.error();
    std::vector<Field> fields;
    for (StoredField& each : *stored) {
        if (!each.field.sensitive) fields.push_back(std::move(each.field));
    }
    return fields;
}

// Collects pieces until they are worth handing on.
class Pieces {
public:
    explicit Pieces(const Sink& sink) : sink_(sink) {}
    std::string& text() { return text_; }
    // False once the sink has failed.
    bool pass_on(std::size_t from = piece_bytes) {
        if (text_.size() >= from && result_) {
            result_ = sink_(text_);
            text_.clear();
        }
        return result_.ok();
    }
    Result<void> end() {
        pass_on(1);
        return result_;
    }

private:
    const Sink& sink_;
    std::string text_;
    Result<void> result_;
};

void append_little_endian(std::string& out, std::uint64_t value) {
    for (int i = 0; i < 8; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
}

std::string_view yes_or_nothing(bool value) { return value ? "yes" : ""; }

}  // namespace

Result<std::unique_ptr<ContactDatabase>> open_contacts(const std::string& url) {
    DestinationSettings settings;
    settings.url = url;
    return ContactDatabase::open(settings);
}

Result<std::vector<ContactDatabase::Filter>> read_filters(std::span<const std::string> words) {
    std::vector<ContactDatabase::Filter> filters;
    for (const std::string& word : words) {
        const std::size_t sign = word.find('=');
        if (sign == std::string::npos || sign == 0) {
            return make_issue(Code::usage, "\"" + shortened(word) + "\" is not a filter.", "Write it as FIELD=VALUE.");
        }
        filters.push_back({word.substr(0, sign), word.substr(sign + 1)});
    }
    return filters;
}

Result<void> write_contacts_json(ContactDatabase& database, const ContactsSelection& selection, const Sink& sink) {
    auto fields = visible_fields(database);
    if (!fields) return fields.error();
    Pieces pieces(sink);
    pieces.text() = "{\"contacts\":[";
    std::uint64_t written = 0;
    JsonWriter json;
    auto read = database.read(*fields, selection.filters, [&](std::span<const std::string_view> values) {
        if (selection.limit && written == *selection.limit) return false;
        json.clear();
        json.begin_object();
        for (std::size_t i = 0; i < values.size(); ++i) json.key((*fields)[i].name).string_or_null(values[i]);
        json.end_object();
        pieces.text() += written++ == 0 ? "\n" : ",\n";
        pieces.text() += json.text();
        return pieces.pass_on();
    });
    if (!read) return read;
    pieces.text() += "\n]}\n";
    return pieces.end();
}

Result<bool> write_contacts_table(ContactDatabase& database, const ContactsSelection& selection, const Terminal& terminal,
                                  const Sink& sink) {
    auto fields = visible_fields(database);
    if (!fields) return fields.error();
    std::vector<Table::Column> columns;
    for (const Field& field : *fields) columns.push_back({field.name, field.type == Type::integer || field.type == Type::number});
    Table table(std::move(columns));
    std::uint64_t written = 0;
    bool more = false;
    auto read = database.read(*fields, selection.filters, [&](std::span<const std::string_view> values) {
        more = selection.limit && written == *selection.limit;
        if (more) return false;
        ++written;
        table.add({values.begin(), values.end()});
        return true;
    });
    if (!read) return read.error();
    if (table.empty()) return false;
    if (auto shown = sink(table.text(terminal)); !shown) return shown.error();
    return more;
}

namespace {

// Writes the values of contacts in the form that was asked for.
class ValueWriter {
public:
    explicit ValueWriter(const ExportForm& form) : form_(form) {}

    // Into `value`, or a text that lasts until the next call.
    std::string_view written(Type type, std::string_view value) {
        if (type == Type::date && form_.dates) {
            date_.clear();
            return form_.dates->append(value, date_) ? std::string_view(date_) : value;
        }
        if (type != Type::phone || !form_.msisdn || value.empty()) return value;
        const auto msisdn = msisdn_of(value);
        if (!msisdn) ++without_country_;
        return msisdn.value_or(value);
    }
    std::uint64_t without_country() const noexcept { return without_country_; }

private:
    const ExportForm& form_;
    std::string date_;
    std::uint64_t without_country_ = 0;
};

}  // namespace

Result<std::uint64_t> write_contacts_csv(ContactDatabase& database, std::span<const ContactDatabase::Filter> filters,
                                         const ExportForm& form, const Sink& sink) {
    auto fields = visible_fields(database);
    if (!fields) return fields.error();
    ValueWriter writer(form);
    CsvWriter csv(form.csv);
    Result<void> written;
    const auto pass_on = [&](std::size_t from) {
        if (written && csv.text().size() >= from) {
            written = sink(csv.text());
            csv.text().clear();
        }
        return written.ok();
    };
    for (const Field& field : *fields) {
        if (written) written = csv.add(field.name);
    }
    csv.end_line();
    auto read = database.read(*fields, filters, [&](std::span<const std::string_view> values) {
        for (std::size_t i = 0; i < values.size() && written; ++i) written = csv.add(writer.written((*fields)[i].type, values[i]));
        csv.end_line();
        return pass_on(piece_bytes);
    });
    if (!read) return read.error();
    if (!pass_on(1)) return written.error();
    return writer.without_country();
}

Result<void> write_contact_keys(ContactDatabase& database, bool fingerprints, const Sink& sink) {
    auto salt = database.salt();
    if (!salt) return salt.error();
    struct Entry {
        std::uint64_t hash, fingerprint;
    };
    std::vector<Entry> entries;
    auto read = database.read_keys([&](std::string_view key, std::uint64_t fingerprint) {
        entries.push_back({key_hash(key, *salt), fingerprint});
    });
    if (!read) return read;
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
    Pieces pieces(sink);
    pieces.text() = keys_file_header(entries.size(), *salt, fingerprints);
    for (const Entry& entry : entries) {
        append_little_endian(pieces.text(), entry.hash);
        if (fingerprints) append_little_endian(pieces.text(), entry.fingerprint);
        if (!pieces.pass_on()) break;
    }
    return pieces.end();
}

Result<std::string> fields_json(ContactDatabase& database) {
    auto stored = database.fields();
    if (!stored) return stored.error();
    JsonWriter json;
    json.begin_object().key("fields").begin_array();
    for (const StoredField& each : *stored) {
        json.begin_object();
        json.member("name", each.field.name);
        json.member("label", each.field.label);
        json.member("type", name_of(each.field.type));
        json.member("max_length", static_cast<std::uint64_t>(each.field.max_length));
        json.member("required", each.field.required);
        json.member("key", each.is_key);
        json.member("email", each.is_email);
        json.member("sensitive", each.field.sensitive);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take() + "\n";
}

Result<std::string> fields_table(ContactDatabase& database, const Terminal& terminal) {
    auto stored = database.fields();
    if (!stored) return stored.error();
    Table table({{"Field"}, {"Label"}, {"Type"}, {"Length", true}, {"Key"}, {"E-mail"}, {"Sensitive"}});
    for (const StoredField& each : *stored) {
        table.add({each.field.name, each.field.label, std::string(name_of(each.field.type)),
                   each.field.max_length == 0 ? std::string() : grouped(each.field.max_length), std::string(yes_or_nothing(each.is_key)),
                   std::string(yes_or_nothing(each.is_email)), std::string(yes_or_nothing(each.field.sensitive))});
    }
    return table.text(terminal);
}

}  // namespace muster::native
