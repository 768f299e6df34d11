#include "muster/profile.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;

namespace {

ColumnProfile profile_of(std::string name, const std::vector<std::string>& cells) {
    Profiler profiler({std::move(name)});
    Row row;
    for (const std::string& cell : cells) {
        const std::string_view view = cell;
        ++row.number;
        row.cells = {&view, 1};
        profiler.add(row);
    }
    return profiler.columns().front();
}

std::vector<std::string> repeated(const std::vector<std::string>& cells, int times) {
    std::vector<std::string> result;
    for (int i = 0; i < times; ++i) result.insert(result.end(), cells.begin(), cells.end());
    return result;
}

}  // namespace

TEST_CASE("the type of a column follows from nearly all of its values, with the header as a witness") {
    struct Case {
        const char* header;
        std::vector<std::string> cells;
        Type type;
    };
    const Case cases[] = {
        {"E-Mail", {"a@b.de", "c@d.de", "broken"}, Type::email},
        {"Kontakt", {"a@b.de", "c@d.de"}, Type::email},
        {"Kontakt", {"a@b.de", "c@d.de", "call", "x"}, Type::text},
        {"Email", {"yes", "no", "yes"}, Type::boolean},
        {"Website", {"www.a.de", "https://b.de"}, Type::url},
        {"Partner", {"Booking.com", "Hotels.com"}, Type::text},
        {"Telefon", {"030 1234567", "12345678", "n/a"}, Type::phone},
        {"Nr", {"+49 30 1234567", "+46 70 1234567"}, Type::phone},
        {"Nr", {"070-123 45 67", "(040) 1234-567"}, Type::phone},
        {"Nr", {"tel:+49-30-1234567", "tel:030 1234567"}, Type::phone},
        {"Telefon", {"0049301234567", "0046701234567"}, Type::phone},
        {"GTIN", {"0012345678905", "0012345678912"}, Type::text},
        {"Kundennummer", {"0049100000", "0049100017"}, Type::text},
        {"Kundennummer", {"049 100 000", "049 100 017"}, Type::text},
        {"Mitgliedsnummer", {"22/10/12", "23/11/13"}, Type::text},
        {"CPR", {"010210-1210", "020311-1311"}, Type::text},
        {"Aktenzeichen", {"030/1210-5", "030/1211-7"}, Type::text},
        {"Monat", {"01.2024", "02.2024", "11.2024"}, Type::text},
        {"Zeit", {"09.30", "10.15", "08.00"}, Type::text},
        {"Betrag", {"05,50", "12,30", "00,90"}, Type::number},
        {"Price", {"0012.50", "0100.00"}, Type::number},
        {"Anteil", {"0.30", "10.15", "0.5"}, Type::number},
        {"Nr", {"01/02/2024", "03.04.2024", "5/6/2024", "7.8.2024"}, Type::text},  // dates in several forms keep their marks
        {"Geburtstag", {"01-02-2024", "03.04.2024", "05/06/2024"}, Type::text},
        {"Geburtsdatum", {"1980-05-13 00:00:00", "1981-06-14 00:00:00"}, Type::date},
        {"Geburtsdatum", {"1980-05-12T22:00:00Z", "1981-06-13T22:00:00Z"}, Type::date_time},
        {"Geburtsdatum", {"1980-05-13 00:00:00", "1981-06-14 08:30:00"}, Type::date_time},
        {"Angelegt", {"1980-05-13 00:00:00", "1981-06-14 00:00:00"}, Type::date_time},
        {"Nr", {"1234567", "7654321"}, Type::integer},
        {"PLZ", {"10115", "80331"}, Type::text},
        {"Code", {"01067", "10115", "80331"}, Type::text},
        {"Karte", {"4111111111111111", "5500000000000004"}, Type::text},
        {"Kundennummer", {"1001", "1002", "1003"}, Type::integer},
        {"Datum", {"20240131", "20240201"}, Type::integer},
        {"Betrag", {"1,5", "1.234,00"}, Type::number},
        {"Newsletter", {"1", "0", "1"}, Type::boolean},
        {"Anzahl", {"1", "0", "1"}, Type::integer},
        {"Flag", {"Y", "N", "Y"}, Type::boolean},
        {"Note", {"A", "E", "A"}, Type::text},
        {"Newsletter", {"x", "X"}, Type::boolean},
        {"Newsletter", {"s", "n", "s"}, Type::boolean},
        {"Newsletter", {"T", "N", "T"}, Type::boolean},
        {"Newsletter", {"x", "n", "x"}, Type::boolean},
        {"Aktiv", {"Y", "N", "Y", "N", "Y", "N", "Y", "N", "Y", "N", "U"}, Type::boolean},
        {"Newsletter", {"J", "J", "J"}, Type::boolean},
        {"Newsletter", {"ja", "nein", "?"}, Type::boolean},
        {"Consent", {"E", "S", "N", "E"}, Type::text},
        {"Newsletter", {"D", "E", "E"}, Type::text},
        {"Newsletter", {"A", "B", "A"}, Type::text},
        {"Newsletter", {"0", "1", "2", "3"}, Type::integer},
        {"Tipo pessoa", {"F", "J", "F"}, Type::text},
        {"Schicht", {"T", "N", "T"}, Type::text},
        {"Aktiv", {"ja", "nein"}, Type::boolean},
        {"Land", {"DE", "SE", "AT"}, Type::country},
        {"Kürzel", {"DE", "SE", "AT"}, Type::text},
        {"Herkunft", {"Germany", "Schweden", "France"}, Type::country},
        {"Country", {"NO", "NO", "NO", "NO"}, Type::country},
        {"Country", {"NO", "NO", "NO", "SE"}, Type::country},
        {"Herkunftsland (ISO)", {"NO", "NO", "NO"}, Type::country},
        {"Region code", {"SI", "SI", "SI"}, Type::text},
        {"Language", {"da", "da", "da"}, Type::language},
        {"Kürzel", {"ja", "ja", "ja"}, Type::text},
        {"Kürzel", {"no", "si", "no"}, Type::boolean},
        {"Aktiv", {"yes", "yes", "yes"}, Type::boolean},
        {"Newsletter", {"no", "no", "no"}, Type::boolean},
        {"First Name", {"Chad", "Jordan", "Georgia", "Israel"}, Type::text},
        {"City", {"Singapore", "Singapore", "Luxembourg"}, Type::text},
        {"State", {"Georgia", "Georgia"}, Type::text},
        {"Fach", {"Deutsch", "Englisch", "Deutsch"}, Type::text},
        {"Sprache", {"Deutsch", "Englisch"}, Type::language},
        {"Sprache", {"de", "en", "sv"}, Type::language},
        {"Locale", {"de-DE", "en_GB"}, Type::language},
        {"Name", {"Anna Berg", "Jordan", "Chad"}, Type::text},
        {"Leer", {"", " ", "\u00A0"}, Type::text},
    };
    for (const Case& c : cases) {
        CAPTURE(c.header);
        CAPTURE(c.cells.front());
        CHECK(profile_of(c.header, c.cells).type == c.type);
    }
}

TEST_CASE("dates come with their format, and with a second reading where the order is open") {
    const ColumnProfile proven = profile_of("Geburtsdatum", {"31.12.1999", "01.02.2000", "", "05.06.2001"});
    CHECK(proven.type == Type::date);
    CHECK(proven.format == "dd.MM.yyyy");
    CHECK(proven.order == DateOrder::dmy);
    CHECK(!proven.ambiguous);
    CHECK(proven.empty == 1);
    const ColumnProfile open = profile_of("Date", {"01/02/2020", "03/04/2021", "05/06/2022"});
    CHECK(open.type == Type::date);
    CHECK(open.ambiguous);
    CHECK(!open.other_format.empty());
}

TEST_CASE("a word that stands for no date does not spoil a column of dates") {
    const ColumnProfile column = profile_of("Datum", {"2024-01-31", "0000-00-00", "2024-02-01", "0000-00-00"});
    CHECK(column.type == Type::date);
    CHECK(profile_of("Datum", {"n/a", "n/a", "n/a"}).type == Type::text);
}

TEST_CASE("text says what a tenth of it has the form of, and every column whether half of it are dates") {
    const auto resembles = [](const std::vector<std::string>& cells, Type type) {
        const std::vector<Type> types = profile_of("x", cells).resembles;
        return std::find(types.begin(), types.end(), type) != types.end();
    };
    std::vector<std::string> names(9, "Anna");
    CHECK(!resembles(names, Type::email));
    CHECK(!resembles(names, Type::phone));
    CHECK(!resembles(names, Type::date));
    names.push_back("a@b");
    CHECK(resembles(names, Type::email));
    names.back() = "030 12";
    CHECK(resembles(names, Type::phone));
    CHECK(resembles(names, Type::date));
    CHECK(!resembles(names, Type::email));
    names.insert(names.end(), 10, "Bo");
    CHECK(!resembles(names, Type::phone));
    for (std::string& cell : names) cell = cell == "030 12" ? cell : "-";
    CHECK(resembles(names, Type::phone));
    CHECK(profile_of("x", {"a@b.de", "c@d.de"}).resembles.empty());
    CHECK(profile_of("x", {"2024-01-31", "x"}).reads_as_dates);
    CHECK(!profile_of("x", {"2024-01-31", "x", "y"}).reads_as_dates);
    CHECK(profile_of("x", {"20240131", "20240201"}).reads_as_dates);
    CHECK(!profile_of("x", {"45000", "45001"}).reads_as_dates);
    CHECK(!profile_of("x", {"12:30", "13:40"}).reads_as_dates);
    CHECK(profile_of("x", {"", "n/a"}).reads_as_dates);
}

TEST_CASE("numbers come with their decimal mark or as ambiguous") {
    CHECK(profile_of("Preis", {"1,5", "2"}).format == "1234,56");
    CHECK(profile_of("Preis", {"1.5", "2"}).decimal == DecimalMark::point);
    const ColumnProfile open = profile_of("Preis", {"1.234", "5.678"});
    CHECK(open.type == Type::number);
    CHECK(open.ambiguous);
}

TEST_CASE("a password column is never looked at") {
    for (const char* header : {"Password", "Passwort", "Lösenord", "mot_de_passe", "user_pass", "Kennwort", "Hasło", "password_hash", "Heslo2", "pw 2"}) {
        CAPTURE(header);
        const ColumnProfile column = profile_of(header, {"secret1", "secret2"});
        CHECK(column.sensitive);
        CHECK(column.examples.empty());
        CHECK(column.distinct == 0);
        CHECK(column.max_bytes == 0);
        for (const std::string& sentence : column.evidence) CHECK(sentence.find("secret") == std::string::npos);
    }
    for (const char* header : {"Passport number", "Bypass", "Compass", "Email", "Spin", "Spinoza"}) {
        CAPTURE(header);
        CHECK(!is_password_name(header));
    }
}

TEST_CASE("examples are different, few and short; empties and lengths are counted") {
    const std::string longest(500, 'x');
    const ColumnProfile column = profile_of("Text", {"a", "a", "", "äö", longest, "b"});
    CHECK(column.values == 5);
    CHECK(column.empty == 1);
    CHECK(column.distinct == 4);
    CHECK(column.max_bytes == 500);
    CHECK(column.max_code_points == 500);
    REQUIRE(column.examples.size() == 3);
    CHECK(column.examples[0] == "a");
    CHECK(column.examples[1] == "äö");
    CHECK(column.examples[2].size() <= 63);
    CHECK(!column.evidence.empty());
}

TEST_CASE("digits that may be dates stay numbers, with a hint") {
    const struct {
        const char* header;
        std::vector<std::string> cells;
        const char* hint;   // a part of it; empty: none
    } cases[] = {
        {"Anmeldung", {"20240131", "20240201", "19991231"}, "dates of the form yyyyMMdd"},
        {"Nr", {"01022024", "03042024"}, "dates of the form ddMMyyyy or MMddyyyy"},
        {"Nr", {"20240131", "20240232", "19991331"}, ""},
        {"Nr", {"12345678", "87654321"}, ""},
        {"PLZ", {"20240131", "20240201"}, ""},
        {"Geburtsdatum", {"29221", "33000", "36526"}, "\"excel\""},
        {"Registered", {"1711846800", "1729990800"}, "\"unix\""},
        {"Registered", {"1711846800000", "1729990800000"}, "\"unix-ms\""},
        {"Umsatz", {"29221", "33000", "36526"}, ""},
        {"Geburtsdatum", {"31.01.2024", "01.02.2024"}, ""},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.header));
        CAPTURE(c.cells[0]);
        const ColumnProfile column = profile_of(c.header, repeated(c.cells, 3));
        CAPTURE(column.hint);
        const std::string_view part = c.hint;
        CHECK(part.empty() == column.hint.empty());
        CHECK(column.hint.find(part) != std::string::npos);
        if (!part.empty()) CHECK((column.type == Type::integer || column.type == Type::text));
    }
}

TEST_CASE("the number of different values is exact while small and close when large") {
    std::vector<std::string> cells;
    for (int i = 0; i < 400; ++i) cells.push_back("value " + std::to_string(i));
    CHECK(profile_of("X", repeated(cells, 2)).distinct == 400);
    for (int i = 400; i < 20000; ++i) cells.push_back("value " + std::to_string(i));
    const std::uint64_t estimate = profile_of("X", cells).distinct;
    CHECK(estimate > 17000);
    CHECK(estimate < 23000);
}

TEST_CASE("short rows count as empty cells and long ones do no harm") {
    Profiler profiler({"A", "B"});
    Row row;
    const std::string_view three[] = {"1", "2", "3"};
    row.cells = {three, 1};
    profiler.add(row);
    row.cells = {three, 3};
    profiler.add(row);
    const auto columns = profiler.columns();
    REQUIRE(columns.size() == 2);
    CHECK(columns[1].empty == 1);
    CHECK(columns[1].values == 1);
}
