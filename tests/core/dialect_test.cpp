#include "muster/dialect.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "muster/encoding.hpp"
#include "muster/reader.hpp"

using namespace muster;

namespace {

Dialect best(const std::string& text, const DialectChoice& choice = {}) {
    return detect_dialect(text, true, choice).front().dialect;
}

}  // namespace

TEST_CASE("delimiters are found by evidence") {
    struct Example {
        const char* name;
        const char* text;
        const char* delimiter;
    };
    const Example examples[] = {
        {"comma", "name,mail\nAnn,a@x.example\n", ","},
        {"semicolons with decimal commas", "name;points\nAnn;1,5\nBob;2,75\n", ";"},
        {"commas in text do not beat semicolons", "name;note\nAnn;one, two, three\nBob;four, five, six\n", ";"},
        {"one short row does not help the comma", "a;b;c\n1,5;2;3\n1,5\n1,5;2;3\n", ";"},
        {"tab", "name\tmail\nAnn, dear\ta@x.example\n", "\t"},
        {"bar", "name|city\nAnn|Rome, Italy\nBob|Paris; France\n", "|"},
        {"colon", "1997:Ford:E350\n2000:Mercury:Cougar\n", ":"},
        {"times are no colons", "start,end\n08:00:00,09:30:00\n10:00:00,11:30:00\n", ","},
        {"times in text are no colons", "2024-05-28 18:41 Lunch\n2024-05-29 09:00 Rest\n2024-05-29 09:10 Tea\n", " "},
        {"colons behind numbers", "1:21:Ann\n2:35:Bob\n3:40:Cid\n", ":"},
        {"question mark", "05/05/03?a?1\n06/05/03?b?2\n07/05/03?c?3\n", "?"},
        {"caret", "id^name^city\n1^Ann^Rome\n2^Bob^Paris\n", "^"},
        {"blanks", "1 2.5 abc\n2 3.5 def\n3 4.5 ghi\n", " "},
        {"names are one column", "John Smith\nJane Doe\nBob Jones\n", ","},
        {"commas in one column", "note\nyes, please\nno\nwell, maybe, or not\nnever\n", ""},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        CHECK(best(example.text).delimiter == std::string(example.delimiter));
    }
}

TEST_CASE("a sign that stands twice everywhere is rather one delimiter") {
    const auto says_so = [](const char* text) {
        const DialectCandidate found = detect_dialect(text, true).front();
        const bool said = std::any_of(found.evidence.begin(), found.evidence.end(), [](const std::string& sentence) {
            return sentence.find("stands twice") != std::string::npos;
        });
        CHECK(said == (found.confidence < 500));
        return said;
    };
    CHECK(says_so("name||mail||town\nAnn||a@x.example||Lund\nBob||b@x.example||Ystad\n"));
    CHECK(says_so("name||mail\nAnn||a@x.example\nBob||b@x.example\n"));
    CHECK_FALSE(says_so("name||mail||town\nAnn||a@x.example|x|Lund\nBob||b@x.example||Ystad\n"));
    CHECK_FALSE(says_so("name,,mail\nAnn,,a@x.example\nBob,,b@x.example\n"));
    DialectChoice choice;
    choice.delimiter = "|";
    CHECK(detect_dialect("name||mail\nAnn||a@x.example\nBob||b@x.example\n", true, choice).front().confidence > 900);
}

TEST_CASE("the colons of times do not divide texts of any length") {
    const std::string diary =
        "2024-05-28 18:41 Ate pizza\n2024-05-29 09:00 Slept with the window open\n2024-05-29 09:00 Headache\n";
    CHECK(best(diary).delimiter != ":");
}

TEST_CASE("quotes and escapes") {
    CHECK(best("'a;b';c\n'd;e';f\n").quote == '\'');
    CHECK(best("\"a;b\";c\n\"d;e\";f\n").quote == '"');
    CHECK(best("a,b\n\"x \"\"y\"\"\",z\n").escape == '"');
    CHECK(best("a,b\n\"x \\\"y\\\", q\",z\n\"v, w\",z\n").escape == '\\');
    CHECK(best("a,b\nO'Neil,D'Arcy\nO'Hara,x\n").quote == '"');
}

TEST_CASE("a given escape leaves the quote to be found") {
    const std::string single = "id,name,note\n1,'Smith, John','It''s ok'\n2,'Doe, Jane','a, b'\n3,'X, Y','z'\n";
    for (const char escape : {'\\', '\0'}) {
        DialectChoice choice;
        choice.escape = escape;
        CAPTURE(static_cast<int>(escape));
        const Dialect found = best(single, choice);
        CHECK(found.quote == '\'');
        CHECK(found.escape == escape);
    }
    DialectChoice doubled;
    doubled.doubled_quotes = true;
    CHECK(best(single, doubled).quote == '\'');
    CHECK(best(single, doubled).escape == '\'');
    CHECK(best("a,b\n\"x, y\",z\n", doubled).escape == '"');
}

TEST_CASE("a given sign is no other sign as well") {
    const std::string rows = "name;note\nAnn;\"a; b\"\nBob;\"c; d\"\nCy;e\n";
    DialectChoice choice;
    choice.quote = ';';
    CHECK(best(rows, choice).delimiter != ";");
    choice = {};
    choice.delimiter = "\"";
    const Dialect divided = best("a\"b\n1\"2\n3\"4\n", choice);
    CHECK(divided.quote != '"');
    CHECK(divided.escape != '"');
    choice = {};
    choice.escape = ';';
    CHECK(best(rows, choice).delimiter != ";");
    CHECK(best("sep=\"\na\"b\n1\"2\n").quote != '"');
}

TEST_CASE("where a cell needs its quotes, lone quotes are faults of the file") {
    const std::string rows = "name;note\nAnn;\"a \"\"b\"\"; c\"\nBob;5\" pipe\n\"Cy;open\nDi;end\nEve;x\n";
    CHECK(best(rows).quote == '"');
    // Without such a cell they are text.
    CHECK(best("size\ttext\n5\" x\ta\n6\" y\tb\n7\" z\tc\n").quote == '\0');
}

TEST_CASE("rows far down in the head count") {
    const auto rows = [](int from, int to, auto row) {
        std::string text;
        for (int i = from; i < to; ++i) text += row(std::to_string(i));
        return text;
    };
    const auto plain = [](const std::string& i) { return i + ",x" + i + ",Visby\n"; };
    const auto quoted = [](const std::string& i) { return i + ",\"Street " + i + ", floor 2\",Lund\n"; };
    const std::string lone = "id,addr,city\n1,a,Lund\n2,\"Road 7,Ystad\n" + rows(3, 300, plain) + rows(300, 600, quoted);
    CHECK(best(lone).quote == '"');
    const auto single = [](const std::string& i) { return i + ",'Street " + i + ", floor 2',Lund\n"; };
    CHECK(best("id,addr,city\n" + rows(0, 250, plain) + rows(250, 500, single)).quote == '\'');
    const std::string late_comment = "id,addr,city\n" + rows(0, 250, plain) + "# note\n" + rows(250, 300, plain);
    const DialectCandidate commented = detect_dialect(late_comment, true).front();
    CHECK(commented.dialect.comment == "#");
    CHECK(commented.comment_lines == 1);
    CHECK(commented.first_comment_line == 252);
}

TEST_CASE("rows that do not fit make a reading less sure") {
    std::string text = "a,b\n";
    for (int i = 0; i < 210; ++i) text += "1,2\n";
    for (int i = 0; i < 5000; ++i) text += "1,2,3\n";
    const DialectCandidate two_widths = detect_dialect(text, true).front();
    CHECK(two_widths.dialect.delimiter == ",");
    CHECK(two_widths.confidence < 500);
    CHECK(two_widths.evidence.front() == "With comma as delimiter 211 of 5211 rows have 2 columns.");
}

TEST_CASE("a few lone quotes are faults, not text") {
    std::string lone = "id,addr,city\n1,a,Lund\n2,\"Road 7,Ystad\n";
    for (int i = 3; i < 3000; ++i) lone += std::to_string(i) + ",x,Visby\n";
    CHECK(best(lone).quote == '"');
    // Part of a longer file, too.
    CHECK(detect_dialect(lone, false).front().dialect.quote == '"');
    // Inch signs are text, wherever they stand.
    std::string inches = "id,size,text\n1,\" wide,a\n";
    for (int i = 2; i < 100; ++i) inches += std::to_string(i) + "," + std::to_string(i) + "\" wide,b\n";
    CHECK(best(inches).quote == '\0');
}

TEST_CASE("a title may be the only text in quotes") {
    std::string exported = "\"Contacts of 19 December, 2024, 11:28 pm\",,,\n,,,\nCONTACTS,,,\nName,Town,Balance,Street\n";
    for (int i = 1; i < 40; ++i) {
        exported += "Ann Lee " + std::to_string(i) + ",Lund,$" + std::to_string(i) + ".50,12 O'Hara Road\n";
    }
    const Dialect found = best(exported);
    CHECK(found.quote == '"');
    CHECK(found.preamble_rows == 3);
    CHECK(found.has_header);
}

TEST_CASE("a wider line above blank lines is none of the table") {
    const Dialect found = best(
        "-\n=\"0234\";21/11/2015;19/02/2016;36;19/02/2016;12,5 EUR\n\nDate;Text;Details;Amount;Currency\n"
        "19/02/2016;Transfer;From Ann;10,5;EUR\n18/02/2016;Fee;Account;-8,1;EUR\n");
    CHECK(found.preamble_rows == 3);
    CHECK(found.has_header);
    // A header may be followed by blank lines as well.
    const Dialect wider = best("Date;Text;Amount;\n\n19/02/2016;Transfer;10,5\n18/02/2016;Fee;-8,1\n17/02/2016;Fee;-1,1\n");
    CHECK(wider.preamble_rows == 0);
    CHECK(wider.has_header);
}

TEST_CASE("names stand above rows that are longer, each by another number of cells") {
    const Dialect found = best(
        "Account;Booked;Amount;Text\n123;2024-05-01;150,00;Fee;a;b\n123;2024-05-02;-3,50;Rent;a;b;c;d\n"
        "123;2024-05-03;1,00;Fee;a;b;c;d\n123;2024-05-04;2,00;Fee;a;b\n123;2024-05-05;7,00;Fee;a;b;c;d\n");
    CHECK(found.preamble_rows == 0);
    CHECK(found.has_header);
    // What stands above a table is not named by it.
    const Dialect below = best(
        "Report;Ann;May\nName;Mail;Town;Points;Date\nAnn;a@x.example;Lund;1;2024-05-01\n"
        "Bob;b@x.example;Ystad;2;2024-05-02\n");
    CHECK(below.preamble_rows == 1);
}

TEST_CASE("what stands above the table is told apart from it") {
    const Dialect named = best("sep=;\na,1;b\nc,2;d\n");
    CHECK(named.delimiter == ";");
    CHECK(named.preamble_rows == 1);
    const Dialect titled = best("Report of May\n\nname;mail;points\nAnn;a@x.example;1\nBob;b@x.example;2\n");
    CHECK(titled.preamble_rows == 2);
    CHECK(titled.has_header);
    const Dialect commented = best("# made by hand\nname;mail\nAnn;a@x.example\n# end\n");
    CHECK(commented.comment == "#");
    CHECK(commented.preamble_rows == 0);
}

TEST_CASE("what reports say of themselves stands above the table") {
    struct Example {
        const char* name;
        const char* text;
        std::uint32_t preamble;
        bool header;
    };
    const Example examples[] = {
        {"a title above a row of empty cells", "Spending in May,\n,\nTown,Amount\nLund,12.50\nYstad,7.25\n", 2, true},
        {"of two columns one may be empty", "Town,\nLund,1\nYstad,2\n", 0, true},
        {"a title in the middle", ",,\n,Members of the club,\nName,Mail,Points\nAnn,a@x.example,1\nBob,b@x.example,2\n", 2, true},
        {"a record with its last cell only", ",,,purse\nBakery,Sweet Ltd,food,bread\nRail,Line Ltd,way,train\nBank,,,purse\n", 0, false},
        {"prose whose commas divide it", "Made by Ann, who asked, in May\ncm,%\n4000.0,98.7\n3999.0,98.6\n3998.0,98.7\n", 1, true},
        {"a wider header is none", "cm,%,\nunit,share\n4000.0,98.7\n3999.0,98.6\n", 0, true},
        {"details in rows of few cells",
         ",,,,\n,Payments of the city,,,\n,Period:,7,,\n,Start:,2014-09-14,,\n,,,,\n,Vendor,Name,Amount,\n"
         ",1550,Lund Ltd,12.50,\n,1551,Ystad Ltd,7.25,\n",
         5, true},
        {"details directly above the names",
         "Bank: 100,Branch: 10,,\n,,,\nBalance,,70.11,\nDate,Text,Amount,Note\n2024-05-01,Fee,-5.00,a\n2024-05-02,Pay,80.00,b\n",
         3, true},
        {"names of which some are missing", "Name,,Mail,\nAnn,x,a@x.example,y\nBob,x,b@x.example,y\nCid,z,c@x.example,y\n", 0, true},
        {"two signs in front of the names", "#Made by: , Ann\n#For: , Bob\n\n##Size,Weight,Age\n1.5,20.5,7\n1.7,21.5,8\n", 3, true},
        {"rows of empty cells, one of them a cell short", ",,,\n,,\nName,Mail,Points\nAnn,a@x.example,1\nBob,b@x.example,2\n", 2, true},
        {"three rows of three widths", "id,name,age\n1101,Ann\n1102,Bob,26,Tea\n", 0, true},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        const Dialect found = best(example.text);
        CHECK(found.delimiter == ",");
        CHECK(found.preamble_rows == example.preamble);
        CHECK(found.has_header == example.header);
    }
}

TEST_CASE("the first of two tables that were put together is not passed over") {
    std::string text = "name,mail,points\n";
    for (int i = 0; i < 30; ++i) text += "Ann,a" + std::to_string(i) + "@x.example," + std::to_string(i) + "\n";
    text += "name,mail,points,town,year\n";
    for (int i = 0; i < 60; ++i) text += "Bob,b" + std::to_string(i) + "@x.example," + std::to_string(i) + ",Lund,1999\n";
    const DialectCandidate found = detect_dialect(text, true).front();
    CHECK(found.dialect.delimiter == ",");
    CHECK(found.dialect.preamble_rows == 0);
    CHECK(found.dialect.has_header);
    CHECK(found.confidence < 700);
    // What a program says of a measurement, two cells a row, may be long.
    std::string measured;
    for (int i = 0; i < 25; ++i) measured += "setting " + std::to_string(i) + ",value\n";
    measured += "\ntime,size,weight\n";
    for (int i = 0; i < 60; ++i) measured += std::to_string(i) + ",1.5,2.5\n";
    CHECK(best(measured).preamble_rows == 26);
}

TEST_CASE("contacts above wider rows are rows, and their names a header") {
    const auto contacts = [](int count, const std::string& rest) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "a" + std::to_string(i) + "@x.example;Anna" + std::to_string(i) + rest + "\n";
        return text;
    };
    const std::string names = "E-Mail;Name\n", more_names = "E-Mail;First name;Last name;Town\n";
    const std::string texts[] = {
        names + contacts(3, "") + more_names + contacts(30, ";Berg;Ulm"), names + contacts(90, "") + more_names + contacts(100, ";Berg;Ulm"),
        names + contacts(1, "") + contacts(30, ";Sons; Co"),               names + contacts(1, "") + contacts(30, ";Sons"),
        names + contacts(30, ";Sons;Co"),                                  "Sales 2024\n\n" + names + contacts(30, ";Sons;Co")};
    for (const std::string& text : texts) {
        CAPTURE(text.substr(0, 120));
        const Dialect found = best(text);
        CHECK(found.delimiter == ";");
        CHECK(found.has_header);
        CHECK(found.preamble_rows == (text.starts_with("Sales") ? 2u : 0u));
        // Titles stand above them as above any table.
        if (text.starts_with("Sales")) continue;
        for (const auto& [title, lines] : {std::pair("Sales\n", 1u), std::pair("Sales;;\n", 1u), std::pair("Made by Ann\nAs of 1 May 2024\n", 2u)}) {
            CAPTURE(title);
            const Dialect titled = best(title + text);
            CHECK(titled.has_header);
            CHECK(titled.preamble_rows == lines);
        }
    }
    // Without names, three are a table.
    CHECK(best(contacts(3, "") + more_names + contacts(30, ";Berg;Ulm")).preamble_rows == 0);
    // A single one tells whom to ask, and other names stand below a title.
    CHECK(best("Asked by;help@x.example\n\n" + more_names + contacts(30, ";Berg;Ulm")).preamble_rows == 2);
    CHECK(best("Sales;North\n" + more_names + contacts(30, ";Berg;Ulm")).preamble_rows == 1);
}

TEST_CASE("given rows above the table are counted as a person sees them") {
    const auto records = [](const std::string& text, std::uint32_t above) {
        DialectChoice choice;
        choice.preamble_rows = above;
        IssueLog log;
        Reader reader(Encoding::utf_8, 0, best(text, choice), log);
        reader.feed(std::as_bytes(std::span(text)));
        reader.finish();
        std::vector<std::string> result;
        while (const Row* row = reader.next()) result.emplace_back(row->cells[0]);
        result.insert(result.begin(), reader.header().empty() ? "" : reader.header()[0]);
        return result;
    };
    const std::vector<std::string> wanted = {"name", "Anna", "Bo"};
    const std::string table = "name,email\n# mid\nAnna,a@b.example\nBo,b@b.example\n#end\n";
    CHECK(records("# made by X\n# second, with, commas\n" + table, 2) == wanted);
    CHECK(records("# made by X\n# second, with, commas\n" + table, 0) == wanted);
    CHECK(records("# made by X\nContacts\n" + table, 2) == wanted);
    // What was found, given back, changes nothing: it does not count comment lines.
    const std::string titled = "# made by X\nContacts of the year\n" + table;
    CHECK(best(titled).preamble_rows == 1);
    CHECK(records(titled, 1) == wanted);
}

TEST_CASE("header rows") {
    CHECK(best("name,points\nAnn,1\nBob,2\n").has_header);
    CHECK(best("Vorname;Nachname\nAnn;Lee\nBob;Ray\n").has_header);
    CHECK_FALSE(best("Ann,1\nBob,2\nCid,3\n").has_header);
    CHECK_FALSE(best("a@x.example,2024-01-02\nb@x.example,2024-01-03\n").has_header);
}

TEST_CASE("line ends are reported") {
    CHECK(best("a,b\r\n1,2\r\n").newline == Newline::crlf);
    CHECK(best("a,b\r1,2\r").newline == Newline::cr);
    CHECK(best("a,b\r\n1,2\n3,4\n").newline == Newline::mixed);
    CHECK(best("a,b\n1,\"2\r\n3\"\n").newline == Newline::lf);
    std::string late;
    for (int i = 0; i < 300; ++i) late += "1,2\n";
    for (int i = 0; i < 300; ++i) late += "1,2\r\n";
    CHECK(best(late).newline == Newline::mixed);
}

TEST_CASE("decisions of the user are kept and the rest is found around them") {
    DialectChoice choice;
    choice.delimiter = ";";
    choice.has_header = false;
    const Dialect fixed = best("a,b;c\n\"1;x\",2;3\n", choice);
    CHECK(fixed.delimiter == ";");
    CHECK_FALSE(fixed.has_header);
    CHECK(fixed.quote == '"');
    DialectChoice preamble;
    preamble.preamble_rows = 1;
    const Dialect skipped = best("x,y\nname;mail\nAnn;a@x.example\n", preamble);
    CHECK(skipped.delimiter == ";");
    CHECK(skipped.preamble_rows == 1);
}

TEST_CASE("candidates are ranked, with evidence") {
    const auto candidates = detect_dialect("name;points\nAnn;1,5\nBob;2,75\n", true);
    CHECK(candidates.size() > 1);
    CHECK(candidates.front().confidence > 500);
    CHECK(candidates.front().evidence.front() == "With semicolon as delimiter all 3 rows have 2 columns.");
    CHECK_FALSE(detect_dialect("", true).empty());
}

TEST_CASE("every other reading says why it lost") {
    const auto candidates = detect_dialect("name;note\nAnn;one, two\nBob;three\nCid;four, five\nDora;six\n", true);
    REQUIRE(candidates.size() == 4);
    std::string comma, single;
    for (const DialectCandidate& candidate : candidates) {
        if (candidate.dialect.delimiter == ",") comma = candidate.evidence.front();
        if (candidate.dialect.delimiter.empty()) single = candidate.evidence.front();
    }
    CHECK(comma == "With comma as delimiter only 2 of 4 rows have the same number of columns (2), and 1 line at the top would not "
                   "belong to the table.");
    CHECK(single == "Read as a single column, the rows hold semicolon signs that divide them evenly.");
}

TEST_CASE("each decision can be given alone") {
    const std::string texts[] = {"name;mail\nAnn;a@x.example\nBob;b@x.example\n", "a,b\n1,2\n3,4\n",
                                 "Report\n\nname|city|mail\nAnn|Rome|a@x.example\nBob|Oslo|b@x.example\n",
                                 "'a;b';c\n'd;e';f\n'g;h';i\n", "mail\na@x.example\nb@x.example\n"};
    for (const std::string& text : texts) {
        CAPTURE(text);
        const Dialect free = best(text);
        for (const char* delimiter : {",", ";", "|", "\t", "", "||"}) {
            DialectChoice choice;
            choice.delimiter = delimiter;
            CHECK(best(text, choice).delimiter == delimiter);
        }
        for (const char quote : {'"', '\'', '\0'}) {
            DialectChoice choice;
            choice.quote = quote;
            CHECK(best(text, choice).quote == quote);
            if (quote == free.quote) CHECK(best(text, choice).delimiter == free.delimiter);
        }
        for (const char escape : {'"', '\'', '\\', '\0'}) {
            DialectChoice choice;
            choice.escape = escape;
            CHECK(best(text, choice).escape == escape);
        }
        for (const bool header : {true, false}) {
            DialectChoice choice;
            choice.has_header = header;
            CHECK(best(text, choice).has_header == header);
            CHECK(best(text, choice).delimiter == free.delimiter);
        }
        for (const std::uint32_t rows : {0u, 1u, 2u}) {
            DialectChoice choice;
            choice.preamble_rows = rows;
            CHECK(best(text, choice).preamble_rows == rows);
        }
        // What was found, given back, changes nothing.
        DialectChoice all;
        all.delimiter = free.delimiter;
        all.quote = free.quote;
        all.escape = free.escape;
        all.has_header = free.has_header;
        all.preamble_rows = free.preamble_rows;
        CHECK(best(text, all) == free);
    }
}

TEST_CASE("small files as test suites have them") {
    struct Example {
        const char* text;
        const char* delimiter;
        char quote;   // that occurs; 0: not asked
        char header;  // 'y', 'n', '?': either
        int preamble; // -1: either
    };
    const Example examples[] = {
        {"Lee's+ Oak Street+ NY+ 2/1/03+ Bob Ray\r\nKim's+ Elm Street+ CA+ 12/20/02+ Ann Doe\r\n","+",0,'n',0},
        {"one\ttwo\r\nONE\t\r\nTWO\t\r\n","\t",0,'?',0},
        {"id|name|note|\n1|Ann|x|\n2|Bob|y|\n","|",0,'y',0},
        {"1|155190|7706|1|17|21168.23|0.04|N|O|1996-03-13|TRUCK|egular courts above the|\n1|67310|7311|2|36|45983.16|0.09|N|O|1996-04-12|MAIL|ly final dependencies: slyly bold |\n","|",0,'n',0},
        {"a=1,b=2,c=3\n",",",0,'?',0},
        {"name,age\n\"Ann \"\"the\"\" Lee\",3\n\"Bob\n Ray\",4\n",",",'"','y',0},
        {"x\n",",",0,'?',0},
        {"a b c\n",",",0,'?',0},
        {"1\n2\n3\n4\n",",",0,'n',0},
        {"a,b,c\n\"x, y\",2,3\n",",",'"','y',0},
        {"Year,Make,Model\n1997,Ford,E350\n2000,Mercury,Cougar\n",",",0,'y',0},
        {"1997,Ford,E350\n2000,Mercury,Cougar\n",",",0,'n',0},
        {"1997,Ford,E350,\"ac, abs, moon\",3000.00\n1999,Chevy,\"Venture \"\"Extended\"\"\",\"\",4900.00\n",",",'"','n',0},
        {"\"a\"\"b\"\n\"c\"\n",",",'"','?',0},
        {"line1\nline2,x\nline3,y,z\n",",",0,'?',-1},
        {"A,B,C,D\na,b,c,d\n",",",0,'y',0},
        {"A\tB\tC\n1\t\"2\t3\n4\t5\"\t6\n","\t",0,'y',0},
        {"'A';'B'\n'1';'2'\n",";",'\'','y',0},
        {"col1,col2\n1,'a, b'\n2,'c'\n3,'d, e'\n",",",'\'','y',0},
        {"col1,col2\n1,it's\n2,don't\n",",",0,'y',0},
        {"h1|h2|h3\n1,2|3,4|5,6\n7,8|9,1|2,3\n","|",0,'y',0},
        {"2019-01-01T00:00:00Z;1.5;ok\n2019-01-02T00:00:00Z;2.5;ok\n",";",0,'n',0},
        {"date,open,close\n2019-01-01,1.5,2.5\n",",",0,'y',0},
        {"# comment\na,b\n1,2\n",",",0,'y',0},
        {"#a,b\n1,2\n3,4\n",",",0,'y',0},
        {"// remark\na,b\n1,2\n// other\n3,4\n",",",0,'y',0},
        {"Title\nSubtitle\n\nid,name\n1,x\n",",",0,'y',3},
        {"Title,,\n,,\nid,name,age\n1,x,2\n2,y,3\n",",",0,'y',2},
        {"a,b,c\r\n1,2,3\r\n\r\n4,5,6\r\n",",",0,'y',0},
        {"\xE5\x90\x8D\xE5\x89\x8D,\xE5\xB9\xB4\n\xE5\xA4\xAA\xE9\x83\x8E,3\n\xE8\x8A\xB1,4\n",",",0,'y',0},
        {"a::b::c\n1::2::3\n4::5::6\n",":",0,'?',0},
        {"a, b, c\n1, \"x, y\", 3\n4, \"z\", 6\n",",",'"','y',0},
        {"name;value\nx;1,000.50\ny;2,000.25\n",";",0,'y',0},
        {"key:value\nother:thing\nmore:stuff\n",":",0,'?',0},
        {"<xml>\n<a>1</a>\n</xml>\n",",",0,'?',0},
        {"Hello, world.\nThis is some prose, with commas, and more.\nAnother line here.\nAnd, finally, the end.\n","" ,0,'?',0},
        {"id,ts\n1,12:30\n2,13:45\n",",",0,'y',0},
        {"lat lon\n48.1 2.3\n52.5 13.4\n"," ",0,'y',0},
        {"1 2 3\n4 5 6\n"," ",0,'n',0},
        {" 1  2  3\n 4  5  6\n"," ",0,'n',0},
        {"a-b-c\n1-2-3\n4-5-6\n",",",0,'?',0},
        {"a.b.c\n1.2.3\n",",",0,'?',0},
        {"id,text\n1,\"he said \\\"hi, you\\\" twice\"\n2,\"x\"\n",",",'"','y',0},
        {"id|text\n1|\"a|b\"\n2|c\n","|",'"','y',0},
        {"a,b\n1,2,\n3,4,\n",",",0,'y',0},
        {"\n\n\na;b\n1;2\n",";",0,'y',3},
        {"a;b;c\n1;2;3;;;\n4;5;6;;;\n",";",0,'y',-1},
        {"Region,Q1,Q2\nNorth,1,2\nSouth,3,4\nTotal,4,6\n",",",0,'y',0},
        {"first,last,email\n\"O'Brien\",Pat,p@x.example\n'Quote',Sam,s@x.example\n",",",'"','y',0},
        {"name,size,price\nTV 42\",big,100\nTV 32\",small,80\n",",",0,'y',0},
        {"a\tb c\td\n1\t2 3\t4\n","\t",0,'y',0},
        {"01/02/2003;4:05;hello, you\n02/02/2003;4:06;bye\n",";",0,'n',0},
        {"www.x.example,12\nwww.y.example,13\n",",",0,'n',0},
        {"true,false\nfalse,true\n",",",0,'n',0},
        {"NA,1\nNA,2\n",",",0,'n',0},
        {"A,1\nB,2\nC,3\n",",",0,'n',0},
        {"id,1,2,3\na,4,5,6\nb,7,8,9\n",",",0,'?',0},
        {"\"x\"\n\"y\"\n",",",'"','?',0},
        {"a;b,c;d\n1;2,3;4\n5;6,7;8\n",";",0,'y',0},
        {"name|desc\nx|a; b; c\ny|d, e\n","|",0,'y',0},
        {"Name;Phone\nAnn;0123/456-78\nBob;0987/654-32\n",";",0,'y',0},
        {"---\nid,name\n1,x\n2,y\n",",",0,'y',1},
        {"id,name\n--,----\n1,x\n2,y\n",",",0,'y',0},
        {"+----+------+\n| id | name |\n+----+------+\n| 1  | Ann  |\n| 2  | Bob  |\n+----+------+\n","|",0,'?',-1},
    };
    for (const Example& example : examples) {
        const std::string text = example.text;
        CAPTURE(text);
        const Dialect found = best(text);
        CHECK(found.delimiter == std::string(example.delimiter));
        if (example.quote != 0) CHECK(found.quote == example.quote);
        if (example.header != '?') CHECK(found.has_header == (example.header == 'y'));
        if (example.preamble >= 0) CHECK(static_cast<int>(found.preamble_rows) == example.preamble);
    }
}

TEST_CASE("heads of nothing but signs are no trap") {
    constexpr std::size_t size = 1u << 20;
    for (const std::string part : {",", "\"", "\n", "\r", "#", "#\n", "abc def ", ",\"a", "\"a\n", "\\\"", ",\"\\\"\\\"", " \"x\n", ",;|\t:^~ "}) {
        CAPTURE(part);
        std::string text;
        while (text.size() < size) text += part;
        CHECK_FALSE(detect_dialect(text, true).empty());
        CHECK_FALSE(detect_dialect(text, false).empty());
    }
    CHECK_FALSE(detect_dialect("", true).empty());
}

TEST_CASE("ten thousand equal names are made different") {
    const std::vector<std::string> names(10000, "name");
    IssueLog log(10);
    const std::vector<std::string> usable = usable_header(names, names.size(), log);
    REQUIRE(usable.size() == names.size());
    CHECK(usable[1] == "name (2)");
    CHECK(usable.back() == "name (10000)");
    CHECK(log.total() == 9999);
}

TEST_CASE("contact files in every notation are read whole") {
    struct Example {
        const char* file;
        Encoding encoding;
        const char* delimiter;
        Newline newline;
        bool has_header;
        std::uint64_t rows, cells, text_bytes;  // of the generator's summary; text only where no letter was lost
    };
    const Example examples[] = {
        {"comma-utf-8-lf-dot.csv", Encoding::utf_8, ",", Newline::lf, true, 25, 325, 4357},
        {"semicolon-windows-1252-crlf-comma.csv", Encoding::iso_8859_1, ";", Newline::crlf, true, 25, 310, 0},
        {"tab-utf-16-le-crlf-comma.csv", Encoding::utf_16le, "\t", Newline::crlf, true, 25, 325, 4963},
        {"pipe-utf-16-be-cr-dot.csv", Encoding::utf_16be, "|", Newline::cr, false, 25, 316, 4339},
        {"semicolon-utf-8-sig-lf-comma.csv", Encoding::utf_8, ";", Newline::lf, false, 25, 317, 4728},
        {"comma-iso-8859-1-crlf-comma.csv", Encoding::iso_8859_1, ",", Newline::crlf, true, 25, 324, 0},
        {"tab-utf-8-cr-dot.csv", Encoding::utf_8, "\t", Newline::cr, false, 25, 325, 4324},
        {"pipe-windows-1252-lf-comma.csv", Encoding::iso_8859_1, "|", Newline::lf, true, 25, 318, 0},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.file));
        std::ifstream file(std::string(MUSTER_TEST_DATA "/contacts/") + example.file, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(file), {}};
        const auto bytes = std::as_bytes(std::span(content));
        const EncodingGuess guess = detect_encoding(bytes, true);
        const Dialect dialect = best(decoded_text(bytes, guess.encoding, guess.bom_bytes, true));
        CHECK(name_of(guess.encoding) == name_of(example.encoding));
        CHECK(dialect.delimiter == example.delimiter);
        CHECK(dialect.newline == example.newline);
        CHECK(dialect.has_header == example.has_header);
        CHECK(dialect.preamble_rows == 0);
        IssueLog log;
        Reader reader(guess.encoding, guess.bom_bytes, dialect, log);
        std::uint64_t rows = 0, cells = 0, text_bytes = 0;
        const auto drain = [&] {
            while (const Row* row = reader.next()) {
                ++rows;
                cells += row->cells.size();
                for (const std::string_view cell : row->cells) text_bytes += cell.size();
            }
        };
        reader.feed(bytes);
        drain();
        reader.finish();
        drain();
        CHECK(rows == example.rows);
        CHECK(cells == example.cells);
        if (example.text_bytes != 0) CHECK(text_bytes == example.text_bytes);
        CHECK(log.total() == 0);
    }
}

TEST_CASE("files of many kinds are divided as people would") {
    struct Example {
        const char* name;
        const char* text;
        const char* delimiter;
        char header;  // 'y', 'n', '?': either
        int preamble; // -1: either
    };
    const Example examples[] = {
        {"one row of two cells", "a,b\n", ",", '?', 0},
        {"one row without line end", "a;b;c", ";", '?', 0},
        {"header only", "first_name,last_name,e-mail\n", ",", 'y', 0},
        {"header only, semicolons", "Vorname;Nachname;E-Mail\r\n", ";", 'y', 0},
        {"numbers only", "1,2,3\n4,5,6\n7,8,9\n", ",", 'n', 0},
        {"one row of numbers", "1,2,3\n", ",", 'n', 0},
        {"two rows, numbers with decimal commas", "1,5;2,5\n3,5;4,5\n", ";", 'n', 0},
        {"decimal commas and three columns", "a;b;c\n1,1;2,2;3,3\n", ";", 'y', 0},
        {"thousands with commas between semicolons", "city;people\nRome;2,800,000\nOslo;700,000\n", ";", 'y', 0},
        {"thousands in quotes", "city,people\nRome,\"2,800,000\"\nOslo,\"700,000\"\n", ",", 'y', 0},
        {"tabs with empty cells at the end", "a\tb\tc\t\n1\t2\t\t\n3\t4\t5\t\n", "\t", 'y', 0},
        {"bars with blanks around", "name | city | age\nAnn | Rome | 31\nBob | Oslo | 45\n", "|", 'y', 0},
        {"commas with blanks behind", "name, city, age\nAnn, Rome, 31\nBob, Oslo, 45\n", ",", 'y', 0},
        {"empty lines between rows", "a,b\n\n1,2\n\n\n3,4\n\n", ",", 'y', 0},
        {"blank lines on top", "\n\nname,points\nAnn,1\nBob,2\n", ",", 'y', 2},
        {"a title, an empty line", "Contacts 2024\n\nname,mail,city\nAnn,a@x.example,Rome\nBob,b@x.example,Oslo\n", ",", 'y', 2},
        {"titles of several lines", "Export\nMade on 01.02.2024\nname;mail;city\nAnn;a@x.example;Rome\nBob;b@x.example;Oslo\n", ";", 'y', 2},
        {"a title with empty cells", "Contacts 2024;;;\n;;;\nname;mail;city;age\nAnn;a@x.example;Rome;3\nBob;b@x.example;Oslo;4\n", ";", 'y', 2},
        {"units below the header", "time,speed,height\ns,m/s,m\n0.0,1.5,20\n0.1,1.6,21\n0.2,1.8,22\n", ",", 'y', -1},
        {"JSON in cells", "id;data\n1;{\"a\":1,\"b\":[1,2]}\n2;{\"a\":3,\"b\":[4,5,6]}\n", ";", 'y', 0},
        {"quoted JSON in cells", "id,data\n1,\"{\"\"a\"\":1,\"\"b\"\":2}\"\n2,\"{\"\"a\"\":3,\"\"b\"\":4}\"\n", ",", 'y', 0},
        {"HTML in cells", "id,text\n1,<p class='x'>one</p>\n2,<a href=\"http://x.example/?a=1;b=2\">two</a>\n3,<br/>\n", ",", 'y', 0},
        {"web addresses", "url,hits\nhttp://x.example/a?b=1&c=2,10\nhttp://x.example/d?e=3;f=4,20\n", ",", 'y', 0},
        {"e-mail addresses and names", "Ann Lee,ann@x.example\nBob Ray,bob@x.example\nCid Doe,cid@x.example\n", ",", 'n', 0},
        {"apostrophes in names", "name,city\nO'Neil,L'Aquila\nD'Arcy,Rome\nO'Hara,Oslo\n", ",", 'y', 0},
        {"a quote in the middle", "name,size\nshelf 3\" wide,10\nshelf 5\" wide,20\n", ",", 'y', 0},
        {"quoted line breaks", "name,note\nAnn,\"one\ntwo\nthree\"\nBob,\"four\nfive\"\nCid,six\n", ",", 'y', 0},
        {"everything quoted", "\"name\";\"note\"\n\"Ann\";\"one, two\"\n\"Bob\";\"three\"\n", ";", 'y', 0},
        {"times with colons", "08:15;08:45;bus\n09:15;09:45;tram\n10:15;10:45;bus\n", ";", 'n', 0},
        {"date and time with blanks", "2024-01-02 10:00:00,ok\n2024-01-03 11:00:00,ok\n2024-01-04 12:00:00,bad\n", ",", 'n', 0},
        {"short rows", "a,b,c,d\n1,2,3,4\n5,6\n7,8,9,10\n11,12,13\n14,15,16,17\n", ",", 'y', 0},
        {"long rows", "a,b,c\n1,2,3\n4,5,6,7\n8,9,10\n11,12,13,14,15\n16,17,18\n", ",", 'y', 0},
        {"unit separators", "a\x1F" "b\x1F" "c\n1\x1F" "2\x1F" "3\n4\x1F" "5\x1F" "6\n", "\x1F", 'y', 0},
        {"control byte 1", "a\x01" "b,x\x01" "c\n1\x01" "2,y\x01" "3\n", "\x01", 'y', 0},
        {"tildes", "id~name~note\n1~Ann~one, two\n2~Bob~three\n3~Cid~four, five\n", "~", 'y', 0},
        {"dollar signs", "id$name$age\n1$Ann$31\n2$Bob$45\n3$Cid$27\n", "$", 'y', 0},
        {"stars", "id*name*age\n1*Ann*31\n2*Bob*45\n3*Cid*27\n", "*", 'y', 0},
        {"exclamation marks", "id!name!age\n1!Ann!31\n2!Bob!45\n3!Cid!27\n", "!", 'y', 0},
        {"ampersands", "id&name&age\n1&Ann&31\n2&Bob&45\n3&Cid&27\n", "&", 'y', 0},
        {"number signs", "id#name#age\n1#Ann#31\n2#Bob#45\n3#Cid#27\n", "#", 'y', 0},
        {"slashes", "id/name/age\n1/Ann/31\n2/Bob/45\n3/Cid/27\n", "/", 'y', 0},
        {"dates are not divided by slashes", "01/02/2024\n03/04/2024\n05/06/2024\n", ",", 'n', 0},
        {"dates are not divided by dashes", "2024-01-02\n2024-03-04\n2024-05-06\n", ",", 'n', 0},
        {"times are not divided by colons", "08:15:00\n09:15:00\n10:15:00\n", ",", 'n', 0},
        {"prices are not divided", "price\n1,50\n2,75\n3,99\n", "", 'y', 0},
        {"prose is one column", "This is a text.\nIt has some lines.\nThey are of various length.\nNone is a table.\n", ",", '?', 0},
        {"full names below a header", "name\nAnn Lee\nBob Ray\nCid Doe\n", ",", 'y', 0},
        {"number signs as comments", "# one\n# two, three\nid,name\n1,Ann\n# four\n2,Bob\n", ",", 'y', 0},
        {"a comment with many commas", "# a, b, c, d, e\nid;name\n1;Ann\n2;Bob\n", ";", 'y', 0},
        {"a column named with a number sign", "#,name\n1,Ann\n2,Bob\n", ",", 'y', 0},
        {"sep line with a tab", "sep=\t\na\tb\n1\t2\n", "\t", 'y', 1},
        {"sep line in quotes", "\"sep=;\"\na;b\n1;2\n", ";", 'y', 1},
        {"sep line in capitals", "SEP=|\r\na|b\r\n1|2\r\n", "|", 'y', 1},
        {"sep line with a written tab", "sep=\\t\na\tb\n1\t2\n", "\t", 'y', 1},
        {"dashes below the header", "id | name | age\n---|------|----\n1 | Ann | 31\n2 | Bob | 45\n", "|", 'y', 0},
        {"latitudes and longitudes", "48.85;2.35;Paris\n52.52;13.40;Berlin\n59.33;18.06;Stockholm\n", ";", 'n', 0},
        {"years as names", "country,2019,2020,2021\nIT,1,2,3\nSE,4,5,6\nNO,7,8,9\n", ",", 'y', 0},
        {"words only, no repeated ones", "Vorname,Ort\nAnn,Rome\nBob,Oslo\n", ",", 'y', 0},
        {"yes and no", "name,member,paid\nAnn,yes,no\nBob,no,no\nCid,yes,yes\n", ",", 'y', 0},
        {"empty first name of a column", ",name,age\n0,Ann,31\n1,Bob,45\n", ",", 'y', 0},
        {"lists of tags within commas", "id,tags\n1,a;b;c\n2,d;e\n3,f;g;h\n", ",", 'y', 0},
        {"lists of tags within semicolons", "id;tags\n1;a,b,c\n2;d,e\n3;f,g,h\n", ";", 'y', 0},
        {"bars within commas", "id,tags,x\n1,a|b|c,y\n2,d|e|f,n\n3,g|h|i,y\n", ",", 'y', 0},
        {"addresses with commas in semicolons", "name;address\nAnn;Main street 1, 10115 Berlin, Germany\nBob;High street 2, 75001 Paris, France\n", ";", 'y', 0},
        {"names family first", "name;city\nLee, Ann;Rome\nRay, Bob;Oslo\nDoe, Cid;Paris\n", ";", 'y', 0},
        {"fixed width is not blanks", "name      city      age\nAnn Lee   Rome      31\nBob Ray   New York  45\nCid       Oslo      27\n", ",", 'y', 0},
        {"phone numbers", "Ann;+46 8 123 45 67;Rome\nBob;+46 8 765 43 21;Oslo\n", ";", 'n', 0},
        {"empty cells at both ends", ",a,\n,b,\n,c,\n", ",", '?', 0},
        {"many empty cells", "a,b,c\n,,\n1,,\n,,2\n", ",", 'y', 0},
        {"currency", "item;price\nshirt;$ 12.50\nshoe;$ 1,250.00\nhat;$ 8.00\n", ";", 'y', 0},
        {"assignments", "a=1,b=2,c=3\na=4,b=5,c=6\na=7,b=8,c=9\n", ",", 'n', 0},
        {"a log with blanks", "10.0.0.1 GET /a 200\n10.0.0.2 GET /b 404\n10.0.0.3 PUT /c 200\n", " ", 'n', 0},
        {"runs of blanks", "x    y   z\n1    2   3\n10   20  30\n100  200 300\n", " ", 'y', 0},
        {"header of one name less", "name,city\n1,Ann,Rome\n2,Bob,Oslo\n3,Cid,Paris\n", ",", 'y', 0},
        {"semicolon at each line's end", "a;b;c;\n1;2;3;\n4;5;6;\n", ";", 'y', 0},
        {"comma in the header only", "name, first;mail\nAnn;a@x.example\nBob;b@x.example\n", ";", 'y', 0},
        {"a totals row", "name;sum\nAnn;1,50\nBob;2,50\nTotal;4,00\n", ";", 'y', 0},
        {"letters of one kind", "x,y\nx,y\nx,y\n", ",", '?', 0},
        {"CR only", "a,b\r1,2\r3,4\r", ",", 'y', 0},
        {"letters beyond ASCII", "Größe;Straße\nüber;Öl\nähnlich;Ärger\n", ";", '?', 0},
        {"header in many words", "What is your name?,How old are you?,Where do you live?\nAnn,31,Rome\nBob,45,Oslo\n", ",", 'y', 0},
        {"backslashes in paths", "path,size\nC:\\temp\\a,10\nC:\\temp\\b,20\n", ",", 'y', 0},
        {"percentages", "a,b\n10 %,20 %\n30 %,40 %\n", ",", 'y', 0},
        {"single quotes round everything", "'id','name'\n'1','Ann, Lee'\n'2','Bob'\n", ",", 'y', 0},
        {"IP addresses", "10.0.0.1,host-a\n10.0.0.2,host-b\n10.0.0.3,host-c\n", ",", 'n', 0},
        {"identifiers", "550e8400-e29b-41d4-a716-446655440000,a\n550e8400-e29b-41d4-a716-446655440001,b\n", ",", 'n', 0},
        {"versions and hashes", "v1.2.3;a94a8fe5cc\nv1.2.4;de9f2c7fd2\nv1.3.0;a8fdc205a9\n", ";", 'n', 0},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        const Dialect found = best(example.text);
        CHECK(found.delimiter == std::string(example.delimiter));
        if (example.header != '?') CHECK(found.has_header == (example.header == 'y'));
        if (example.preamble >= 0) CHECK(static_cast<int>(found.preamble_rows) == example.preamble);
    }
}

TEST_CASE("rows that start with a comment sign stay rows") {
    const auto rows = [](int from, int to, const auto& row) {
        std::string text;
        for (int i = from; i < to; ++i) text += row(std::to_string(i));
        return text;
    };
    const auto plain = [](const std::string& i) { return i + ",N" + i + ",p" + i + "@x.example\n"; };
    const auto marked = [](const std::string& i) { return "#t,\"N, " + i + "\",p" + i + "@x.example\n"; };
    // A remark far down does not take away a header, or a first row, with the sign.
    const DialectCandidate header = detect_dialect("#id,name,email\n" + rows(0, 250, plain) + "# a remark\n" + rows(250, 400, plain), true).front();
    CHECK(header.dialect.comment.empty());
    CHECK(header.dialect.has_header);
    CHECK(header.dialect.preamble_rows == 0);
    const DialectCandidate first = detect_dialect("#0,N,a@x.example\n" + rows(1, 250, plain) + "# a remark\n" + rows(250, 400, plain), true).front();
    CHECK(first.dialect.comment.empty());
    CHECK(first.dialect.preamble_rows == 0);
    // Only the remark counts as one.
    const DialectCandidate all = detect_dialect("tag,name,email\n# exported 1 May\n" + rows(0, 30, marked), true).front();
    CHECK(all.dialect.comment == "#");
    CHECK(all.comment_lines == 1);
    // A row with a cell too few is none.
    CHECK(detect_dialect("tag,name,email\n" + rows(0, 30, plain) + "#t,N\n" + rows(30, 40, plain), true).front().dialect.comment.empty());
    const DialectCandidate slashes = detect_dialect("path,name\n" + rows(0, 300, [](const std::string& i) { return "/data/" + i + ",N" + i + "\n"; }) + "// srv\n/data/q\n", true).front();
    CHECK(slashes.dialect.comment == "//");
    CHECK(slashes.comment_lines == 1);
}
