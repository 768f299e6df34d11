#include "near_duplicates.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "muster/fingerprint.hpp"

using namespace muster;

namespace {

std::uint64_t hash_of(std::uint64_t number) { return text_hash(std::to_string(number)); }

std::optional<std::uint64_t> hash_of_person(std::string_view first, std::string_view last, std::string_view birth_date = "1980-12-24") {
    static const PersonHasher hasher({0, 1}, 2);
    const std::string_view values[] = {first, last, birth_date};
    return hasher.hash(values);
}

CheckColumn column_of(std::string column, std::string field, Type type) {
    CheckColumn result;
    result.facts.mapping.column = std::move(column);
    result.facts.mapping.field = std::move(field);
    result.facts.type = type;
    return result;
}

// What is found in rows of values, as text: the row, then the rows that agree.
std::string hints_of(const std::vector<CheckColumn>& columns, const std::vector<std::vector<std::string_view>>& rows) {
    NearDuplicates near_duplicates(columns);
    std::string text;
    const auto take = [&] {
        for (const NearDuplicates::Hint& hint : near_duplicates.find()) {
            text += std::to_string(hint.row) + ":" + std::to_string(hint.phone_row) + "," + std::to_string(hint.person_row) + " ";
        }
    };
    Row row;
    for (const auto& values : rows) {
        ++row.number;
        if (near_duplicates.add(row, values)) take();
    }
    take();
    return text;
}

}  // namespace

TEST_CASE("a value has the row in which it came first, also after the table has grown many times") {
    constexpr std::uint64_t values = 50'000;
    for (const std::size_t reserved : {std::size_t{0}, std::size_t{100}, std::size_t{3 * values}}) {
        CAPTURE(reserved);
        FirstRows rows;
        rows.prefetch(1);
        rows.reserve(reserved);
        for (std::uint64_t i = 1; i <= values; ++i) REQUIRE(rows.find_or_add(hash_of(i), i) == i);
        REQUIRE(rows.size() == values);
        for (std::uint64_t i = 1; i <= values; ++i) REQUIRE(rows.find_or_add(hash_of(i), values + i) == i);
        CHECK(rows.size() == values);
    }
}

TEST_CASE("hashes that agree in their place and their first byte are told apart") {
    FirstRows rows;
    CHECK(rows.find_or_add(0x0700000000000005, 1) == 1);
    CHECK(rows.find_or_add(0x0700000000000405, 2) == 2);
    CHECK(rows.find_or_add(0x0800000000000005, 3) == 3);
    CHECK(rows.find_or_add(0, 4) == 4);
    CHECK(rows.find_or_add(0x0100000000000000, 5) == 5);
    CHECK(rows.find_or_add(0x0700000000000005, 6) == 1);
    CHECK(rows.find_or_add(0x0700000000000405, 6) == 2);
    CHECK(rows.find_or_add(0x0800000000000005, 6) == 3);
    CHECK(rows.find_or_add(0, 6) == 4);
    CHECK(rows.find_or_add(0x0100000000000000, 6) == 5);
}

TEST_CASE("what does not find room is looked up, but not remembered") {
    FirstRows rows;
    constexpr std::uint64_t far_row = std::uint64_t{1} << 32;
    CHECK(rows.find_or_add(hash_of(1), far_row) == far_row);
    CHECK(rows.find_or_add(hash_of(1), 1) == 1);
    for (std::uint64_t i = 2; rows.size() < FirstRows::most_values; ++i) rows.find_or_add(hash_of(i), i);
    CHECK(rows.find_or_add(hash_of(1), 9) == 1);
    CHECK(rows.find_or_add(hash_of(0), 9) == 9);
    CHECK(rows.find_or_add(hash_of(0), 10) == 10);
    CHECK(rows.size() == FirstRows::most_values);
}

TEST_CASE("names are compared without case, accents, blanks and marks") {
    const struct {
        const char *first, *last, *other_first, *other_last;
        bool same;
    } cases[] = {
        {"Anna", "Berg", "ANNA", "berg", true},
        {"Jean-Luc", "Bérard", "jeanluc", "BERARD", true},
        {"Seán", "O'Brien", "Sean", "O Brien", true},
        {"Søren", "Strauß", "SOREN", "Strauss", true},
        {"Alexandrina", "von Oldenburg-Wilhelmshaven", "alexandrina", "Von Oldenburg Wilhelmshaven", true},
        {"Жанна", "Королёва", "ЖАННА", "королева", true},
        {"Άννα", "Παπά", "αννα", "παπα", true},
        {"小明", "李", " 小明 ", "李", true},
        {"小明", "李", "小红", "李", false},
        {"Anna", "Berg", "Anne", "Berg", false},
        {"An", "nab", "Ann", "ab", false},
        {"Anna", "Berg", "Berg", "Anna", false},
        {"Li2", "Berg", "Li", "Berg", false},
        {"Bo", "Ek", "BO", "EK", true},
        {"B\xC3\xB6", "Ek", "bo", "ek", true},
    };
    for (const auto& c : cases) {
        CAPTURE(c.first);
        CAPTURE(c.other_first);
        REQUIRE(hash_of_person(c.first, c.last));
        CHECK((hash_of_person(c.first, c.last) == hash_of_person(c.other_first, c.other_last)) == c.same);
    }
    CHECK(hash_of_person("Anna", "Berg") != hash_of_person("Anna", "Berg", "1980-12-25"));
    for (const auto& [first, last, date] : {std::tuple{"", "Berg", "1980-12-24"}, {"Anna", "", "1980-12-24"}, {"Anna", "-", "1980-12-24"},
                                            {"Anna", "Berg", ""}, {"Anna", "Berg", "24.12.80"}, {"Anna", "Berg", "unknown date"}}) {
        CAPTURE(date);
        CHECK_FALSE(hash_of_person(first, last, date));
    }
}

TEST_CASE("letters are folded eight at a time as they are one by one") {
    // A mark makes the slow way be taken; lengths on both sides of every border, up to more than one piece.
    for (std::size_t size = 1; size < 150; ++size) {
        std::string name(size, 'x');
        for (std::size_t i = 0; i < size; ++i) name[i] = static_cast<char>((i % 2 == 0 ? 'a' : 'A') + static_cast<int>(i % 26));
        CAPTURE(name);
        CHECK(hash_of_person(name, "Berg") == hash_of_person("-" + name, "Berg"));
        name[size - 1] = name[size - 1] == 'q' ? 'r' : 'q';
        CHECK(hash_of_person(name, "Berg") == hash_of_person(name + ".", "Berg"));
    }
    for (const char other : {'@', '[', '`', '{', '1', '\x7F'}) {
        CAPTURE(other);
        CHECK(hash_of_person(std::string("Annabell") + other, "Berg") != hash_of_person("Annabella", "Berg"));
    }
}

TEST_CASE("the columns of numbers and persons are known by type and name, in any language") {
    const CheckColumn mail = column_of("E-Mail", "email", Type::email), phone = column_of("Telefon", "phone", Type::phone),
                      mobile = column_of("Handy", "mobile", Type::phone), fax = column_of("Fax", "fax", Type::phone),
                      first = column_of("Vorname", "f1", Type::text), last = column_of("Nachname", "f2", Type::text), name = column_of("Name", "f3", Type::text),
                      full = column_of("Full name", "f4", Type::text), born = column_of("Geburtsdatum", "f5", Type::date),
                      other = column_of("Kunde seit", "f6", Type::date), born_text = column_of("Geburtsdatum", "f5", Type::text);
    const std::string_view number = "+46701234567", day = "1980-12-24";
    CHECK(hints_of({mail, phone}, {{"a", number}, {"b", number}, {"c", ""}, {"d", number}}) == "2:1,0 4:1,0 ");
    CHECK(hints_of({phone}, {{"0701234567"}, {"0701234567"}}).empty());
    CHECK(hints_of({fax}, {{number}, {number}}).empty());
    CHECK(hints_of({phone, mobile}, {{number, number}, {"", number}}) == "2:1,0 ");
    CHECK(hints_of({first, last, born}, {{"A", "B", day}, {"A", "", day}, {"a", "b", day}}) == "3:0,1 ");
    CHECK(hints_of({first, name, born}, {{"A", "B", day}, {"C", "B", day}, {"a", "b", day}}) == "3:0,1 ");
    CHECK(hints_of({name, born}, {{"A B", day}, {"a b", day}}) == "2:0,1 ");
    CHECK(hints_of({full, first, born}, {{"A B", "A", day}, {"A C", "A", day}, {"a b", "", day}}) == "3:0,1 ");
    CHECK(hints_of({last, born}, {{"B", day}, {"B", day}}).empty());
    CHECK(hints_of({first, born}, {{"A", day}, {"A", day}}).empty());
    CHECK(hints_of({full, other}, {{"A B", day}, {"A B", day}}).empty());
    CHECK(hints_of({full, born_text}, {{"A B", day}, {"A B", day}}).empty());
    CHECK(hints_of({phone, full, born}, {{number, "A B", day}, {"", "C D", day}, {number, "C D", day}, {number, "A B", day}}) == "3:1,2 4:1,1 ");
    CheckColumn key = phone;
    key.is_key = true;
    CHECK(hints_of({key}, {{number}, {number}}).empty());
    // More than one batch.
    std::vector<std::string> numbers;
    for (int i = 0; i < 500; ++i) numbers.push_back("+4670123" + std::to_string(1000 + i % 499));
    std::vector<std::vector<std::string_view>> rows;
    for (const std::string& one : numbers) rows.push_back({one});
    CHECK(hints_of({phone}, rows) == "500:1,0 ");
}

TEST_CASE("a hint says which rows agree in what") {
    NearDuplicates::Hint hint{17, 20, 1234, 5, 0};
    CHECK(hint.issue().message == "Row 5 has the same telephone number.");
    hint.person_row = 5;
    CHECK(hint.issue().message == "Row 5 has the same telephone number, name and birth date.");
    hint.person_row = 6;
    CHECK(hint.issue().message == "Row 5 has the same telephone number, row 6 has the same name and birth date.");
    hint.phone_row = 0;
    const Issue issue = hint.issue();
    CHECK(issue.message == "Row 6 has the same name and birth date.");
    CHECK(issue.code == Code::near_duplicate);
    CHECK(issue.severity == Severity::information);
    CHECK(issue.at == Location{17, 20, 0, 1234, true});
    CHECK(issue.value.empty());
}
