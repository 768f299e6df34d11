#include "muster/encoding.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

// The IANA names, in the order of Encoding.
constexpr std::string_view names[] = {
    "UTF-8",        "UTF-16LE",     "UTF-16BE",     "UTF-32LE",     "UTF-32BE",     "windows-1250", "windows-1251",
    "windows-1252", "windows-1253", "windows-1254", "windows-1257", "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-5",
    "ISO-8859-7",   "ISO-8859-9",   "ISO-8859-13",  "ISO-8859-15",  "macintosh",    "IBM437",       "IBM850",
};

struct Alias {
    std::string_view name;   // lower case, without signs
    Encoding encoding;
};

// What spreadsheets, editors and programming languages call them.
constexpr Alias aliases[] = {
    {"utf8bom", Encoding::utf_8},
    {"utf8sig", Encoding::utf_8},
    {"ascii", Encoding::utf_8},
    {"usascii", Encoding::utf_8},
    {"unicode", Encoding::utf_16le},
    {"utf16", Encoding::utf_16le},
    {"ucs2", Encoding::utf_16le},
    {"utf32", Encoding::utf_32le},
    {"ucs4", Encoding::utf_32le},
    {"cp1250", Encoding::windows_1250},
    {"cp1251", Encoding::windows_1251},
    {"cp1252", Encoding::windows_1252},
    {"ansi", Encoding::windows_1252},
    {"win1252", Encoding::windows_1252},
    {"cp1253", Encoding::windows_1253},
    {"cp1254", Encoding::windows_1254},
    {"cp1257", Encoding::windows_1257},
    {"latin1", Encoding::iso_8859_1},
    {"l1", Encoding::iso_8859_1},
    {"latin2", Encoding::iso_8859_2},
    {"l2", Encoding::iso_8859_2},
    {"cyrillic", Encoding::iso_8859_5},
    {"greek", Encoding::iso_8859_7},
    {"latin5", Encoding::iso_8859_9},
    {"l5", Encoding::iso_8859_9},
    {"latin7", Encoding::iso_8859_13},
    {"latin9", Encoding::iso_8859_15},
    {"mac", Encoding::macintosh},
    {"macroman", Encoding::macintosh},
    {"xmacroman", Encoding::macintosh},
    {"cp437", Encoding::ibm437},
    {"437", Encoding::ibm437},
    {"dos", Encoding::ibm850},
    {"cp850", Encoding::ibm850},
    {"850", Encoding::ibm850},
};

char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_sign(char byte) noexcept { return byte == '-' || byte == '_' || byte == ' ' || byte == ':' || byte == '.'; }

// Whether two names are the same apart from letter case and signs, which every program writes its own way.
bool same_name(std::string_view left, std::string_view right) noexcept {
    std::size_t i = 0, k = 0;
    while (true) {
        while (i < left.size() && is_sign(left[i])) ++i;
        while (k < right.size() && is_sign(right[k])) ++k;
        if (i == left.size() || k == right.size()) return i == left.size() && k == right.size();
        if (lower(left[i++]) != lower(right[k++])) return false;
    }
}

}  // namespace

std::string_view name_of(Encoding encoding) noexcept { return names[static_cast<std::size_t>(encoding)]; }

std::optional<Encoding> encoding_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < std::size(names); ++i) {
        if (same_name(name, names[i])) return static_cast<Encoding>(i);
    }
    const auto* const found = std::find_if(std::begin(aliases), std::end(aliases),
                                           [&](const Alias& alias) { return same_name(name, alias.name); });
    if (found == std::end(aliases)) return std::nullopt;
    return found->encoding;
}

std::string known_encodings() {
    std::string text;
    for (const std::string_view name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

}  // namespace muster
