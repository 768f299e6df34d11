#include "muster/schema.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("fields are found without letter case") {
    Schema schema;
    schema.fields.resize(2);
    schema.fields[0].name = "email";
    schema.fields[1].name = "birth_date";
    REQUIRE(schema.find("Birth_Date") != nullptr);
    CHECK(schema.find("Birth_Date")->name == "birth_date");
    CHECK(schema.find("EMAIL") == &schema.fields[0]);
    CHECK(schema.find("e-mail") == nullptr);
    CHECK(schema.find("") == nullptr);
}

TEST_CASE("headers become field names in lower-case ASCII") {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"Geburts-Datum ", "geburts_datum"}, {"E-Mail", "e_mail"},         {"  Straße / Nr. ", "strasse_nr"},
        {"Prénom", "prenom"},                {"Pre\u0301nom", "prenom"},   {"Fødselsdag", "fodselsdag"},
        {"Łódź", "lodz"},                    {"Ærø", "aero"},              {"2024", "field_2024"},
        {"1st name", "field_1st_name"},      {"", "field"},                {" - ", "field"},
        {"姓名", "field"},                   {"Όνομα", "onoma"},           {"Имя", "imia"},
        {"Дата рождения", "data_rozhdeniia"}, {"FirstName", "firstname"},  {"a__b", "a_b"},
        {"Næste år", "naeste_ar"},           {"Příjmení", "prijmeni"},     {"ĐURĐA", "durda"},
        {"100 %", "field_100"},
    };
    for (const auto& [header, name] : cases) {
        CAPTURE(header);
        CHECK(normalised_field_name(header) == name);
    }
}

TEST_CASE("field names have a limit and never end with an underscore") {
    const std::string name = normalised_field_name("Would you like to receive our newsletter about offers and events in the future?");
    CHECK(name.size() <= 63);
    CHECK(name.starts_with("would_you_like"));
    CHECK(name.back() != '_');
}
