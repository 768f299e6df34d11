#include "other_format.hpp"

#include <algorithm>
#include <string>

#include "muster/json.hpp"

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
