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
    for (const std::string groups : {";;Address;;;Turnover;", "Customer;;Address;;;Turnover;"}) {
        std::string text = groups + "\nName;E-Mail;Street;Zip;City;2022;2023\n";
        for (const std::string number : {"1", "2", "3", "4", "5", "6"}) {
            text += "Ann " + number + ";c" + number + "@x.example;Street " + number + ";1011" + number + ";Lund;" + number + "00,50;" + number + "00,25\n";
        }
        CAPTURE(groups);
        const Dialect years = detect_dialect(text, true).front().dialect;
        CHECK(years.has_header);
        CHECK(years.preamble_rows == 1);
    }
}

TEST_CASE("a title as wide as the table is no header above usual names") {
    std::string contacts;
    for (int i = 0; i < 15; ++i) contacts += "a" + std::to_string(i) + "@x.example;Anna" + std::to_string(i) + "\n";
    for (const char* title : {"Customers;", "Report;", "Export of 01.02.2024;", "As of:;01.02.2024"}) {
        CAPTURE(title);
        const Dialect found = detect_dialect(title + ("\nE-Mail;Name\n" + contacts), true).front().dialect;
        CHECK(found.has_header);
        CHECK(found.preamble_rows == 1);
    }
    CHECK(detect_dialect("Mail;Name\n" + contacts, true).front().dialect.preamble_rows == 0);
    CHECK(detect_dialect("Source field;Target field\nFirst name;Name\nAnn;1\n", true).front().dialect.preamble_rows == 0);
    CHECK(detect_dialect("Field;Value\nTown;Lund\nName;Ann\n", true).front().dialect.preamble_rows == 0);
}

TEST_CASE("names stand where spreadsheets leave them") {
    struct Example {
        const char* name;
        const char* text;
        std::uint32_t preamble;
    };
    const Example examples[] = {
        {"several tables with names of their own below each other",
         "Visits,,,\nMember,Date,Host,Reason\nAnn Lee,May,Lund,Talk\nBob Ray,May,Ystad,Talk\n,,,\nGifts,,,\n"
         "Member,Date,Gift,Giver\nAnn Lee,June,Pen,Lund\nBob Ray,June,Cup,Ystad\n",
         1},
        {"no name above a column that is nearly empty",
         "Town;Mood;;;\nLund;good;;;\nYstad;bad;;;\nLund;fair;;;\nMora;good;x;;y\nHabo;bad;;;\nEslov;fair;;z;\n", 0},
        {"cells merged over two rows of names",
         "Office,Staff,,Cost,,Note\n,Women,Men,Pay,Rent,\nLund,12,11,1200,800,a\nYstad,7,9,900,300,b\nMora,3,2,400,100,c\n", 0},
        {"years above two of the names",
         ",,,,2023,2024\nOffice,Head,Town,State,Staff,Staff\nNorth,Ann,Lund,new,12,11\nSouth,Bob,Ystad,old,7,9\n", 1},
        {"days of a month", "Name,01,02,03,04\nAnn,5,3,5,4\nBob,2,2,3,1\nCid,4,4,4,4\n", 0},
        {"months", "Name;1;2;3;4;5;6\nAnn;5;3;5;4;9;9\nBob;2;2;3;1;8;1\n", 0},
        {"usual names above values that repeat some of them",
         "name,email,first name,last name,account,phone,fax,mobile,website,country,street,city\n"
         "Name Ltd,ann@x.example,Ann,Lee,AB,phone,fax,555,,Sweden,Street 1,city\n",
         0},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        const Dialect found = detect_dialect(example.text, true).front().dialect;
        CHECK(found.has_header);
        CHECK(found.preamble_rows == example.preamble);
    }
}

TEST_CASE("a first record is no header") {
    for (const char* text : {
             "Ann,Rome\nBob,Oslo\nCid,Rome\nDan,Rome\n",
             "Ann,1\nBob,2\nCid,3\n",
             "Ann Lee,,Rome\nBob Ray,,Oslo\nCid Doe,x,Rome\nDan Poe,,Rome\n",
             "a@x.example,2024-01-02\nb@x.example,2024-01-03\n",
             // Starts with 1, 2, 3 by chance.
             "Ann,1,2,3\nBob,2,2,1\nCid,3,1,1\n",
             // Words, some missing, above rows that are no others.
             "Ann,,Rome,\nBob,x,,Oslo\nCid,y,Rome,\nDan,x,Rome,Oslo\n",
         }) {
        CAPTURE(std::string(text));
        CHECK_FALSE(detect_dialect(text, true).front().dialect.has_header);
    }
}

TEST_CASE("that there is no header is no certain thing when little says so") {
    const DialectCandidate found = detect_dialect("Ann,Rome\nBob,Oslo\nCid,Rome\nDan,Rome\n", true).front();
    REQUIRE_FALSE(found.dialect.has_header);
    CHECK(found.confidence < 850);
}

TEST_CASE("numbers of columns are a header") {
    for (const char* text : {
             ",0,1,2\n0,27.8,49.6,83.1\n1,27.7,48.5,65.2\n2,30.1,51.3,70.8\n",
             "team\t0\t1\t2\t3\nLund\t0.51\t0.52\t0.50\t0.61\nYstad\t0.49\t0.48\t0.50\t0.39\n",
             "0,1,2,class\n144.9,105.3,202.1,a\n117.4,97.2,215.6,b\n",
             "0,1,2,3\nid1,a,c,g\nid2,a,t,g\nshare,0.91,0.7,1\n",
         }) {
        CAPTURE(std::string(text));
        CHECK(detect_dialect(text, true).front().dialect.has_header);
    }
    for (const char* text : {
             "0,1,2\n3,4,5\n6,7,8\n",
             "0,1,2\n0,1,2\n",
             "1,0,1,0.5\n2,1.2,4,2\n3,4.2,9,4.5\n",
         }) {
        CAPTURE(std::string(text));
        CHECK_FALSE(detect_dialect(text, true).front().dialect.has_header);
    }
}

TEST_CASE("a name stands above values that number it") {
    CHECK(detect_dialect("Room,Desk\nRoom1,Desk1\nRoom2,Desk2\nRoom2,Desk3\n", true).front().dialect.has_header);
    // Of two rows nobody can tell.
    CHECK_FALSE(detect_dialect("Room,Desk\nRoom2,Desk2\n", true).front().dialect.has_header);
    CHECK_FALSE(detect_dialect("Room 1,Desk 1\nRoom 2,Desk 2\nRoom 3,Desk 3\n", true).front().dialect.has_header);
}

TEST_CASE("the order of a list tells whether its first line belongs to it") {
    const std::string towns = "Alingsas\nArvika\nBollnas\nEslov\nFalun\nGavle\nHabo\nKalmar\nLund\nMora\nUmea\nYstad\n";
    const DialectCandidate list = detect_dialect("Alby\n" + towns, true).front();
    CHECK_FALSE(list.dialect.has_header);
    const DialectCandidate named = detect_dialect("Town\n" + towns, true).front();
    CHECK(named.dialect.has_header);
    CHECK(named.confidence >= 900);
    // The alphabet may put a name in front of its list.
    const std::string later = "Dorotea\n" + towns.substr(towns.find("Eslov")) + "Zinkgruvan\n";
    CHECK(detect_dialect("City\n" + later, true).front().dialect.has_header);
}

TEST_CASE("a sign that all values of a column hold is not in its name") {
    const std::string people = "\"Ray, Bob\"\n\"Doe, Cid\"\n\"Poe, Dan\"\n\"Fox, Eve\"\n\"Orr, Fay\"\n";
    CHECK_FALSE(detect_dialect("\"Lee, Ann\"\n" + people, true).front().dialect.has_header);
    const DialectCandidate named = detect_dialect("Person\n" + people, true).front();
    CHECK(named.dialect.has_header);
    CHECK(named.confidence >= 900);
}

TEST_CASE("columns that disagree make it uncertain that there is no header") {
    const std::string text = "P1,Q two,3,Four\nA to B,def,3,4\nA-to-B,DEFG,3.5,4.1\nAB,gh i,7,8\n";
    const DialectCandidate found = detect_dialect(text, true).front();
    REQUIRE_FALSE(found.dialect.has_header);
    CHECK(found.confidence < 850);
}
