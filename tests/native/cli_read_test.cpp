// sniff and preview: what is shown, every JSON member, and hostile files.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "support/golden.hpp"
#include "support/gzip.hpp"
#include "support/zip.hpp"

using muster::test::check_golden;
using muster::test::ProcessRequest;
using muster::test::ProcessResult;
using muster::test::program_in;
using muster::test::run_process;
using muster::test::TemporaryFolder;

namespace {

// Invented people. Windows-1252, semicolons, a quoted delimiter and a quoted line break.
const std::string contacts =
    "Name;E-Mail;Geburtstag;Betrag;Newsletter;Passwort\r\n"
    "J\xFCrgen M\xFCller;juergen@example.org;24.12.1980;1.234,50;ja;geheim1\r\n"
    "\"Schmidt; Anna\";anna@example.org;01.02.1975;12,00;nein;geheim2\r\n"
    "\"Zwei\r\nZeilen\";zwei@example.org;31.05.1990;7,25;ja;geheim3\r\n"
    "\xC5sa Berg;asa@example.org;;99,90;nein;\r\n";

const std::string utf16 = [] {
    std::string text = "\xFF\xFE";
    for (const char c : std::string("name,city\nAnna,Bonn\nBob,Ulm\n")) {
        text += c;
        text += '\0';
    }
    return text;
}();

void write_files(const TemporaryFolder& folder) {
    folder.write("contacts.csv", contacts);
    folder.write("contacts.csv.gz", muster::test::gzipped(contacts));
    folder.write("utf16.csv", utf16);
    folder.write("emails.txt", "anna@example.org\nbob@example.org\ncarl@example.org\n");
    folder.write("preamble.csv", "sep=,\nname,city\nAnna,Bonn\nBob,Ulm\n");
    folder.write("ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n");
    folder.write("apostrophes.csv", "name|remark\n'Anna'|'likes | pipes'\n'Bob'|'and\nlines'\n");
    folder.write("empty.csv", "");
    folder.write("header-only.csv", "name,email\n");
    folder.write("nuls.csv", std::string("name,email\nAn\0na,anna@example.org\nBob,bob@example.org\n", 54));
    folder.write("only-nuls.csv", std::string(4096, '\0'));
    folder.write("quotes.csv", std::string(1000, '"'));
    folder.write("unclosed.csv", "name,email\n\"Anna,anna@example.org\nBob,bob@example.org\n");
    folder.write("huge-line.csv", "name,email\n" + std::string(3'000'000, 'x') + ",x@example.org\nBob,bob@example.org\n");
    folder.write("blank-lines.csv", "\n\n\n\n");
    folder.write("workbook.csv", muster::test::zipped({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<workbook/>"}}));
    folder.write("contacts.csv.zip", muster::test::zipped({{"contacts.csv", contacts}}));
    std::string broken = muster::test::gzipped(contacts);
    std::fill(broken.begin() + 20, broken.begin() + 60, '\xFF');
    folder.write("broken.csv.gz", broken);
    folder.write("damaged.csv.gz", muster::test::gzipped(contacts).substr(0, 60));
    std::string noise;
    for (std::uint32_t i = 1, x = 1; i <= 20'000; ++i) {
        x = x * 1664525u + 1013904223u;
        noise += static_cast<char>(x >> 24);
    }
    folder.write("noise.csv", noise);
}

}  // namespace

TEST_CASE("sniff") {
    const TemporaryFolder folder;
    write_files(folder);
    check_golden(folder, {
                             {"sniff", {"sniff", "contacts.csv"}, {}},
                             {"sniff_json", {"sniff", "contacts.csv", "--json"}, {}},
                             {"sniff_full", {"sniff", "contacts.csv", "--full"}, {}},
                             {"sniff_full_json", {"sniff", "--full", "--json", "contacts.csv"}, {}},
                             {"sniff_gzip_json", {"sniff", "contacts.csv.gz", "--full", "--json"}, {}},
                             {"sniff_file_url_json", {"sniff", "file:contacts.csv", "--json"}, {}},
                             {"sniff_stdin_json", {"sniff", "-", "--full", "--json"}, contacts},
                             {"sniff_utf16_json", {"sniff", "utf16.csv", "--full", "--json"}, {}},
                             {"sniff_single_column_json", {"sniff", "emails.txt", "--full", "--json"}, {}},
                             {"sniff_preamble_json", {"sniff", "preamble.csv", "--json"}, {}},
                             {"sniff_ragged", {"sniff", "ragged.csv", "--full"}, {}},
                             {"sniff_ragged_json", {"sniff", "ragged.csv", "--full", "--json"}, {}},
                             {"sniff_override_json",
                              {"sniff", "apostrophes.csv", "--json", "--encoding", "latin1", "--delimiter", "pipe", "--quote", "single",
                               "--escape", "doubled", "--header", "yes", "--preamble", "0"},
                              {}},
                             {"sniff_no_header_json", {"sniff", "contacts.csv", "--json", "--header", "no"}, {}},
                             {"sniff_usage_encoding", {"sniff", "contacts.csv", "--json", "--encoding", "utf-9"}, {}},
                             {"sniff_usage_quote", {"sniff", "contacts.csv", "--quote", "\"\""}, {}},
                             {"sniff_usage_header", {"sniff", "contacts.csv", "--header", "perhaps"}, {}},
                             {"sniff_usage_delimiter_empty", {"sniff", "contacts.csv", "--delimiter", ""}, {}},
                             {"sniff_usage_quote_empty", {"sniff", "contacts.csv", "--quote", ""}, {}},
                             {"sniff_usage_escape_empty", {"sniff", "contacts.csv", "--escape", ""}, {}},
                             {"sniff_usage_encoding_empty", {"sniff", "contacts.csv", "--encoding", ""}, {}},
                             {"sniff_auto_json",
                              {"sniff", "apostrophes.csv", "--json", "--encoding", "Auto", "--delimiter", "auto", "--quote", "AUTO", "--escape", "auto",
                               "--header", "Auto", "--preamble", "auto"},
                              {}},
                             {"sniff_names_json",
                              {"sniff", "apostrophes.csv", "--json", "--delimiter", "Pipe", "--quote", "Single", "--escape", "DOUBLED", "--header", "Yes"},
                              {}},
                             {"sniff_usage_delimiter_name", {"sniff", "contacts.csv", "--delimiter", "semicolons"}, {}},
                             {"sniff_usage_escape_blank", {"sniff", "contacts.csv", "--delimiter", "comma", "--escape", " "}, {}},
                             {"sniff_usage_quote_tab", {"sniff", "contacts.csv", "--quote", "\t"}, {}},
                             {"sniff_usage_preamble", {"sniff", "contacts.csv", "--preamble", "4294967297"}, {}},
                             {"sniff_damaged_gzip", {"sniff", "broken.csv.gz"}, {}},
                             {"sniff_usage_delimiter_byte", {"sniff", "contacts.csv", "--delimiter", "\\xE4"}, {}},
                             {"sniff_delimiter_byte", {"sniff", "-", "--delimiter", "\\x08"}, "name\bcity\nAnn\bRome\nBob\bOslo\n"},
                             {"sniff_other_readings", {"sniff", "-"}, "name,city\bnote,kind\nAnn,Rome\bnew,x\nBob,Oslo\bold,y\nCid,Nice\bold,z\n"},
                             {"sniff_preamble_too_long", {"sniff", "preamble.csv", "--preamble", "100"}, {}},
                             {"sniff_one_row", {"sniff", "-"}, "name,e-mail,,x\nAnn,ann@example.org,y,7\n"},
                             {"sniff_usage_no_file", {"sniff"}, {}},
                             {"sniff_usage_address", {"sniff", "https://example.org/contacts.csv"}, {}},
                         });
}

TEST_CASE("preview") {
    const TemporaryFolder folder;
    write_files(folder);
    check_golden(folder, {
                             {"preview", {"preview", "contacts.csv"}, {}},
                             {"preview_json", {"preview", "contacts.csv", "--json"}, {}},
                             {"preview_rows", {"preview", "contacts.csv", "--rows", "2"}, {}},
                             {"preview_rows_json", {"preview", "contacts.csv", "--rows", "1", "--json"}, {}},
                             {"preview_stdin", {"preview", "-"}, contacts},
                             {"preview_gzip", {"preview", "contacts.csv.gz"}, {}},
                             {"preview_zip", {"preview", "contacts.csv.zip"}, {}},
                             {"preview_no_header", {"preview", "utf16.csv", "--header", "no"}, {}},
                             {"preview_ragged", {"preview", "ragged.csv"}, {}},
                             {"preview_unclosed", {"preview", "unclosed.csv"}, {}},
                             {"preview_ragged_json", {"preview", "ragged.csv", "--json"}, {}},
                             {"preview_header_only", {"preview", "header-only.csv"}, {}},
                             {"preview_usage_rows", {"preview", "contacts.csv", "--rows", "many"}, {}},
                             {"preview_usage_rows_many", {"preview", "contacts.csv", "--rows", "99999999999999999999"}, {}},
                             {"preview_empty_json", {"preview", "empty.csv", "--json"}, {}},
                         });
}

TEST_CASE("hostile files get a clear sentence and the right exit code") {
    const TemporaryFolder folder;
    write_files(folder);
    check_golden(folder, {
                             {"hostile_empty", {"sniff", "empty.csv"}, {}},
                             {"hostile_empty_json", {"sniff", "empty.csv", "--json"}, {}},
                             {"hostile_header_only_json", {"sniff", "header-only.csv", "--full", "--json"}, {}},
                             {"hostile_blank_lines", {"sniff", "blank-lines.csv"}, {}},
                             {"hostile_nuls_json", {"sniff", "nuls.csv", "--full", "--json"}, {}},
                             {"hostile_quotes_json", {"sniff", "quotes.csv", "--full", "--json"}, {}},
                             {"hostile_unclosed_json", {"sniff", "unclosed.csv", "--full", "--json"}, {}},
                             {"hostile_folder", {"sniff", "."}, {}},
                             {"hostile_folder_json", {"sniff", ".", "--json"}, {}},
                             {"hostile_missing", {"sniff", "missing.csv"}, {}},
                             {"hostile_missing_preview", {"preview", "missing.csv"}, {}},
                             {"hostile_device", {"sniff", "/dev/null"}, {}},
                             {"hostile_empty_stdin", {"sniff", "-"}, {}},
                             {"hostile_workbook", {"sniff", "workbook.csv"}, {}},
                             {"hostile_damaged_gzip", {"sniff", "damaged.csv.gz"}, {}},
                         });
    for (const std::string file : {"noise.csv", "only-nuls.csv", "huge-line.csv"}) {
        for (const std::string command : {"sniff", "preview"}) {
            CAPTURE(file);
            CAPTURE(command);
            const ProcessResult result = run_process(program_in(folder, {command, file, "--json"}));
            CHECK((result.exit_code == 0 || result.exit_code == 3));
            CHECK(result.output.starts_with("{"));
            CHECK(result.output.ends_with("}\n"));
            CHECK(result.errors.empty() == (result.exit_code == 0));
        }
    }
}

TEST_CASE("a file without read permission is refused, also to the superuser without special powers") {
    const TemporaryFolder folder;
    const std::string path = folder.write("secret.csv", contacts);
    REQUIRE(chmod(path.c_str(), 0) == 0);
    ProcessRequest request = program_in(folder, {"sniff", "secret.csv"});
    if (run_process(request).exit_code == 0) {  // the superuser may read everything
        request.words.insert(request.words.begin(), {"setpriv", "--bounding-set=-dac_override,-dac_read_search"});
    }
    const ProcessResult result = run_process(request);
    CHECK(result.exit_code == 3);
    CHECK(result.output.empty());
    CHECK(result.errors ==
          "muster: There is no permission to read secret.csv. Ask its owner for read permission, or run as a user who has it.\n");
}
