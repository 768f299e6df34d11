#include <doctest/doctest.h>

#include "native/commands/suggestion.hpp"
#include "native/terminal/messages.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

using namespace muster::native;

TEST_CASE("text of a file cannot steer the terminal") {
    CHECK(printable("plain äöü") == "plain äöü");
    CHECK(printable("\x1b[31mred\x1b[0m") == "␛[31mred␛[0m");
    CHECK(printable("a\tb\nc\x7f") == "a␉b␊c␡");
    CHECK(printable(std::string_view("a\0b", 3)) == "a␀b");
    CHECK(printable("\xff\xfe") == "��");
    CHECK(printable("\u202Eevil") == "\uFFFDevil");   // right-to-left override
    CHECK(printable("\xc2\x9b" "31m") == "\uFFFD31m");  // the one-byte form of ESC [
}

TEST_CASE("the width of text is counted in columns") {
    CHECK(display_width("Jürgen") == 6);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("東京") == 4);
    CHECK(fitted("Jürgen", 6) == "Jürgen");
    CHECK(fitted("Jürgen", 5) == "Jürg…");
    CHECK(fitted("東京都", 5) == "東京…");
    CHECK(fitted("東京都", 4) == "東…");
    CHECK(fitted("any length", 0) == "any length");
    CHECK(padded("ä", 3) == "ä  ");
    CHECK(padded("12", 4, true) == "  12");
}

TEST_CASE("a table is aligned and keeps to the width of the terminal") {
    Table table({{"Name"}, {"Rows", true}});
    table.add({"email", "12"});
    table.add({"a rather long name of a column", "3"});
    Terminal terminal;
    CHECK(table.text(terminal) ==
          "Name                            Rows\n"
          "email                             12\n"
          "a rather long name of a column     3\n");
    terminal.width = 20;
    CHECK(table.text(terminal) ==
          "Name            Rows\n"
          "email             12\n"
          "a rather long…     3\n");
    terminal.width = 5;
    CHECK(table.text(terminal) == "Name…\nemai…\na ra…\n");
}

TEST_CASE("sizes are told in decimal units") {
    CHECK(bytes_for_people(0) == "0 bytes");
    CHECK(bytes_for_people(1) == "1 byte");
    CHECK(bytes_for_people(999) == "999 bytes");
    CHECK(bytes_for_people(1500) == "1.5 kB");
    CHECK(bytes_for_people(99'949) == "99 kB");
    CHECK(bytes_for_people(2'000'000) == "2 MB");
    CHECK(bytes_for_people(83'000'000'000) == "83 GB");
}

TEST_CASE("the nearest known word is suggested, a far one is not") {
    CHECK(edit_distance("snif", "sniff") == 1);
    CHECK(edit_distance("chekc", "check") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(did_you_mean("perview", {"sniff", "preview"}) == " Did you mean \"preview\"?");
    CHECK(did_you_mean("frobnicate", {"sniff", "preview"}).empty());
}
