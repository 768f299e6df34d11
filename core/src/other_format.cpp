#include "other_format.hpp"

#include <algorithm>
#include <string>

#include "muster/json.hpp"
#include "muster/sniff.hpp"

namespace muster {
namespace {

struct Format {
    std::string_view start;  // in small letters
    std::string_view after;  // one of these follows; empty: anything may
    std::string_view what;
    std::string_view suggestion;
};

constexpr std::string_view page_advice =
    "Often a page for logging in or an error page was saved instead of the export; if it shows the contacts, open it "
    "in a "
    "spreadsheet program and save it as CSV.";
constexpr Format formats[] = {
    {"<!doctype", " \t\r\n", "a web page", page_advice},
    {"<html", " >\t\r\n", "a web page", page_advice},
    {"<?xml", " \t\r\n", "an XML document",
     "Export the contacts as CSV instead, or open it in a spreadsheet program and save it as CSV."},
    {"begin:vcard", "\r\n", "an address book in vCard format",
     "Export the contacts as CSV instead: address books can do both."},
    {"begin:vcalendar", "\r\n", "a calendar in iCalendar format", "Export the contacts as CSV instead."},
    {"{\\rtf", "0123456789", "a document in rich text format",
     "Open it in the program that made it and save the table as CSV."},
};

// Files that people take for CSV files and that no reading as text makes sense of.
struct BinaryFormat {
    std::string_view start;
    std::string_view what;
    std::string_view suggestion;
};
constexpr BinaryFormat binary_formats[] = {
    // These two are unpacked before; here they come out of another packed file.
    {std::string_view("PK\x03\x04", 4), "packed twice", "Unpack it once, and read the file that comes out."},
    {"\x1F\x8B\x08", "packed twice", "Unpack it once, and read the file that comes out."},
    {"\xD0\xCF\x11\xE0", "an old Excel workbook", "Save it as CSV first."},
    {"%PDF-", "a PDF document", "Export the contacts as CSV instead."},
    {"\xFD" "7zXZ", "packed with xz", "Unpack it first, for example with unxz."},
    {"BZh", "packed with bzip2", "Unpack it first, for example with bunzip2."},
    {"\x28\xB5\x2F\xFD", "packed with zstd", "Unpack it first, for example with unzstd."},
    {"7z\xBC\xAF\x27\x1C", "packed with 7-Zip", "Unpack it first, and read the file that comes out."},
    {"Rar!\x1A\x07", "packed with RAR", "Unpack it first, and read the file that comes out."},
    {"\x89PNG\r\n\x1A\n", "a picture (PNG)", "Export the contacts as CSV instead."},
    {"\xFF\xD8\xFF", "a picture (JPEG)", "Export the contacts as CSV instead."},
    {"GIF87a", "a picture (GIF)", "Export the contacts as CSV instead."},
    {"GIF89a", "a picture (GIF)", "Export the contacts as CSV instead."},
    {"SQLite format 3", "an SQLite database", "Export the contacts as CSV first."},
};

char small(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_as(std::string_view text, const Format& format) noexcept {
    if (text.size() <= format.start.size()) return false;
    const bool same = std::equal(format.start.begin(), format.start.end(), text.begin(),
                                 [](char wanted, char found) { return wanted == small(found); });
    return same && format.after.find(text[format.start.size()]) != std::string_view::npos;
}

std::string_view without_leading_blanks(std::string_view text) noexcept {
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

// `"name":`, as a member of an object starts.
bool starts_member(std::string_view text) noexcept {
    if (!text.starts_with('"')) return false;
    const std::size_t end = text.find_first_of("\"\\\r\n", 1);
    if (end == std::string_view::npos || text[end] != '"') return false;
    return without_leading_blanks(text.substr(end + 1)).starts_with(':');
}

// A list of objects; an object over several lines; an object that fills the first line.
bool is_json(std::string_view text) {
    const bool list = text.starts_with('[');
    const std::string_view object = list ? without_leading_blanks(text.substr(1)) : text;
    if (!object.starts_with('{')) return false;
    if (!starts_member(without_leading_blanks(object.substr(1)))) return false;
    if (list) return true;
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    if (without_leading_blanks(line.substr(1)).empty()) return true;
    const Result<JsonValue> value = parse_json(line);
    return value && value->kind == JsonValue::Kind::object;
}

// A tar archive holds its files as they are, each behind a block with its name.
bool is_tar(std::string_view start) noexcept {
    constexpr std::size_t signature_at = 257;
    return start.size() > signature_at && start.substr(signature_at).starts_with("ustar");
}

Issue not_a_table(std::string_view what, std::string_view suggestion) {
    return make_issue(Code::file_unreadable, "The file is " + std::string(what) + ", not a table.",
                      std::string(suggestion));
}

}  // namespace

std::optional<Issue> binary_format(std::span<const std::byte> head) {
    const std::string_view bytes(reinterpret_cast<const char*>(head.data()), head.size());
    for (const BinaryFormat& format : binary_formats) {
        if (!bytes.starts_with(format.start)) continue;
        // "BZh" starts a text as well; the format goes on with a level and a magic number.
        if (format.start == "BZh" && !bytes.substr(std::min<std::size_t>(4, bytes.size())).starts_with("1AY&SY")) continue;
        return make_issue(Code::file_unreadable, "The file is " + std::string(format.what) + ", not text.", std::string(format.suggestion));
    }
    return std::nullopt;
}

std::optional<Issue> other_format(std::string_view start) {
    if (is_tar(start)) return not_a_table("a tar archive", "Unpack it, and read the file with the contacts.");
    const std::string_view text = without_leading_blanks(start);
    for (const Format& format : formats) {
        if (starts_as(text, format)) return not_a_table(format.what, format.suggestion);
    }
    if (is_json(text))
        return not_a_table("in JSON format", "Export the contacts as CSV instead, or turn it into CSV first.");
    return std::nullopt;
}

}  // namespace muster
