// Whether the first row names the columns: above all, that a header does not become a contact.
#include <doctest/doctest.h>

#include <string>

#include "muster/dialect.hpp"

using namespace muster;

TEST_CASE("a header is found though its cells are no plain names") {
    struct Example {
        const char* name;
        std::string text;
    };
    const std::string questions =
        "\"How did you hear about our spring events, and from whom in particular?\","
        "\"Which of the courses would you like to attend next year, if any at all?\","
        "\"Would you recommend us to the people whom you work with every day?\"";
    const Example examples[] = {
        {"questions of a survey below a word",
         "Timestamp," + questions +
             "\n2024-05-01 10:00:00,From a friend,Drawing,Yes\n2024-05-01 11:30:00,Poster,None,Perhaps\n"
             "2024-05-02 09:12:00,Newspaper,Singing and drawing,No\n"},
        {"questions alone", questions + "\nFrom a friend,Drawing,Yes\nPoster,None,Perhaps\nNewspaper,Singing,No\n"},
        {"long names without a question mark",
         "Name;Name and address of the person who is to be called in an emergency\n"
         "Ann Lee;Bob Lee, Rome\nCid Ray;Dan Ray, Oslo\nEve Doe;Fay Doe, Paris\n"},
        {"a value that says the name", "Kontakt,Typ,Anm\nAnna Lee,Kund,\nBob Ray,Typ,ny\nCid Doe,Leverantör,\nDan Poe,Kund,\n"},
        {"an empty name", "Artikel;;Farbe\nHose;weit;blau\nHemd;eng;rot\nJacke;warm;gelb\n"},
        {"repeated names without values below", "Rolle;Rolle;Text\nChef;Chefin;lang\nKoch;Kellner;kurz\nGast;Gast;mittel\n"},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        const Dialect found = detect_dialect(example.text, true).front().dialect;
        CHECK(found.has_header);
        CHECK(found.preamble_rows == 0);
    }
}

TEST_CASE("of two rows of names the lower one is the header, where the upper one names groups") {
    const Dialect found =
        detect_dialect("Person,,Contact,\nFirst,Last,Mail,Phone\nA,B,a@b.example,+46701234567\nC,D,c@b.example,+46701234568\n",
                       true)
            .front()
            .dialect;
    CHECK(found.has_header);
    CHECK(found.preamble_rows == 1);
}

TEST_CASE("a first record is no header") {
    for (const char* text : {
             "Ann,Rome\nBob,Oslo\nCid,Rome\nDan,Rome\n",
             "Ann,1\nBob,2\nCid,3\n",
             "Ann Lee,,Rome\nBob Ray,,Oslo\nCid Doe,x,Rome\nDan Poe,,Rome\n",
             "a@x.example,2024-01-02\nb@x.example,2024-01-03\n",
         }) {
        CAPTURE(std::string(text));
        CHECK_FALSE(detect_dialect(text, true).front().dialect.has_header);
    }
}

TEST_CASE("that there is no header is no certain thing when little says so") {
    const DialectCandidate found = detect_dialect("Ann,Rome\nBob,Oslo\nCid,Rome\nDan,Rome\n", true).front();
    REQUIRE_FALSE(found.dialect.has_header);
    CHECK(found.confidence < 800);
}
