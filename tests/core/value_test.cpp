#include "muster/value.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <set>

using namespace muster;

namespace {

ValueReader reader_of(const ValueRule& rule) {
    auto made = ValueReader::make(rule);
    REQUIRE(made.ok());
    return std::move(made).value();
}

ValueReader reader_of(Type type) {
    ValueRule rule;
    rule.type = type;
    return reader_of(rule);
}

// "value", or "!code" when the cell is refused.
std::string read(const ValueReader& reader, std::string_view cell) {
    std::string scratch;
    const ValueReader::Outcome outcome = reader.read(cell, scratch);
    return outcome.ok ? std::string(outcome.value) : "!" + std::string(name_of(outcome.code));
}

struct Row {
    std::string_view cell, expected;
};

}  // namespace

TEST_CASE("types have stable names") {
    for (int i = 0; i <= static_cast<int>(Type::choice); ++i) {
        const Type type = static_cast<Type>(i);
        CHECK(type_named(name_of(type)) == type);
    }
    CHECK(name_of(Type::date_time) == "date_time");
    CHECK(!type_named("string"));
}

TEST_CASE("blanks of all kinds are trimmed at both ends only") {
    CHECK(trimmed(" \t a b\u00A0\uFEFF\r\n") == "a b");
    CHECK(trimmed("\uFEFF\u00A0 ") == "");
    CHECK(trimmed("") == "");
}

TEST_CASE("an empty cell is valid for every type that needs no format") {
    for (const Type type : {Type::text, Type::email, Type::phone, Type::number, Type::integer, Type::boolean, Type::country,
                            Type::language, Type::url, Type::choice}) {
        CAPTURE(name_of(type));
        CHECK(read(reader_of(type), " \u00A0") == "");
    }
}

TEST_CASE("e-mail addresses follow RFC 5321 and 6531, with the domain in lower case and as an A-label") {
    const ValueReader reader = reader_of(Type::email);
    const Row rows[] = {
        {"anna@example.com", "anna@example.com"},
        {" Anna.Berg@Example.COM ", "Anna.Berg@example.com"},
        {"o'neill+news@mail.example", "o'neill+news@mail.example"},
        {"a@localhost", "a@localhost"},
        {"info@münchen.de", "info@xn--mnchen-3ya.de"},
        {"info@MÜNCHEN.de", "info@xn--mnchen-3ya.de"},
        {"info@mu\u0308nchen.de", "info@xn--mnchen-3ya.de"},
        {"info@straße.example", "info@xn--strae-oqa.example"},
        {"x@пример.example", "x@xn--e1afmkfd.example"},
        {"x@παράδειγμα.example", "x@xn--hxajbheg2az3al.example"},
        {"x@例え.example", "x@xn--r8jz45g.example"},
        {"x@bücher\u3002example", "x@xn--bcher-kva.example"},
        {"x@XN--MNCHEN-3YA.de", "x@xn--mnchen-3ya.de"},
        {"änna@example.com", "änna@example.com"},
        {"用户@例え.example", "用户@xn--r8jz45g.example"},
        {"\"anna berg\"@Example.com", "\"anna berg\"@example.com"},
        {"\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com"},
        {"\"\"@example.com", "\"\"@example.com"},
        {"anna@[192.0.2.1]", "anna@[192.0.2.1]"},
        {"anna@[IPv6:2001:db8::1]", "anna@[IPv6:2001:db8::1]"},
        {"anna@[ipv6:::ffff:192.0.2.1]", "anna@[ipv6:::ffff:192.0.2.1]"},
        {"anna@3com.com", "anna@3com.com"},
        {"", ""},
        {"anna", "!invalid_email"},
        {"@example.com", "!invalid_email"},
        {"anna@", "!invalid_email"},
        {"anna@@mail.example", "!invalid_email"},
        {"anna @mail.example", "!invalid_email"},
        {"anna@mail .example", "!invalid_email"},
        {"anna@-mail.example", "!invalid_email"},
        {"anna@mail-.example", "!invalid_email"},
        {"anna@mail..example", "!invalid_email"},
        {"anna@mail,example", "!invalid_email"},
        {"anna.example", "!invalid_email"},
        {"anna@example.com.", "!invalid_email"},
        {"Anna <anna@example.com>", "!invalid_email"},
        {"anna@example_x.com", "!invalid_email"},
        {"anna@\u2603.example", "!invalid_email"},
        {".a@example.com", "!invalid_email"},
        {"a.@example.com", "!invalid_email"},
        {"a..b@example.com", "!invalid_email"},
        {"ä..b@example.com", "!invalid_email"},
        {"a@xn--99999999.de", "!invalid_email"},
        {"a@xn--.de", "!invalid_email"},
        {"a@xn--abc-.de", "!invalid_email"},
        {"a@xn---mnchen-3ya.de", "!invalid_email"},
        {"a@xn--MNCHEN.de", "!invalid_email"},
        {"an\u200Bna@example.com", "!invalid_email"},
        {"\"anna@example.com", "!invalid_email"},
        {"\"anna\"berg@example.com", "!invalid_email"},
        {"anna@192.0.2.1", "!invalid_email"},
        {"anna@[192.0.2.256]", "!invalid_email"},
        {"anna@[2001:db8::1]", "!invalid_email"},
        {"anna@[IPv6:1:2:3]", "!invalid_email"},
        {"anna@[IPv6:1::2::3]", "!invalid_email"},
        {"anna@[192.0.2.1", "!invalid_email"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
    CHECK(read(reader, "a@" + std::string(63, 'x') + ".de") == "a@" + std::string(63, 'x') + ".de");
    CHECK(read(reader, "a@" + std::string(64, 'x') + ".de") == "!invalid_email");
    const std::string local(64, 'a');
    CHECK(read(reader, local + "@example.com") == local + "@example.com");
    CHECK(read(reader, local + "a@example.com") == "!invalid_email");
    const std::string labels = std::string(60, 'x') + "." + std::string(60, 'x') + "." + std::string(60, 'x');
    CHECK(read(reader, local + "@" + labels + ".abcdef") == local + "@" + labels + ".abcdef");
    CHECK(read(reader, local + "@" + labels + ".abcdefg") == "!invalid_email");
}

TEST_CASE("with the syntax of the HTML standard, points may stand anywhere and nothing unusual is valid") {
    ValueRule rule;
    rule.type = Type::email;
    rule.email_syntax = EmailSyntax::whatwg;
    const Row rows[] = {
        {"a..b@example.com", "a..b@example.com"}, {".a.@Example.com", ".a.@example.com"}, {"a@192.0.2.1", "a@192.0.2.1"},
        {"info@münchen.de", "info@xn--mnchen-3ya.de"}, {"a@localhost", "a@localhost"},
        {"änna@example.com", "!invalid_email"}, {"\"a b\"@example.com", "!invalid_email"}, {"a@[192.0.2.1]", "!invalid_email"},
        {"a@example.com.", "!invalid_email"}, {"a@-x.com", "!invalid_email"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader_of(rule), row.cell) == row.expected);
    }
    CHECK(read(reader_of(rule), std::string(242, 'a') + "@example.com") != "!invalid_email");
    CHECK(read(reader_of(rule), std::string(243, 'a') + "@example.com") == "!invalid_email");
}

TEST_CASE("unusual addresses and those of roles are noted and kept") {
    const ValueReader reader = reader_of(Type::email);
    const std::pair<std::string_view, std::optional<Code>> cases[] = {
        {"\"anna berg\"@example.com", Code::email_unusual}, {"anna@[192.0.2.1]", Code::email_unusual},
        {"anna@firma", Code::email_unusual},                 {"info@Localhost", Code::email_unusual},
        {"anna@gmail", Code::email_domain_typo},             {"anna@GoogleMail", Code::email_domain_typo},
        {"anna@web", Code::email_unusual},                   {"anna@例え。jp", std::nullopt},
        {"änna@example.com", Code::email_unusual},          {"info@example.com", Code::email_role_address},
        {"Info@Example.com", Code::email_role_address},     {"no-reply@firma.de", Code::email_role_address},
        {"postmaster@münchen.de", Code::email_role_address}, {"info@gmial.com", Code::email_domain_typo},
        {"anna@example.com", std::nullopt},                  {"infos@example.com", std::nullopt},
        {"info.anna@example.com", std::nullopt},             {"informationsstelle@example.com", std::nullopt},
    };
    for (const auto& [cell, note] : cases) {
        CAPTURE(cell);
        std::string scratch;
        const auto outcome = reader.read(cell, scratch);
        CHECK(outcome.ok);
        CHECK(outcome.note == note);
    }
}

TEST_CASE("a refused address says what is wrong with it") {
    ValueRule rule;
    rule.type = Type::email;
    const Row rows[] = {
        {"anna", "it has no @"}, {"Anna <anna@example.com>", "it holds more than the address"}, {"a b@c.de", "it holds a blank"},
        {"a@b.de;c@d.de", "it holds a comma or semicolon"}, {"a@b@c.de", "it has more than one @"},
        {"@c.de", "it has nothing before the @"}, {"a@", "it has nothing after the @"},
        {"a@c.de.", "it has a point too many after the @"}, {".a@c.de", "it has a point too many before the @"},
        {"a..b@c.de", "it has a point too many before the @"}, {"a@192.0.2.1", "its domain ends in a number"},
        {"a@xn--99999999.de", "its domain has letters that cannot stand together in one"},
        {"a@\u2603.de", "its domain has letters that cannot stand together in one"},
        {"ann\u200Ba@example.com", "it holds the character U+200B, which nobody can see, as byte 4 of the cell"},
        {"a@b_c.de", "it has a character or a domain that cannot be"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        std::string scratch;
        const auto outcome = reader_of(rule).read(row.cell, scratch);
        CHECK(!outcome.ok);
        CHECK(describe_value_issue(rule, outcome, row.cell).message ==
              "\"" + std::string(row.cell) + "\" is not an e-mail address: " + std::string(row.expected) + ".");
    }
}

TEST_CASE("typical slips in domains are noted with the domain that was meant") {
    const ValueReader reader = reader_of(Type::email);
    const Row rows[] = {
        {"a@gmial.com", "gmail.com"},      {"a@gmai.com", "gmail.com"},      {"a@gmail.con", "gmail.com"},
        {"a@gmail.co", "gmail.com"},       {"a@gamil.com", "gmail.com"},     {"a@gmaill.com", "gmail.com"},
        {"a@hotmial.com", "hotmail.com"},  {"a@hotmal.com", "hotmail.com"},  {"a@homail.com", "hotmail.com"},
        {"a@outlok.com", "outlook.com"},   {"a@yaho.com", "yahoo.com"},      {"a@YAHOOO.DE", "yahoo.de"},
        {"a@web.d", "web.de"},             {"a@gmx.dee", "gmx.de"},          {"a@gmx.ne", ""},
        {"a@t-onlin.de", "t-online.de"},   {"a@firma.con", "firma.com"},     {"a@icloud.cmo", "icloud.com"},
        {"a@gmail.com", ""},               {"a@googlemail.com", ""},         {"a@mail.com", ""},
        {"a@ymail.com", ""},               {"a@hotmail.se", ""},             {"a@yahoo.co.uk", ""},
        {"a@web.de", ""},                  {"a@gmx.net", ""},                {"a@example.com", ""},
        {"a@gmx.example", ""},             {"a@hotmail.lt", ""},             {"a@firma.co", ""},
        {"a@cloud.com", ""},               {"a@gmx.fr", ""},                 {"a@outdoor.com", ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        std::string scratch;
        const ValueReader::Outcome outcome = reader.read(row.cell, scratch);
        CHECK(outcome.ok);
        CHECK(outcome.hint == row.expected);
        CHECK(outcome.note.has_value() == !row.expected.empty());
        if (outcome.note) CHECK(*outcome.note == Code::email_domain_typo);
    }
}

TEST_CASE("a mistyped address is still handed over as it stands") {
    std::string scratch;
    const auto outcome = reader_of(Type::email).read("Anna@GMIAL.com", scratch);
    CHECK(outcome.value == "Anna@gmial.com");
    CHECK(outcome.hint == "gmail.com");
}

TEST_CASE("telephone numbers: international ones become E.164, national ones stay national") {
    const ValueReader reader = reader_of(Type::phone);
    const Row rows[] = {
        {"+46 70 123 45 67", "+46701234567"}, {"0046701234567", "+46701234567"}, {"+49 (0)30 1234567", "+49301234567"},
        {"070-123 45 67", "0701234567"},      {"(040) 1234-567", "0401234567"},  {"06.12.34.56.78", "0612345678"},
        {"+1 (555) 010-1234", "+15550101234"}, {"+44\u00A07700\u2009900123", "+447700900123"},
        {"030/1234567", "0301234567"},        {"12345", "12345"},                {"+12345", "!invalid_phone"},
        {"1234", "!invalid_phone"},           {"12-34", "!invalid_phone"},       {"call mobile", "!invalid_phone"},
        {"0x70123456z", "!invalid_phone"},    {"+12345678901234567", "!invalid_phone"},
        {"++4912345", "!invalid_phone"},      {"030 123 ext 4", "!invalid_phone"}, {"030;12345", "!invalid_phone"},
        {"123456789012345", "123456789012345"}, {"1234567890123456", "!invalid_phone"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
    std::string scratch;
    CHECK(reader.read("030 1234567", scratch).note == Code::phone_without_country);
    CHECK(!reader.read("+49 30 1234567", scratch).note);
}

TEST_CASE("international numbers have a country code that exists and a length that its plan knows") {
    const ValueReader reader = reader_of(Type::phone);
    const Row rows[] = {
        {"+371 2612 3456", "+37126123456"},      {"+3712345678901", "!invalid_phone"},  {"+371 2612 345", "!invalid_phone"},
        {"+999 123 456 789", "!invalid_phone"},  {"+210 1234567", "!invalid_phone"},    {"00999 1234567", "!invalid_phone"},
        {"+800 1234 5678", "+80012345678"},      {"+882 16 1234567", "+882161234567"},  {"+383 44 123 456", "+38344123456"},
        {"+247 40123", "+24740123"},             {"+1 555 010 123", "!invalid_phone"},  {"+44 020 7946 0018", "+442079460018"},
        {"+49 030 1234567", "+49301234567"},     {"+39 06 1234567", "+39061234567"},    {"+49 (0) 30 1234567", "+49301234567"},
        {"+48 022 123 45 67", "+48221234567"}, {"+48 0 22 123 45 67", "+48221234567"}, {"+81 03 1234 5678", "+81312345678"},
        {"\u202A+49 151 23456789\u202C", "+4915123456789"}, {"(+49) 30 1234567", "+49301234567"}, {"\u200E030 1234567", "0301234567"},
        {"+91 098765 43210", "+919876543210"}, {"+47 01234", "+4701234"}, {"+45 00 70 30 49", "+4500703049"}, {"+45 0 12 34 56 78", "+4512345678"},
        {"+44 (0)20 7946 0018", "+442079460018"}, {"+225 07 12 34 56 78", "+2250712345678"}, {"+378 0549 886377", "+3780549886377"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("a tel URI is read as the number that it names, and refused with what is more than a number") {
    const ValueReader reader = reader_of(Type::phone);
    const Row rows[] = {
        {"tel:+49-30-1234567", "+49301234567"},  {"TEL:+1-201-555-0123", "+12015550123"},     {"tel:+46.70.123(45)67", "+46701234567"},
        {"Tel: +46 70 123 45 67", "+46701234567"}, {"tel:030 1234567", "0301234567"},         {"tel:0046701234567", "+46701234567"},
        {"tel:+49-30-1234567;ext=12", "!invalid_phone"}, {"tel:+49-30-1234567;isub=12", "!invalid_phone"}, {"tel:7042;phone-context=example.com", "!invalid_phone"},
        {"tel:863-1234;phone-context=+1-914-555", "!invalid_phone"}, {"tel:+49%2030%201234567", "!invalid_phone"}, {"tel:", "!invalid_phone"},
        {"tel:tel:+4930123456", "!invalid_phone"}, {"sip:+49301234567@example.com", "!invalid_phone"}, {"intel:+4930123456", "!invalid_phone"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
    ValueRule german;
    german.type = Type::phone;
    german.default_country = "DE";
    CHECK(read(reader_of(german), "tel:030-1234567") == "+49301234567");
}

TEST_CASE("a national number that is none of the default country says so, and one without a country asks for it") {
    ValueRule rule;
    rule.type = Type::phone;
    std::string scratch;
    const auto note_on = [&](std::string_view cell) {
        const ValueReader reader = reader_of(rule);
        const auto outcome = reader.read(cell, scratch);
        REQUIRE(outcome.ok);
        REQUIRE(outcome.note == Code::phone_without_country);
        return describe_value_issue(rule, outcome, cell);
    };
    const Issue open = note_on("30 1234567");
    CHECK(open.message == "\"30 1234567\" has no country code, so it is kept in its national form.");
    CHECK(open.suggestion == "Set a default country to turn such numbers into international ones.");
    rule.default_country = "DE";
    for (const char* cell : {"30 1234567", "(212) 555-0123", "49301234567"}) {
        CAPTURE(std::string(cell));
        const Issue issue = note_on(cell);
        CHECK(issue.code == Code::phone_without_country);
        CHECK(issue.severity == Severity::information);
        CHECK(issue.message == "\"" + std::string(cell) + "\" has no country code, and not the beginning and length with which numbers are dialled inside DE, so it is kept as it stands.");
        CHECK(issue.suggestion == "Write it with its country code, such as +49 30 1234567.");
    }
}

TEST_CASE("a refused telephone number says what is wrong with it") {
    ValueRule rule;
    rule.type = Type::phone;
    const ValueReader reader = reader_of(rule);
    const Row rows[] = {
        {"+999 123 456 789", "no country has a country code that starts as this one does"},
        {"+3712345678901", "behind +371 numbers have 8 digits, and this one has 10"},
        {"+46 12", "it has 4 digits, and at least 5 are needed"},
        {"1-800-FLOWERS", "it spells digits with letters"},
        {"030 123456 ext 4", "it holds an extension or a second number"},
        {"030 123456x4", "it holds an extension or a second number"},
        {"030 123456 Durchwahl 12", "it holds an extension or a second number"},
        {"call mobile", "it holds letters"},
        {"1.23457E+11", "a spreadsheet has rounded it to a number with an exponent, and its last digits are lost"},
        {"tel:+49-30-1234567;ext=12", "it holds an extension or a second number"},
        {"tel:+49-30-1234567;isub=12", "it holds an extension or a second number"},
        {"tel:863-1234;phone-context=+1-914-555", "it is a local number, which is known in its phone-context only"},
        {"tel:12", "it has 2 digits, and at least 5 are needed"},
        {"030 123456 #4", "it holds characters other than digits, blanks, +, -, /, points and brackets"},
        {"1234567890123456", "it has 16 digits, and no number has more than 15"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        std::string scratch;
        const auto outcome = reader.read(row.cell, scratch);
        CHECK(!outcome.ok);
        const Issue issue = describe_value_issue(rule, outcome, row.cell);
        CHECK(issue.message == "\"" + std::string(row.cell) + "\" is not a telephone number: " + std::string(row.expected) + ".");
    }
}

TEST_CASE("a default country turns its national numbers into E.164 and leaves doubtful ones alone") {
    struct Case {
        std::string_view country, cell, expected;
    };
    const Case cases[] = {
        {"US", "022 123 4567", "0221234567"}, {"US", "1 022 123 4567", "10221234567"},
        {"PL", "0 22 123 45 67", "0221234567"}, {"PL", "22 123 45 67", "+48221234567"}, {"DK", "012 34 56 78", "012345678"},
        {"DE", "030 1234567", "+49301234567"}, {"DE", "0046 70 1234567", "+46701234567"}, {"DE", "30 1234567", "301234567"},
        {"SE", "070-123 45 67", "+46701234567"}, {"IT", "06 1234567", "+39061234567"},    {"DK", "12 34 56 78", "+4512345678"},
        {"DK", "4512345678", "4512345678"},    {"US", "(555) 010-1234", "+15550101234"},  {"US", "1-555-010-1234", "+15550101234"},
        {"HU", "06 30 123 4567", "+36301234567"}, {"FR", "06.12.34.56.78", "+33612345678"}, {"de", "030 1234567", "+49301234567"},
        {"BY", "8 029 123 45 67", "+375291234567"}, {"RU", "8 912 345-67-89", "+79123456789"}, {"BR", "(011) 91234-5678", "+5511912345678"},
        {"NG", "0803 123 4567", "+2348031234567"}, {"NZ", "021 123 456", "+6421123456"},  {"VN", "091 234 56 78", "+84912345678"},
        {"CI", "07 12 34 56 78", "+2250712345678"}, {"XK", "044 123 456", "+38344123456"}, {"LV", "2612 3456", "+37126123456"},
        {"LV", "2612 345", "2612345"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.country);
        CAPTURE(c.cell);
        ValueRule rule;
        rule.type = Type::phone;
        rule.default_country = c.country;
        CHECK(read(reader_of(rule), c.cell) == c.expected);
    }
    ValueRule rule;
    rule.type = Type::phone;
    rule.default_country = "ZZ";
    CHECK(!ValueReader::make(rule).ok());
}

TEST_CASE("numbers become plain text with a point, under the column's decimal mark") {
    struct Case {
        DecimalMark mark;
        std::string_view cell, expected;
    };
    constexpr auto any = DecimalMark::unknown, point = DecimalMark::point, comma = DecimalMark::comma;
    const Case cases[] = {
        {any, "12", "12"}, {any, "0", "0"}, {any, "-3", "-3"}, {any, "+7", "7"}, {any, "\u22125", "-5"}, {any, "007", "7"},
        {any, "1.5", "1.5"}, {any, "1,5", "1.5"}, {any, "1.234,56", "1234.56"}, {any, "1,234.56", "1234.56"},
        {any, "1.234.567", "1234567"}, {any, "1,234,567", "1234567"}, {any, "1 234 567,8", "1234567.8"},
        {any, "1\u00A0234", "1234"}, {any, "1'234.50", "1234.50"}, {any, "12.50", "12.50"}, {any, ".5", "0.5"},
        {any, "0.123", "0.123"}, {any, "1234.567", "1234.567"}, {any, "-0", "0"}, {any, "-0.00", "0.00"},
        {any, "1.234", "!number_format_ambiguous"}, {any, "1,234", "!number_format_ambiguous"},
        {point, "1.234", "1.234"}, {comma, "1.234", "1234"}, {point, "1,234", "1234"}, {comma, "1,234", "1.234"},
        {point, "1,5", "!invalid_number"}, {comma, "1.5", "!invalid_number"}, {point, "999.99", "999.99"},
        {point, "12.3.4", "!invalid_number"}, {comma, "12.3.4", "!invalid_number"}, {point, "7,5,1", "!invalid_number"},
        {comma, "7,5,1", "!invalid_number"}, {any, "1O0", "!invalid_number"}, {any, "--", "!invalid_number"},
        {any, "n/a", "!invalid_number"}, {any, "1E5", "!invalid_number"}, {any, "5.", "!invalid_number"},
        {any, "1.23.456", "!invalid_number"}, {any, "1 23 456", "!invalid_number"}, {any, "1,234.567,8", "!invalid_number"},
        {any, "0,123,456", "!invalid_number"}, {any, "12 %", "!invalid_number"}, {any, "1'234 567", "!invalid_number"},
        {any, "12,34,567.50", "1234567.50"}, {any, "1,23,456", "123456"}, {point, "12,34,56,789", "123456789"},
        {comma, "12,34,567", "!invalid_number"}, {any, "12.34.567", "!invalid_number"}, {any, "123,45,678", "!invalid_number"},
        {any, "12,34,56", "!invalid_number"}, {any, "12,345,67,890", "!invalid_number"}, {any, "01,23,456", "!invalid_number"},
        {any, "123456789012345678901234567890.12", "123456789012345678901234567890.12"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.cell);
        CAPTURE(static_cast<int>(c.mark));
        ValueRule rule;
        rule.type = Type::number;
        rule.decimal = c.mark;
        CHECK(read(reader_of(rule), c.cell) == c.expected);
    }
}

TEST_CASE("whole numbers may be grouped or carry a fraction of zeros, nothing more") {
    ValueRule rule;
    rule.type = Type::integer;
    const Row rows[] = {{"12", "12"}, {"-12", "-12"}, {"1 234", "1234"}, {"3.0", "3"}, {"3.5", "!invalid_number"},
                        {"3.000", "!number_format_ambiguous"}, {"x", "!invalid_number"}};
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader_of(rule), row.cell) == row.expected);
    }
    rule.decimal = DecimalMark::comma;
    CHECK(read(reader_of(rule), "3.000") == "3000");
}

TEST_CASE("yes and no in many languages") {
    const ValueReader reader = reader_of(Type::boolean);
    for (const std::string_view word : {"true", "TRUE", "yes", "Y", "1", "x", "X", "ja", "JA", "j", "Oui", "sí", "Si", "sì", "sim",
                                        "tak", "ano", "áno", "kyllä", "wahr", "vrai", "vero", "sant", "sand", "prawda", "igen",
                                        "da", "taip", "jā", "on", "ein", "✓", "ναι", "Ναι", "ΝΑΙ"}) {
        CAPTURE(word);
        CHECK(read(reader, word) == "true");
    }
    for (const std::string_view word : {"false", "no", "N", "0", "nein", "nej", "nei", "non", "não", "nie", "ne", "ei", "falsch",
                                        "faux", "falskt", "nee", "onwaar", "nem", "nu", "nē", "off", "aus", "uit", "av", "όχι"}) {
        CAPTURE(word);
        CHECK(read(reader, word) == "false");
    }
    for (const std::string_view word : {"maybe", "2", "yess", "-", "?", "truefalse", "no!no", "n.o.", "d/a", "n/a", "d a", "#NO"}) {
        CAPTURE(word);
        CHECK(read(reader, word) == "!invalid_boolean");
    }
}

TEST_CASE("yes and no, true and false in each of the locales of the dates") {
    // CLDR 48 yesstr and nostr; true and false as spreadsheets of the language write them.
    const struct {
        std::string_view locale, yes, no, truth, untruth;
    } locales[] = {
        {"en", "yes", "no", "true", "false"},     {"de", "ja", "nein", "wahr", "falsch"},  {"sv", "ja", "nej", "sant", "falskt"},
        {"nb", "ja", "nei", "sann", "usann"},     {"nb", "ja", "nei", "sant", "usant"},    {"nn", "ja", "nei", "sant", "usant"},
        {"da", "ja", "nej", "sand", "falsk"},     {"da", "ja", "nej", "sandt", "usandt"},  {"fi", "kyllä", "ei", "tosi", "epätosi"},
        {"nl", "ja", "nee", "waar", "onwaar"},    {"fr", "oui", "non", "vrai", "faux"},    {"es", "sí", "no", "verdadero", "falso"},
        {"it", "sì", "no", "vero", "falso"},      {"pt", "sim", "não", "verdadeiro", "falso"}, {"pl", "tak", "nie", "prawda", "fałsz"},
        {"cs", "ano", "ne", "pravda", "nepravda"}, {"ro", "da", "nu", "adevărat", "fals"}, {"el", "ναι", "όχι", "αληθές", "ψευδές"},
    };
    const ValueReader reader = reader_of(Type::boolean);
    for (const auto& words : locales) {
        CAPTURE(words.locale);
        CHECK(read(reader, words.yes) == "true");
        CHECK(read(reader, words.no) == "false");
        CHECK(read(reader, words.truth) == "true");
        CHECK(read(reader, words.untruth) == "false");
    }
    for (const std::string_view word : {"richtig", "juist", "onjuist", "rätt", "fel", "oikein", "väärin", "verdade", "cierto"}) {
        CAPTURE(word);
        CHECK(read(reader, word) == "!invalid_boolean");
    }
}

TEST_CASE("countries by code and by name in many languages") {
    const ValueReader reader = reader_of(Type::country);
    const Row rows[] = {
        {"DE", "DE"}, {"de", "DE"}, {"DEU", "DE"}, {"Germany", "DE"}, {"GERMANY", "DE"}, {"Deutschland", "DE"},
        {"Tyskland", "DE"}, {"Allemagne", "DE"}, {"Alemania", "DE"}, {"Saksa", "DE"}, {"Niemcy", "DE"}, {"Německo", "DE"},
        {"UK", "GB"}, {"U.K.", "GB"}, {"Great Britain", "GB"}, {"Vereinigtes Königreich", "GB"}, {"Storbritannien", "GB"},
        {"USA", "US"}, {"U.S.A.", "US"}, {"United States", "US"}, {"Sweden", "SE"}, {"Sverige", "SE"}, {"Schweden", "SE"},
        {"Suède", "SE"}, {"Österreich", "AT"}, {"Oesterreich", "AT"}, {"Schweiz", "CH"}, {"Suisse", "CH"}, {"The Netherlands", "NL"},
        {"Holland", "NL"}, {"Côte d’Ivoire", "CI"}, {"Česko", "CZ"}, {"Czech Republic", "CZ"}, {"Ελλάδα", "GR"}, {"EL", "GR"},
        {"276", "DE"}, {"008", "AL"}, {"8", "!invalid_country"}, {"999", "!invalid_country"}, {"Suomi", "FI"}, {"Norge", "NO"}, {"Danmark", "DK"}, {"España", "ES"},
        {"England", "GB"}, {"Schottland", "GB"}, {"Skottland", "GB"}, {"Pays de Galles", "GB"}, {"Gales", "GB"}, {"Nordirland", "GB"}, {"Nord-Irland", "GB"},
        {"Northern Ireland", "GB"}, {"Irlande du Nord", "GB"}, {"Irlanda del Norte", "GB"}, {"Irlanda del Nord", "GB"}, {"Noord-Ierland", "GB"},
        {"Irland", "IE"}, {"Irlande", "IE"}, {"Irlanda", "IE"}, {"Ierland", "IE"}, {"Nord", "!invalid_country"}, {"Bayern", "!invalid_country"},
        {"Atlantis", "!invalid_country"}, {"ZZ", "!invalid_country"}, {"X", "!invalid_country"}, {"Kongo", "!invalid_country"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("only a cell that is a code as it stands is one: words for nothing and abbreviations name no country") {
    const ValueReader reader = reader_of(Type::country);
    for (const std::string_view cell : {"N/A", "n/a", "n.a.", "N.A.", "n. a.", "#N/A", "b.d.", "s/o", "S/O", "k.A.", "Sé", "dě", "ÅL", "E/S", "-DE-", "D E U",
                                        "2 7 6", "d.e", "s.p.m.", "DE.", "(DE)"}) {
        CAPTURE(cell);
        CHECK(read(reader, cell) == "!invalid_country");
    }
    const Row rows[] = {{"ČR", "CZ"}, {"čr", "CZ"}, {"U.S.", "US"}, {"u.k.", "GB"}, {"U.A.E.", "AE"}, {"B.R.D.", "DE"}, {"Čad", "TD"}, {"NA", "NA"}, {"nam", "NA"}};
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("the short names of ISO 3166-1 are countries, also where they differ from those of CLDR") {
    const ValueReader reader = reader_of(Type::country);
    const Row rows[] = {
        {"Antigua and Barbuda", "AG"}, {"Bosnia and Herzegovina", "BA"}, {"Bonaire, Sint Eustatius and Saba", "BQ"},
        {"Bolivia, Plurinational State of", "BO"}, {"Congo, The Democratic Republic of the", "CD"}, {"Congo", "CG"},
        {"Micronesia, Federated States of", "FM"}, {"Heard Island and McDonald Islands", "HM"}, {"Iran, Islamic Republic of", "IR"},
        {"Saint Kitts and Nevis", "KN"}, {"Korea, Republic of", "KR"}, {"Korea, Democratic People's Republic of", "KP"}, {"Saint Lucia", "LC"},
        {"Moldova, Republic of", "MD"}, {"Saint Martin (French part)", "MF"}, {"Saint Pierre and Miquelon", "PM"}, {"Palestine, State of", "PS"},
        {"Saint Helena, Ascension and Tristan da Cunha", "SH"}, {"Svalbard and Jan Mayen", "SJ"}, {"Sao Tome and Principe", "ST"},
        {"Turks and Caicos Islands", "TC"}, {"Trinidad and Tobago", "TT"}, {"Taiwan, Province of China", "TW"},
        {"Tanzania, United Republic of", "TZ"}, {"Saint Vincent and the Grenadines", "VC"}, {"Venezuela, Bolivarian Republic of", "VE"},
        {"Virgin Islands, British", "VG"}, {"Virgin Islands, U.S.", "VI"}, {"Wallis and Futuna", "WF"}, {"trinidad AND tobago", "TT"},
        {"Česká republika", "CZ"}, {"Spojené státy americké", "US"}, {"Förenta staterna", "US"}, {"Elfenbeinküste", "CI"}, {"Holanda", "NL"},
        {"Bolivia (Plurinational State of)", "BO"}, {"Iran (Islamic Republic of)", "IR"}, {"Venezuela (Bolivarian Republic of)", "VE"},
        {"Micronesia (Federated States of)", "FM"}, {"Korea (the Republic of)", "KR"}, {"Gambia (the)", "GM"}, {"Virgin Islands (U.S.)", "VI"},
        {"Virgin Islands (British)", "VG"}, {"Congo (the Democratic Republic of the)", "CD"}, {"Congo (the)", "CG"}, {"Sudan (the)", "SD"},
        {"Germany (", "DE"}, {"(Germany)", "DE"}, {"Germany (Bavaria)", "!invalid_country"},
        {"Bosnia, Serbia and Croatia", "!invalid_country"}, {"Republic, the", "!invalid_country"}, {",", "!invalid_country"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("languages by tag and by name") {
    const ValueReader reader = reader_of(Type::language);
    const Row rows[] = {
        {"de", "de"}, {"DE", "de"}, {"de-at", "de-AT"}, {"sv_SE", "sv-SE"}, {"zh-hans-cn", "zh-Hans-CN"}, {"deu", "de"},
        {"ger", "de"}, {"German", "de"}, {"Deutsch", "de"}, {"svenska", "sv"}, {"Français", "fr"}, {"gsw", "gsw"},
        {"xx", "!invalid_language"}, {"Klingonisch", "!invalid_language"}, {"de-", "!invalid_language"}, {"d", "!invalid_language"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("language tags are valid by RFC 5646: every subtag is in the IANA registry, and the form is the canonical one") {
    const ValueReader reader = reader_of(Type::language);
    const Row rows[] = {
        // RFC 5646 appendix A
        {"i-enochian", "i-enochian"}, {"zh-Hant", "zh-Hant"}, {"sr-Cyrl", "sr-Cyrl"}, {"zh-cmn-Hans-CN", "cmn-Hans-CN"},
        {"cmn-Hans-CN", "cmn-Hans-CN"}, {"zh-yue-HK", "yue-HK"}, {"sr-Latn-RS", "sr-Latn-RS"}, {"sl-rozaj", "sl-rozaj"},
        {"sl-rozaj-biske", "sl-rozaj-biske"}, {"de-CH-1901", "de-CH-1901"}, {"sl-IT-nedis", "sl-IT-nedis"},
        {"hy-Latn-IT-arevela", "hy-Latn-IT-arevela"}, {"es-419", "es-419"}, {"de-CH-x-phonebk", "de-CH-x-phonebk"},
        {"x-whatever", "x-whatever"}, {"qaa-Qaaa-QM-x-southern", "qaa-Qaaa-QM-x-southern"}, {"en-US-u-islamcal", "en-US-u-islamcal"},
        {"en-a-myext-b-another", "en-a-myext-b-another"}, {"en-b-another-a-myext", "en-a-myext-b-another"},
        {"de-419-DE", "!invalid_language"}, {"a-DE", "!invalid_language"}, {"ar-a-aaa-b-bbb-a-ccc", "!invalid_language"},
        // what stands for older tags and codes now
        {"i-klingon", "tlh"}, {"I-KLINGON", "tlh"}, {"art-lojban", "jbo"}, {"zh-min-nan", "nan"}, {"no-bok", "nb"},
        {"en-GB-oed", "en-GB-oxendict"}, {"sgn-BE-FR", "sfb"}, {"sgn-DE", "gsg"}, {"iw", "he"}, {"in-ID", "id-ID"}, {"mo", "ro"},
        {"de-DD", "de-DE"}, {"ja-Latn-hepburn-heploc", "ja-Latn-hepburn-alalc97"}, {"tam", "ta"}, {"fre-CA", "fr-CA"}, {"tgl", "tl"},
        {"mn-cyrl-mn", "mn-Cyrl-MN"}, {"en_us_POSIX", "!invalid_language"},
        // not registered, or not in its place
        {"abd-ZZZZ", "abd-Zzzz"}, {"aaz", "aaz"}, {"zzq", "!invalid_language"}, {"qzz", "!invalid_language"},
        {"en-XQ-Latn", "!invalid_language"}, {"en-QQ", "en-QQ"}, {"en-AB", "!invalid_language"}, {"en-Abcd", "!invalid_language"},
        {"de-1901-1901", "!invalid_language"}, {"en-a-bbb-x", "!invalid_language"}, {"en-a", "!invalid_language"},
        {"de-yue", "!invalid_language"}, {"zh--TW", "!invalid_language"}, {"de-rozaj1", "!invalid_language"}, {"i-", "!invalid_language"},
        {"klingon", "!invalid_language"}, {"en-999", "!invalid_language"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("web addresses") {
    const ValueReader reader = reader_of(Type::url);
    const Row rows[] = {
        {"https://www.example.com/a?b=1#c", "https://www.example.com/a?b=1#c"},
        {"HTTP://Example.COM/Path", "http://example.com/Path"}, {"www.example.com", "www.example.com"},
        {"example.co.uk/shop", "example.co.uk/shop"}, {"https://münchen.de/", "https://xn--mnchen-3ya.de/"},
        {"http://example.com:8080", "http://example.com:8080"}, {"http://u:p@example.com", "http://u:p@example.com"},
        {"ftp://example.com", "!invalid_url"}, {"javascript:alert(1)", "!invalid_url"}, {"http://", "!invalid_url"},
        {"https://exa mple.com", "!invalid_url"}, {"anna@example.com", "!invalid_url"}, {"v1.2", "!invalid_url"},
        {"n.a.", "!invalid_url"}, {"http://example.com:80x", "!invalid_url"}, {"https://-x.com", "!invalid_url"},
        {"none", "!invalid_url"}, {"http://192.0.2.1/", "http://192.0.2.1/"}, {"http://192.0.2.256/", "!invalid_url"},
        {"http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"}, {"http://[::1]", "http://[::1]"}, {"http://[:::1]", "!invalid_url"},
        {"http://[::1", "!invalid_url"}, {"http://example.com:65536", "!invalid_url"}, {"http://1.2.3/", "!invalid_url"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cell);
        CHECK(read(reader, row.cell) == row.expected);
    }
}

TEST_CASE("choices are given back in their own spelling") {
    ValueRule rule;
    rule.type = Type::choice;
    rule.choices = {"Gold", "Silver"};
    CHECK(read(reader_of(rule), "gold") == "Gold");
    CHECK(read(reader_of(rule), "Silver") == "Silver");
    CHECK(read(reader_of(rule), "Bronze") == "!not_a_choice");
}

TEST_CASE("length limits count code points, not bytes") {
    ValueRule rule;
    rule.max_length = 4;
    CHECK(read(reader_of(rule), "äöüß") == "äöüß");
    CHECK(read(reader_of(rule), "äöüßx") == "!value_too_long");
}

TEST_CASE("length limits count bytes or units of UTF-16 where the destination does") {
    ValueRule rule;
    rule.max_length = 4;
    rule.length_unit = LengthUnit::bytes;
    CHECK(read(reader_of(rule), "äö") == "äö");
    CHECK(read(reader_of(rule), "äöü") == "!value_too_long");
    CHECK(read(reader_of(rule), "\U0001F600") == "\U0001F600");
    rule.length_unit = LengthUnit::utf_16;
    CHECK(read(reader_of(rule), "äöüß") == "äöüß");
    CHECK(read(reader_of(rule), "\U0001F600\U0001F600") == "\U0001F600\U0001F600");
    CHECK(read(reader_of(rule), "\U0001F600\U0001F600x") == "!value_too_long");
    std::string scratch;
    const auto outcome = reader_of(rule).read("\U0001F600\U0001F600x", scratch);
    CHECK(describe_value_issue(rule, outcome, "\U0001F600\U0001F600x").message ==
          "\"\U0001F600\U0001F600x\" has 5 units of UTF-16; at most 4 are allowed here.");
}

TEST_CASE("dates are read by their pattern and written as ISO 8601") {
    ValueRule rule;
    rule.type = Type::date;
    rule.format = "dd.MM.yyyy";
    CHECK(read(reader_of(rule), "31.12.2024") == "2024-12-31");
    CHECK(read(reader_of(rule), "31.02.2024") == "!invalid_date");
    CHECK(read(reader_of(rule), "n/a") == "!invalid_date");
    rule.type = Type::date_time;
    rule.format = "dd.MM.yyyy HH:mm";
    CHECK(read(reader_of(rule), "31.12.2024 23:30") == "2024-12-31T23:30:00");
    rule.zone = *zone_of("+02:00", {});
    CHECK(read(reader_of(rule), "31.12.2024 23:30") == "2024-12-31T21:30:00Z");
    rule.format = "no pattern [";
    CHECK(!ValueReader::make(rule).ok());
}

TEST_CASE("nobody is born in the future: two-digit years of birth dates are of the hundred years up to today") {
    ValueRule rule;
    rule.type = Type::date;
    rule.format = "dd.MM.yy";
    rule.birth_date = true;
    rule.today = {2026, 11, 28};
    const struct {
        std::string_view cell, expected;
    } cases[] = {
        {"01.02.30", "1930-02-01"}, {"01.02.26", "2026-02-01"}, {"01.02.27", "1927-02-01"}, {"01.02.99", "1999-02-01"},
        {"28.11.26", "2026-11-28"}, {"29.11.26", "1926-11-29"}, {"01.12.26", "1926-12-01"}, {"29.02.00", "2000-02-29"},
        {"29.02.26", "!invalid_date"}, {"29.02.28", "1928-02-29"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.cell);
        CHECK(read(reader_of(rule), c.cell) == c.expected);
    }
    rule.birth_date = false;
    CHECK(read(reader_of(rule), "01.02.30") == "2030-02-01");
}

TEST_CASE("what is lost or doubtful in a date is told") {
    ValueRule rule;
    rule.type = Type::date;
    rule.format = "yyyy-MM-dd";
    rule.birth_date = true;
    rule.today = {2026, 11, 28};
    std::string scratch;
    CHECK_FALSE(reader_of(rule).read("2026-11-28", scratch).note.has_value());
    const ValueReader::Outcome future = reader_of(rule).read("2030-12-31", scratch);
    CHECK(future.value == "2030-12-31");
    CHECK(future.note == Code::birth_date_in_future);
    CHECK(describe_value_issue(rule, future, "2030-12-31").severity == Severity::warning);
    rule.birth_date = false;
    rule.format = "yyyy-MM-dd HH:mm";
    const ValueReader::Outcome dropped = reader_of(rule).read("2024-05-06 07:08", scratch);
    CHECK(dropped.value == "2024-05-06");
    CHECK(dropped.note == Code::time_dropped);
    CHECK_FALSE(reader_of(rule).read("2024-05-06 00:00", scratch).note.has_value());
    rule.format = "excel";
    CHECK(reader_of(rule).read("45657.5", scratch).note == Code::time_dropped);
    CHECK_FALSE(reader_of(rule).read("45657", scratch).note.has_value());
}

TEST_CASE("a local time becomes an instant by its zone; skipped times are refused and repeated ones are told") {
    ZoneRules berlin{"Europe/Berlin", 3600, {{1711846800, 7200}, {1729990800, 3600}}};  // 2024
    ValueRule rule;
    rule.type = Type::date_time;
    rule.format = "dd.MM.yyyy HH:mm";
    rule.zone = *zone_of("Europe/Berlin", berlin);
    CHECK(read(reader_of(rule), "30.03.2024 12:00") == "2024-03-30T11:00:00Z");
    CHECK(read(reader_of(rule), "31.03.2024 02:30") == "!local_time_skipped");
    CHECK(read(reader_of(rule), "31.03.2024 03:00") == "2024-03-31T01:00:00Z");
    std::string scratch;
    const ValueReader::Outcome twice = reader_of(rule).read("27.10.2024 02:30", scratch);
    CHECK(twice.value == "2024-10-27T00:30:00Z");
    CHECK(twice.note == Code::local_time_repeated);
    CHECK(describe_value_issue(rule, twice, "27.10.2024 02:30").message.find("Europe/Berlin") != std::string::npos);
    rule.zone = nullptr;
    CHECK(reader_of(rule).read("27.10.2024 02:30", scratch).note == Code::date_time_zone_missing);
    rule.format = "rfc3339";
    CHECK_FALSE(reader_of(rule).read("2024-10-27T02:30:00Z", scratch).note.has_value());
}

TEST_CASE("a date that does not fit is explained") {
    ValueRule rule;
    rule.type = Type::date;
    rule.format = "dd.MM.yyyy";
    const struct {
        std::string_view cell, part;
    } cases[] = {
        {"31.02.2023", "February 2023 has 28 days."},
        {"12.24.2024", "There is no month 24. Read as MM.dd.yyyy it would be 2024-12-24."},
        {"2024-12-24", "Read as yyyy-MM-dd it would be 2024-12-24."},
        {"soon", "(for example 31.12.2024)."},
    };
    for (const auto& c : cases) {
        CAPTURE(c.cell);
        std::string scratch;
        const std::string message = describe_value_issue(rule, reader_of(rule).read(c.cell, scratch), c.cell).message;
        CAPTURE(message);
        CHECK(message.find(c.part) != std::string::npos);
    }
}

TEST_CASE("keys are trimmed, and e-mail keys folded even where they are not valid") {
    struct Case {
        Type type;
        std::string_view cell, expected;
    };
    const Case cases[] = {
        {Type::email, " Anna@Example.COM\u00A0", "anna@example.com"},
        {Type::email, "info@MÜNCHEN.de", "info@xn--mnchen-3ya.de"},
        {Type::email, "info@xn--mnchen-3ya.de", "info@xn--mnchen-3ya.de"},
        {Type::email, "ANNA", "anna"},
        {Type::email, "Anna@@Mail..Example", "anna@@mail..example"},
        {Type::email, "ÄNNA@Example.com", "Änna@example.com"},
        {Type::email, "anna@Ü ber.De", "anna@Ü ber.de"},
        {Type::email, "\uFEFF  ", ""},
        {Type::text, " 007 ", "007"},
        {Type::text, "AbC", "AbC"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.cell);
        std::string scratch;
        CHECK(normalised_key(c.cell, c.type, scratch) == c.expected);
    }
}

TEST_CASE("one letter to fold is seen wherever it stands in an address") {
    const std::string_view unfolded = "[`{@az09-._~\x7F";  // neighbours of the capitals and of ASCII's end
    for (std::size_t size = 1; size <= 40; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            CAPTURE(size);
            CAPTURE(at);
            std::string scratch;
            std::string cell(size, 'x');
            for (const char c : {'A', 'M', 'Z'}) {
                cell[at] = c;
                std::string folded(size, 'x');
                folded[at] = static_cast<char>(c - 'A' + 'a');
                REQUIRE(normalised_key(cell, Type::email, scratch) == folded);
            }
            cell[at] = unfolded[at % unfolded.size()];
            REQUIRE(normalised_key(cell, Type::email, scratch) == cell);
        }
    }
}

TEST_CASE("the key of a valid address is its normalised value with the local part in lower case") {
    const ValueReader reader = reader_of(Type::email);
    for (const std::string_view cell : {"Anna@Example.com", "a@gmial.com", "X@BÜCHER.example", " b@c.d "}) {
        CAPTURE(cell);
        std::string scratch, key_scratch, again;
        const std::string value(reader.read(cell, scratch).value);
        CHECK(normalised_key(cell, Type::email, key_scratch) == normalised_key(value, Type::email, again));
    }
}

TEST_CASE("a column's decimal mark is proven, ambiguous or in conflict") {
    const auto repeated = [](std::string_view cell, std::size_t times, std::initializer_list<std::string_view> more) {
        std::vector<std::string_view> cells(times, cell);
        cells.insert(cells.end(), more);
        return cells;
    };
    struct Case {
        std::vector<std::string_view> cells;
        DecimalMark mark;
        bool ambiguous, conflict, integers;
    };
    const Case cases[] = {
        {{"1", "2", "30"}, DecimalMark::unknown, false, false, true},
        {{"1.5", "2", "1.234"}, DecimalMark::point, false, false, false},
        {{"1,5", "", "1.234"}, DecimalMark::comma, false, false, false},
        {{"1.234", "5.678"}, DecimalMark::unknown, true, false, false},
        {{"1,234", "7"}, DecimalMark::unknown, true, false, false},
        {{"1.5", "1,5"}, DecimalMark::unknown, false, true, false},
        {{"1.234.567"}, DecimalMark::comma, false, false, false},
        {{"x", "y"}, DecimalMark::unknown, false, false, false},
        {{"1,23,456", "7.5"}, DecimalMark::point, false, false, false},
        // One slip in ten is an error of its row; more of them are two opinions.
        {{"1.5", "2.5", "3.5", "4.5", "5.5", "6.5", "7.5", "8.5", "9.5", "0.5", "1,5"}, DecimalMark::point, false, false, false},
        {{"1,5", "2,5", "3,5", "4,5", "5,5", "6,5", "7,5", "8,5", "9,5", "0,5", "1.5"}, DecimalMark::comma, false, false, false},
        {{"1.5", "2.5", "3.5", "4.5", "5.5", "6.5", "7.5", "8.5", "9.5", "1,5"}, DecimalMark::unknown, false, true, false},
        // Two slips may hide others among the numbers that read both ways.
        {{"1.5", "2.5", "3.5", "4.5", "5.5", "6.5", "7.5", "8.5", "9.5", "0.5", "1,5", "1.234"}, DecimalMark::point, false, false, false},
        {repeated("1.5", 1000, {"1,5", "2,5"}), DecimalMark::point, false, false, false},
        {repeated("1.5", 1000, {"1,5", "2,5", "1.234"}), DecimalMark::unknown, false, true, false},
    };
    for (const Case& c : cases) {
        CAPTURE(c.cells.front());
        NumberColumn column;
        std::uint64_t row = 0;
        for (const std::string_view cell : c.cells) column.add(cell, ++row);
        const NumberColumn::Verdict verdict = column.verdict();
        CHECK(verdict.decimal == c.mark);
        CHECK(verdict.ambiguous == c.ambiguous);
        CHECK(verdict.conflict == c.conflict);
        CHECK(verdict.integers_only == c.integers);
    }
}

TEST_CASE("issues about values are whole sentences with the value and what to do") {
    const std::pair<Type, std::string_view> cases[] = {
        {Type::email, "anna"}, {Type::email, "a b@c.d"}, {Type::email, "a@gmial.com"}, {Type::phone, "call me"},
        {Type::phone, "12"}, {Type::phone, "030 1234567"}, {Type::number, "x"}, {Type::number, "1.234"}, {Type::integer, "1.5"},
        {Type::boolean, "perhaps"}, {Type::country, "Atlantis"}, {Type::language, "Klingon"}, {Type::url, "ftp://x"},
        {Type::choice, "x"}};
    for (const auto& [type, cell] : cases) {
        CAPTURE(cell);
        ValueRule rule;
        rule.type = type;
        std::string scratch;
        const auto outcome = reader_of(rule).read(cell, scratch);
        const Issue issue = describe_value_issue(rule, outcome, cell);
        CHECK(issue.code == (outcome.ok ? *outcome.note : outcome.code));
        CHECK(issue.value == cell);
        CHECK(issue.message.find(cell) != std::string::npos);
        CHECK(issue.message.ends_with('.'));
        CHECK(issue.suggestion.ends_with('.'));
    }
}

TEST_CASE("reading allocates nothing once the scratch buffer is warm") {
    std::string scratch;
    scratch.reserve(512);
    const char* buffer = scratch.data();
    const std::pair<Type, std::string_view> cases[] = {
        {Type::email, "Anna@MÜNCHEN.de"}, {Type::email, "a@gmial.com"}, {Type::phone, "+49 (0)30 1234567"}, {Type::number, "1.234,5"},
        {Type::country, "Germany"}, {Type::language, "de_AT"}, {Type::url, "https://www.Example.com/x"}};
    for (const auto& [type, cell] : cases) {
        CAPTURE(cell);
        CHECK(reader_of(type).read(cell, scratch).ok);
        CHECK(scratch.data() == buffer);
    }
}
