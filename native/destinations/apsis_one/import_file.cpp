#include "import_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "muster/date.hpp"
#include "muster/value.hpp"

namespace muster::native::apsis_one {
namespace {

constexpr std::size_t written_at_once = 1u << 20;
constexpr std::size_t day_bytes = 10;            // YYYY-MM-DD

Issue cannot_write(const std::string& path, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return make_issue(full ? Code::disk_full : Code::permission_denied, "The import file " + path + " cannot be written: " + std::strerror(error) + ".",
                      full ? "Free some space and run again." : "Set MUSTER_HOME to a folder that can be written to.");
}

void append_cell(std::string& row, std::string_view value) {
    if (!row.empty()) row += ',';
    const bool plain = value.find_first_of(",\"\r\n") == std::string_view::npos && (value.empty() || (value.front() != ' ' && value.back() != ' '));
    if (plain) {
        row += value;
        return;
    }
    row += '"';
    for (const char c : value) {
        if (c == '"') row += '"';
        row += c;
    }
    row += '"';
}

bool append_seconds(std::string_view instant, std::string& into) {
    // Normalised values are YYYY-MM-DD or an instant in UTC with Z (value.hpp).
    std::tm parts{};
    const std::string text(instant);
    const char* end = strptime(text.c_str(), "%Y-%m-%d", &parts);
    if (end == nullptr) return false;
    if (*end == 'T') {
        end = strptime(end, "T%H:%M:%S", &parts);
        if (end == nullptr) return false;
        if (*end == '.') {
            for (++end; *end >= '0' && *end <= '9'; ++end) {}   // whole seconds only
        }
        if (std::strcmp(end, "Z") != 0) return false;
    } else if (*end != '\0') {
        return false;
    }
    into = std::to_string(timegm(&parts));
    return true;
}

std::string reason_against(Form form) {
    switch (form) {
        case Form::as_it_is: break;
        case Form::date: return "A date is not written as a day.";
        case Form::timestamp: return "A time has no zone, so it is no instant. Say \"time_zone\" in the sync document.";
        case Form::phone: return "A telephone number has no country code, which APSIS One needs. Say \"default_country\" in the sync document.";
    }
    return "A value has no form that APSIS One takes.";
}

}  // namespace

std::string column_name(std::size_t column) { return "c" + std::to_string(column); }

std::span<const AttributeColumn> attributes_of(ImportKind kind, const Layout& layout) {
    switch (kind) {
        case ImportKind::data: return layout.attributes;
        case ImportKind::opt_outs: return layout.addresses;
        case ImportKind::missing: break;
    }
    return {};
}

bool write_value(Form form, std::string_view value, std::string& into) {
    into.clear();
    if (value.empty()) return true;
    switch (form) {
        case Form::as_it_is: into = value; return true;
        // Section 9: never digits only, and the zone and time are dropped.
        case Form::date:
            if (value.size() < day_bytes || value[4] != '-' || value[7] != '-') return false;
            into = value.substr(0, day_bytes);
            return true;
        case Form::timestamp: return append_seconds(value, into);
        case Form::phone: {
            const auto digits = msisdn_of(value);
            if (digits) into = *digits;
            return digits.has_value();
        }
    }
    return false;
}

// Keys are compared as they are normalised; a telephone number is written from its value.
bool write_key(const Layout& layout, const ServiceRecord& record, std::string& into) {
    const bool has_value = layout.key < record.values.size() && record.values[layout.key] && !record.values[layout.key]->empty();
    const std::string_view value = layout.key_form == Form::phone && has_value ? *record.values[layout.key] : record.key;
    return write_value(layout.key_form, value, into) && !into.empty();
}

Result<std::unique_ptr<ImportFile>> ImportFile::create(const std::string& folder, ImportKind kind, const Layout& layout, std::uint64_t most_bytes) {
    auto file = std::unique_ptr<ImportFile>(new ImportFile(kind, layout, most_bytes));
    if (auto opened = file->open(folder); !opened) return std::move(opened).error();
    file->append_header();
    return file;
}

Result<void> ImportFile::open(const std::string& folder) {
    path_ = folder + "/part-XXXXXX";
    descriptor_ = mkostemp(path_.data(), O_CLOEXEC);   // with mode 0600
    if (descriptor_ < 0) return cannot_write(path_, errno);
    return {};
}

ImportFile::~ImportFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

void ImportFile::append_header() {
    const std::size_t consents = kind_ == ImportKind::missing ? 1 : layout_.consents.size();
    row_.clear();
    for (std::size_t i = 0; i <= attributes_of(kind_, layout_).size() + consents; ++i) append_cell(row_, column_name(i));
    row_ += '\n';
    buffer_ = row_;
    bytes_ = row_.size();
}

std::string ImportFile::append_key(const ServiceRecord& record) {
    if (!write_key(layout_, record, value_)) {
        return layout_.key_form == Form::phone ? "The key is a telephone number without a country code. Write it with one in the file, such as +46 70 123 45 67."
                                               : reason_against(layout_.key_form);
    }
    append_cell(row_, value_);
    return {};
}

std::string ImportFile::append_attributes(const ServiceRecord& record) {
    for (const AttributeColumn& column : attributes_of(kind_, layout_)) {
        const ServiceValue& value = record.values[column.source];
        if (!write_value(column.form, value.value_or(std::string_view()), value_)) return reason_against(column.form);
        append_cell(row_, value_);
    }
    return {};
}

// Section 7: 1 applies the consent to the row, 0 does not.
void ImportFile::append_consents(const ServiceRecord& record, std::string_view when) {
    for (const ConsentColumn& column : layout_.consents) append_cell(row_, record.values[column.source] == when ? "1" : "0");
}

std::string ImportFile::row_of(const ServiceRecord& record) {
    row_.clear();
    if (std::string against = append_key(record); !against.empty()) return against;
    if (kind_ == ImportKind::missing) {
        append_cell(row_, "1");
    } else {
        if (std::string against = append_attributes(record); !against.empty()) return against;
        append_consents(record, kind_ == ImportKind::data ? "true" : "false");
    }
    row_ += '\n';
    return {};
}

Result<ServiceBatch::Placed> ImportFile::add(const ServiceRecord& record) {
    if (std::string against = row_of(record); !against.empty()) return Placed{Placed::Where::nowhere, std::move(against)};
    if (bytes_ + row_.size() > most_bytes_) {
        if (records_ > 0) return Placed{Placed::Where::next};
        return Placed{Placed::Where::nowhere, "The row alone is larger than a whole import file may be."};
    }
    bytes_ += row_.size();
    buffer_ += row_;
    ++records_;
    if (buffer_.size() >= written_at_once) {
        if (auto flushed = flush(); !flushed) return std::move(flushed).error();
    }
    return Placed{};
}

Result<void> ImportFile::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannot_write(path_, errno);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return {};
}

}  // namespace muster::native::apsis_one
