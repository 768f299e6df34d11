#include "made_up_tables.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace muster::test {
namespace {

// SplitMix64: small, and every number gives another sequence.
class Dice {
public:
    explicit Dice(std::uint64_t number) : state_(number) {}

    std::size_t below(std::size_t count) {
        state_ += 0x9E3779B97F4A7C15u;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return static_cast<std::size_t>((z ^ (z >> 31)) % count);
    }
    bool percent(std::size_t chance) { return below(100) < chance; }
    template <std::size_t N>
    std::string pick(const std::string_view (&words)[N]) {
        return std::string(words[below(N)]);
    }
    std::string digits(std::size_t count) {
        std::string text;
        while (text.size() < count) text += static_cast<char>('0' + below(10));
        return text;
    }

private:
    std::uint64_t state_;
};

constexpr std::string_view first_names[] = {"Ann",   "Bob",    "Cid",  "Dora", "Émile", "Fatima",
                                            "Gösta", "Hélène", "Ivan", "Jana", "Karl",  "Lea"};
constexpr std::string_view last_names[] = {"Lee",    "Ray",     "Doe",     "Müller", "O'Neil", "D'Arcy",
                                           "García", "Nilsson", "van Dam", "Rossi",  "Novak",  "Smith-Jones"};
constexpr std::string_view cities[] = {"Rome", "Oslo", "Paris", "New York", "Zürich", "Bad Homburg", "Brno", "Malmö"};
constexpr std::string_view words[] = {"asked", "for",   "the",  "new",    "list", "please", "call",
                                      "again", "after", "May",  "sent",   "a",    "mail",   "and",
                                      "paid",  "late",  "shop", "member", "of",   "club"};
constexpr std::string_view tags[] = {"press", "b2c", "winback", "vip", "fair", "news"};
constexpr std::string_view answers[] = {"yes", "no", "true", "false", "ja", "nein", "Y", "N"};
constexpr std::string_view states[] = {"open", "closed", "new", "active"};

enum class Kind {
    first_name,
    full_name,
    family_first,
    email,
    phone,
    date,
    time,
    date_time,
    decimal,
    integer,
    note,
    url,
    json,
    tag_list,
    answer,
    state,
    city,
    address,
    code,
    money,
    empty,
    html,
    version
};
constexpr std::size_t kinds = 23;

struct Style {
    std::string delimiter;
    char quote = '"';
    bool decimal_comma = false;
    bool quote_all = false;
    bool blank_behind = false;
    bool may_quote = true;
    bool backslash = false;
    std::size_t date_form = 0;
    std::size_t empty_percent = 0;
    std::string line_end = "\n";
};

std::string note(Dice& dice) {
    constexpr std::string_view joints[] = {" ", " ", " ", " ", ", ", ", ", "; ", ": ", ". ", " - ", "! ", " | ", " / "};
    std::string text = dice.pick(words);
    for (std::size_t i = dice.below(12); i != 0; --i) text += dice.pick(joints) + dice.pick(words);
    if (dice.percent(6)) text += " \"" + dice.pick(words) + "\"";
    if (dice.percent(2)) text += "\n" + dice.pick(words);
    return text;
}

std::string two(std::size_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string date(Dice& dice, const Style& style) {
    const std::string day = two(1 + dice.below(28)), month = two(1 + dice.below(12)),
                      year = std::to_string(1950 + dice.below(75));
    switch (style.date_form) {
        case 0: return year + "-" + month + "-" + day;
        case 1: return day + "." + month + "." + year;
        case 2: return month + "/" + day + "/" + year;
        default: return day + "-" + month + "-" + year.substr(2);
    }
}

std::string time(Dice& dice) {
    return two(dice.below(24)) + ":" + two(dice.below(60)) + (dice.percent(50) ? ":" + two(dice.below(60)) : "");
}

std::string decimal(Dice& dice, const Style& style) {
    return dice.digits(1 + dice.below(3)) + (style.decimal_comma ? "," : ".") + dice.digits(2);
}

std::string cell(Dice& dice, Kind kind, const Style& style) {
    if (dice.percent(style.empty_percent)) return {};
    switch (kind) {
        case Kind::first_name: return dice.pick(first_names);
        case Kind::full_name: return dice.pick(first_names) + " " + dice.pick(last_names);
        case Kind::family_first: return dice.pick(last_names) + ", " + dice.pick(first_names);
        case Kind::email: return "person" + dice.digits(3) + "@" + dice.pick(states) + ".example";
        case Kind::phone: return "+" + dice.digits(2) + " " + dice.digits(3) + " " + dice.digits(5);
        case Kind::date: return date(dice, style);
        case Kind::time: return time(dice);
        case Kind::date_time: return date(dice, style) + " " + time(dice);
        case Kind::decimal: return decimal(dice, style);
        case Kind::integer: return std::to_string(dice.below(5000));
        case Kind::note: return note(dice);
        case Kind::url:
            return "https://" + dice.pick(states) + ".example/" + dice.pick(words) + "?a=" + dice.digits(2) +
                   "&b=" + dice.pick(words);
        case Kind::json:
            return "{\"id\": " + dice.digits(2) + ", \"of\": [" + dice.digits(1) + "," + dice.digits(1) + "]}";
        case Kind::tag_list: {
            const std::string joint = style.delimiter == "|" ? "," : dice.percent(50) ? "|" : ";";
            std::string text = dice.pick(tags);
            for (std::size_t i = dice.below(3); i != 0; --i) text += joint + dice.pick(tags);
            return text;
        }
        case Kind::answer: return dice.pick(answers);
        case Kind::state: return dice.pick(states);
        case Kind::city: return dice.pick(cities);
        case Kind::address:
            return dice.pick(last_names) + " street " + dice.digits(2) + ", " + dice.digits(5) + " " +
                   dice.pick(cities);
        case Kind::code: return dice.pick(states).substr(0, 2) + "-" + dice.digits(4);
        case Kind::money: return (dice.percent(50) ? "$" : "€ ") + decimal(dice, style);
        case Kind::empty: return {};
        case Kind::html: return "<a href='" + dice.pick(words) + "'>" + dice.pick(words) + "</a>";
        case Kind::version: return dice.digits(1) + "." + dice.digits(1) + "." + dice.digits(2);
    }
    return {};
}

constexpr std::string_view names[kinds] = {"first name", "Name",       "Contact", "E-Mail", "phone",  "birth date",
                                           "Time",       "created_at", "Score",   "count",  "Notes",  "Homepage",
                                           "data",       "tags",       "Member?", "Status", "City",   "Address",
                                           "ID",         "Price",      "Fax",     "text",   "version"};

std::string written(std::string value, const Style& style) {
    const bool holds_delimiter = !style.delimiter.empty() && value.find(style.delimiter) != std::string::npos;
    const bool holds_break = value.find('\n') != std::string::npos;
    if (!style.may_quote || style.quote == '\0') {
        for (char& c : value) {
            if (c == '\n' || (holds_delimiter && c == style.delimiter[0]) || c == '"')
                c = style.delimiter == " " ? '_' : ' ';
        }
        return value;
    }
    const bool needed = holds_delimiter || holds_break || value.find(style.quote) != std::string::npos;
    if (!needed && !style.quote_all) return value;
    std::string text(1, style.quote);
    for (const char c : value) {
        if (c == style.quote || (c == '\\' && style.backslash)) text += style.backslash ? '\\' : c;
        text += c;
    }
    return text + style.quote;
}

std::string row_of(const std::vector<std::string>& cells, const Style& style) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i != 0) text += style.delimiter + (style.blank_behind ? " " : "");
        text += written(cells[i], style);
    }
    return text + style.line_end;
}

Style style_of(Dice& dice) {
    constexpr std::string_view delimiters[] = {",",  ",",  ",", ",", ",", ",", ";", ";", ";",   ";",
                                               "\t", "\t", "|", "|", ":", "^", "~", " ", "\x1F"};
    Style style;
    style.delimiter = dice.pick(delimiters);
    style.quote = dice.percent(85) ? '"' : '\'';
    style.decimal_comma = style.delimiter != "," && dice.percent(50);
    style.quote_all = dice.percent(15);
    style.blank_behind = style.delimiter != " " && style.delimiter != "\t" && dice.percent(8);
    style.may_quote = dice.percent(85);
    style.backslash = dice.percent(5);
    style.date_form = dice.below(4);
    constexpr std::size_t empties[] = {0, 0, 5, 20};
    style.empty_percent = style.delimiter == " " ? 0 : empties[dice.below(4)];
    style.line_end = dice.percent(70) ? "\n" : dice.percent(80) ? "\r\n" : "\r";
    return style;
}

// Lines above the table: a title, a remark, a blank line; or a title row with the delimiters of the table.
int add_preamble(Dice& dice, std::string& text, const Style& style, std::size_t columns) {
    constexpr std::string_view titles[] = {"Contacts of the spring campaign", "Export of 12.05.2024",
                                           "Report: members, all countries", "List made by hand; not complete",
                                           "Newsletter"};
    if (columns < 2 || style.delimiter == " " || !dice.percent(12)) return 0;
    int rows = 0;
    const bool padded = dice.percent(30) && columns > 2;
    for (std::size_t i = 1 + dice.below(2); i != 0; --i, ++rows) {
        std::string title = dice.pick(titles);
        std::replace(title.begin(), title.end(), style.delimiter[0], ' ');
        text += title;
        if (padded) {
            for (std::size_t column = 1; column < columns; ++column) text += style.delimiter;
        }
        text += style.line_end;
    }
    if (dice.percent(50)) {
        text += style.line_end;
        ++rows;
    }
    return rows;
}

}  // namespace

MadeUpTable make_up_table(std::uint64_t number) {
    Dice dice(number);
    for (std::size_t i = 0; i < 4; ++i) dice.below(2);
    Style style = style_of(dice);
    constexpr std::size_t row_counts[] = {1, 2, 2, 3, 3, 4, 5, 7, 10, 20, 50, 150};
    const std::size_t rows = row_counts[dice.below(std::size(row_counts))];
    const bool single = dice.percent(6);
    const std::size_t columns = single ? 1 : 2 + dice.below(dice.percent(50) ? 4 : 11);
    if (single) style.delimiter.clear();
    std::vector<Kind> table;
    for (std::size_t i = 0; i < columns; ++i) table.push_back(static_cast<Kind>(dice.below(kinds)));
    for (Kind& kind : table) {
        if (kind == Kind::empty && style.delimiter == " ") kind = Kind::integer;
    }
    if (single && (table[0] == Kind::empty || table[0] == Kind::json)) table[0] = Kind::email;

    MadeUpTable made;
    made.delimiter = style.delimiter;
    made.preamble_rows = add_preamble(dice, made.text, style, columns);
    made.has_header = dice.percent(75);
    if (single) style.may_quote = false;
    const std::size_t header_at = made.text.size();
    if (made.has_header) {
        std::vector<std::string> header;
        for (const Kind kind : table) header.emplace_back(names[static_cast<std::size_t>(kind)]);
        made.text += row_of(header, style);
    }
    const bool ragged = dice.percent(8) && rows > 4 && columns > 2;
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<std::string> cells;
        for (const Kind kind : table) cells.push_back(cell(dice, kind, style));
        if (ragged && dice.percent(15)) cells.resize(1 + dice.below(columns));
        made.text += row_of(cells, style);
    }
    if (dice.percent(20)) made.text.resize(made.text.size() - style.line_end.size());
    if (style.may_quote && made.text.find(style.quote, header_at) != std::string::npos) made.quote = style.quote;
    return made;
}

}  // namespace muster::test
