#include "muster/encoding.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "support/docs.hpp"

using namespace muster;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

EncodingGuess guess_of(const std::string& bytes, bool whole = true) { return detect_encoding(bytes_of(bytes), whole); }

std::string upper_half() {
    std::string bytes;
    for (int byte = 0x80; byte <= 0xFF; ++byte) bytes += static_cast<char>(byte);
    return bytes;
}

std::uint32_t fnv_1a(const std::string& text) {
    std::uint32_t hash = 0x811C9DC5u;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x01000193u;
    return hash;
}

std::size_t count_replacements(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("\xEF\xBF\xBD"); at != std::string::npos; at = text.find("\xEF\xBF\xBD", at + 3)) ++count;
    return count;
}

}  // namespace

TEST_CASE("the tables are those of iconv") {
    struct Table {
        Encoding encoding;
        std::uint32_t hash;        // FNV-1a of what iconv makes of the bytes 0x80 to 0xFF, U+FFFD where it refuses
        std::size_t undefined;
    };
    const Table tables[] = {
        {Encoding::windows_1250, 0xDE5BFD56u, 5}, {Encoding::windows_1251, 0xFBD49E62u, 1},
        {Encoding::windows_1252, 0x03D69727u, 5}, {Encoding::windows_1253, 0x0F2664F3u, 17},
        {Encoding::windows_1254, 0xEA62CB49u, 7}, {Encoding::windows_1257, 0x8866C845u, 12},
        {Encoding::iso_8859_1, 0x703C8F45u, 0},   {Encoding::iso_8859_2, 0x8CAB6936u, 0},
        {Encoding::iso_8859_5, 0x98D0A16Fu, 0},   {Encoding::iso_8859_7, 0x527A9909u, 3},
        {Encoding::iso_8859_9, 0x37B548D6u, 0},   {Encoding::iso_8859_13, 0x7627E7A1u, 0},
        {Encoding::iso_8859_15, 0x6F0F14C0u, 0},  {Encoding::macintosh, 0x962B0700u, 0},
        {Encoding::ibm437, 0xAD3E65FBu, 0},       {Encoding::ibm850, 0x3083C703u, 0},
    };
    const std::string bytes = upper_half();
    for (const Table& table : tables) {
        CAPTURE(std::string(name_of(table.encoding)));
        const std::string text = decoded_text(bytes_of(bytes), table.encoding, 0, true);
        CHECK(fnv_1a(text) == table.hash);
        CHECK(count_replacements(text) == table.undefined);
    }
}

TEST_CASE("encodings are found by name and alias") {
    CHECK(name_of(Encoding::utf_16le) == "UTF-16LE");
    CHECK(name_of(Encoding::ibm850) == "IBM850");
    CHECK(encoding_named("UTF8") == Encoding::utf_8);
    CHECK(encoding_named("utf-16") == Encoding::utf_16le);
    CHECK(encoding_named("latin1") == Encoding::iso_8859_1);
    CHECK(encoding_named("iso8859_15") == Encoding::iso_8859_15);
    CHECK(encoding_named("CP1252") == Encoding::windows_1252);
    CHECK_FALSE(encoding_named("klingon").has_value());
    CHECK_FALSE(encoding_named("").has_value());
}

TEST_CASE("docs/encodings.md lists every encoding, and its other names are understood") {
    const std::string page = test::read_doc("encodings.md");
    const std::vector<test::TableRow> rows = test::table_rows(page);
    std::string names;
    for (const test::TableRow& row : rows) {
        REQUIRE(row.cells.size() == 3);
        const std::string name = test::unquoted(row.cells[0]);
        names += (names.empty() ? "" : ", ") + name;
        const auto encoding = encoding_named(name);
        CAPTURE(name);
        REQUIRE(encoding.has_value());
        for (std::size_t at = 0; (at = row.cells[1].find('`', at)) != std::string::npos;) {
            const std::size_t end = row.cells[1].find('`', at + 1);
            CHECK(encoding_named(row.cells[1].substr(at + 1, end - at - 1)) == encoding);
            at = end + 1;
        }
    }
    CHECK(names == known_encodings());
}

TEST_CASE("byte-order marks and zero bytes tell the Unicode encodings") {
    struct Example {
        std::string bytes;
        Encoding encoding;
        std::size_t bom_bytes;
    };
    const Example examples[] = {
        {"\xEF\xBB\xBF" "a", Encoding::utf_8, 3},
        {std::string("\xFF\xFE" "a\0", 4), Encoding::utf_16le, 2},
        {std::string("\xFE\xFF\0a", 4), Encoding::utf_16be, 2},
        {std::string("\xFF\xFE\0\0" "a\0\0\0", 8), Encoding::utf_32le, 4},
        {std::string("\0\0\xFE\xFF\0\0\0a", 8), Encoding::utf_32be, 4},
        {std::string("a\0,\0b\0\n\0", 8), Encoding::utf_16le, 0},
        {std::string("\0a\0,\0b\0\n", 8), Encoding::utf_16be, 0},
        {std::string("a\0\0\0,\0\0\0b\0\0\0", 12), Encoding::utf_32le, 0},
        {std::string("\0\0\0a\0\0\0,\0\0\0b", 12), Encoding::utf_32be, 0},
        {"a,b\n", Encoding::utf_8, 0},
        {"M\xC3\xBCller", Encoding::utf_8, 0},
        {std::string("name,mail\n1,2\n\0\0\0\0", 18), Encoding::utf_8, 0},
    };
    for (const Example& example : examples) {
        const EncodingGuess guess = guess_of(example.bytes);
        CAPTURE(example.bytes);
        CHECK(name_of(guess.encoding) == name_of(example.encoding));
        CHECK(guess.bom_bytes == example.bom_bytes);
        CHECK_FALSE(guess.evidence.empty());
    }
}

TEST_CASE("a head that ends inside a character is still UTF-8") {
    CHECK(guess_of("M\xC3\xBCller \xC3", false).encoding == Encoding::utf_8);
    CHECK(guess_of("M\xC3\xBCller \xC3", false).confidence > 900);
}

TEST_CASE("words tell the single-byte encodings") {
    struct Example {
        const char* name;
        const char* bytes;
        Encoding encoding;
    };
    const Example examples[] = {
        {"German", "J\xFCrgen M\xFCller;Gr\xFC\xDF" "e;\x80 5", Encoding::windows_1252},
        {"German without the bytes of Windows", "J\xFCrgen M\xFCller;Stra\xDF" "e\n", Encoding::iso_8859_1},
        {"Polish", "imi\xEA;nazwisko\nMa\xB3gorzata;Wi\x9Cniewska\n\xA3ukasz;Koz\xB3owski\nJ\xF3zef;D\xB9" "browski\n",
         Encoding::windows_1250},
        {"Polish of ISO", "Ma\xB3gorzata;Wi\xB6niewska\n\xA3ukasz;D\xB1" "browski\nStanis\xB3" "aw;Wi\xB6niewski\n", Encoding::iso_8859_2},
        {"Russian", "\xC8\xE2\xE0\xED;\xCF\xE5\xF2\xF0\xEE\xE2\n\xCC\xE0\xF0\xE8\xFF;\xD1\xEC\xE8\xF0\xED\xEE\xE2\xE0\n",
         Encoding::windows_1251},
        {"Greek", "\xC3\xE9\xFE\xF1\xE3\xEF\xF2;\xD0\xE1\xF0\xE1\xE4\xFC\xF0\xEF\xF5\xEB\xEF\xF2\n", Encoding::windows_1253},
        {"Turkish", "Ay\xFE" "e;Y\xFDld\xFDz\n\xDDsmail;\xC7" "a\xF0lar\nO\xF0uz;\xDE" "ahin\n", Encoding::windows_1254},
        {"German with Turkish names", "J\xFCrgen M\xFCller;Ort\nK\xE4the Sch\xE4" "fer;K\xF6ln\nJ\xF6rg Wei\xDF;M\xFCnchen\nAy\xFE" "e Y\xFDlmaz;Ulm\n"
                                      "\xDD" "brahim \xDE" "ahin;Bonn\n", Encoding::windows_1254},
        {"German with an Icelandic name", "J\xFCrgen M\xFCller;Ort\nK\xE4the Sch\xE4" "fer;K\xF6ln\nJ\xF6rg Wei\xDF;M\xFCnchen\n\xDE\xF3r J\xF3nsson;Ulm\n",
         Encoding::iso_8859_1},
        {"Mac", "J\x9Frgen;M\x9Fller;Stra\xA7" "e;K\x9Aln;Andr\x8E\n", Encoding::macintosh},
        {"DOS", "J\x81rgen;M\x81ller;Stra\xE1" "e;K\x94ln;Andr\x82\n", Encoding::ibm850},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        const EncodingGuess guess = guess_of(example.bytes);
        CHECK(name_of(guess.encoding) == name_of(example.encoding));
        CHECK(guess.confidence >= 500);
    }
    CHECK(guess_of("J\x9Frgen;M\x9Fller;Stra\xA7" "e\n").confidence <= 800);
}

TEST_CASE("ordinal numbers of addresses are no letters of another encoding") {
    for (const char* list : {
             "Nome;Morada;N\xBA\nJo\xE3o;Rua do Sol, N\xBA 5;1\nRui;Rua da Lua, n\xBA 7;2\n",
             "Nome;N\xBA;Per\xEDodo\nAna;N\xBA 5;1\nRui;n\xBA 7;2\n",
             "Nombre;Calle\nAna;Mayor 5, 2\xBA A\nLuis;Sol 7, 3\xBA B\nPepe;Sol 1, 1\xAA\n",
         }) {
        CAPTURE(std::string(list));
        const EncodingGuess guess = guess_of(list);
        CHECK(guess.encoding == Encoding::iso_8859_1);
        CHECK(guess.confidence >= 850);
    }
    // Romanian names with the letter that has the same byte.
    const EncodingGuess romanian =
        guess_of("Nume;Ora\xBA\nIonu\xFE Popa;Ia\xBAi\nMihai \xAAtefan;Ploie\xBAti\nAna R\xE3" "ducu;Bra\xBAov\n");
    CHECK(romanian.encoding == Encoding::windows_1250);
}

TEST_CASE("invalid UTF-8 is replaced by its longest starts of characters") {
    const auto text = [](const std::string& bytes) { return decoded_text(bytes_of(bytes), Encoding::utf_8, 0, true); };
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(text("\xC0\x80") == bad + bad);
    CHECK(text("\xE2\x82" "a") == bad + "a");
    CHECK(text("\xED\xA0\x80") == bad + bad + bad);
    CHECK(text("\xF0\x9F\x98") == bad);
    CHECK(text("\xF4\x90\x80\x80") == bad + bad + bad + bad);
    CHECK(text("\xEF\xBF\xBD") == bad);
    CHECK(decoded_text(bytes_of("a\xC3"), Encoding::utf_8, 0, false) == "a");
}

namespace {

// Text of Unicode escapes in UTF-16 or UTF-32, without a byte-order mark.
std::string wide(std::u32string_view text, std::size_t width, bool big) {
    std::string bytes;
    for (const char32_t c : text) {
        for (std::size_t i = 0; i < width; ++i) bytes += static_cast<char>(c >> (8 * (big ? width - 1 - i : i)));
    }
    return bytes;
}

}  // namespace

TEST_CASE("zero bytes alone do not make UTF-16") {
    using namespace std::string_literals;
    std::string long_list;
    for (int row = 0; row < 1000; ++row) long_list += "Anna;anna@example.org;Bonn\n";
    const std::string files[] = {
        "a\0,b\n"s, "a,b\n\0c,d\n"s, "ab\0c\n\n"s, "ab\n\0"s, "a\0,b"s, "\0"s, "a\0"s, "\0\0\0\0"s,
        "name,mail\nAnna,anna@example.org\0\nBob,bob@example.org\n"s,
        "name,mail\nAnna,\0anna@example.org\nBob,bob@example.org\n"s,
        // Cells that end with a zero byte, as some programs in C write them.
        "abc\0def\0\r\nghi\0jkl\0\r\n"s, "id\0;name\0\n11\0;Anna\0\n"s,
        long_list + "\0"s + long_list, long_list + std::string(4096, '\0') + long_list, long_list + std::string(4096, '\0'),
        "M\xC3\xBCller;K\xC3\xB6ln\0\nBj\xC3\xB6rk;\xC3\x85sa\n"s,
    };
    for (const std::string& file : files) {
        CAPTURE(shortened(file));
        for (const bool whole : {true, false}) CHECK(name_of(guess_of(file, whole).encoding) == "UTF-8");
    }
    // The same in a list of a single-byte encoding.
    CHECK(name_of(guess_of("J\xFCrgen;M\xFCller;K\xF6ln\0\nBj\xF6rn;\xC5sa;Malm\xF6\n"s).encoding) == "ISO-8859-1");
}

TEST_CASE("UTF-16 and UTF-32 without a byte-order mark, in any script") {
    const std::u32string_view texts[] = {
        U"ab",
        U"a,b\n1,2\n",
        U"Имя;Фамилия\nИван;Иванов\nМария;Петрова\n",
        U"Όνομα;Επώνυμο\r\nΓιώργος;Παππάς\r\n",
        U"שם,עיר\nדוד,חיפה\n",
        U"姓名,城市\n王小明,北京\n李四,上海\n张伟,广州\n",
        U"なまえ,まち\nさくら,きょうと\nひなた,とうきょう\n",
        U"이름,도시\n김민준,서울\n이서연,부산\n",
        U"नाम,शहर\nअर्जुन,दिल्ली\nप्रिया,मुंबई\n",
        U"姓名,数量\n王一,一\n李二,十\n",
    };
    for (const std::u32string_view text : texts) {
        for (const bool big : {false, true}) {
            for (const std::size_t width : {2u, 4u}) {
                const std::string bytes = wide(text, width, big);
                const EncodingGuess guess = guess_of(bytes);
                CAPTURE(decoded_text(bytes_of(wide(text, 4, false)), Encoding::utf_32le, 0, true));
                CHECK(std::string(name_of(guess.encoding)) == (width == 2 ? "UTF-16" : "UTF-32") + std::string(big ? "BE" : "LE"));
                CHECK_FALSE(guess.bom);
            }
        }
    }
    // A head that ends inside a unit, and a file whose last byte is lost.
    const std::string cyrillic = wide(U"Имя;Фамилия\nИван;Иванов\nМария;Петрова\n", 2, false);
    CHECK(guess_of(cyrillic.substr(0, cyrillic.size() - 1), false).encoding == Encoding::utf_16le);
    CHECK(guess_of(cyrillic.substr(0, cyrillic.size() - 1), true).encoding == Encoding::utf_16le);
    const std::string with_mark = "\xFF\xFE" + cyrillic + "x";
    CHECK(guess_of(with_mark).encoding == Encoding::utf_16le);
    CHECK(decoded_text(bytes_of(with_mark), Encoding::utf_16le, 2, true).ends_with("\n\xEF\xBF\xBD"));
}

TEST_CASE("two encodings that explain the letters equally well are both shown") {
    // One letter only: Müller in windows-1252, or a word of another language.
    const EncodingGuess guess = guess_of("name;city\nMa\xF1" "a;Rom\n");
    const auto doubt = doubt_of(guess, true);
    REQUIRE(doubt.has_value());
    CHECK(doubt->code == Code::encoding_uncertain);
    CHECK(doubt->severity == Severity::warning);
    CHECK(doubt->message.find("as ISO-8859-1 \"Maña\", as windows-1250 \"Mańa\"") != std::string::npos);
    CHECK(doubt->suggestion.find("--encoding") != std::string::npos);
    CHECK(doubt_of(guess, false)->message.find("as ISO-8859-1 \"ñ\", as windows-1250 \"ń\"") != std::string::npos);
    CHECK(guess.confidence < 950);
    CHECK_FALSE(doubt_of(guess_of("J\xFCrgen M\xFCller;Stra\xDF" "e;K\xF6ln;Gr\xF6\xDF" "e\n"), true).has_value());
    CHECK_FALSE(doubt_of(guess_of("M\xC3\xBCller\n"), true).has_value());
}

TEST_CASE("a file that ends inside its last letter is still UTF-8") {
    CHECK(guess_of("Ren\xC3\xA9;M\xC3").encoding == Encoding::utf_8);
    CHECK(guess_of("name\nRen\xE9").encoding == Encoding::iso_8859_1);
}

TEST_CASE("a damaged byte in a short list of UTF-8 does not make it another encoding") {
    const std::string damaged = "name;city\nM\xC3\xBCller;Bonn\nJ\xC3\xBCrgen;Rom\nA\xFFnna;Ulm\n";
    CHECK(name_of(guess_of(damaged).encoding) == "UTF-8");
    CHECK(guess_of(damaged).confidence <= 750);
    CHECK(guess_of(damaged).evidence.front().find("1 place is not") != std::string::npos);
    // One against one decides nothing: both readings are shown.
    const EncodingGuess doubtful = guess_of("name;city\nM\xC3\xBCller;Bonn\nRen\xE9;Rom\n");
    const auto doubt = doubt_of(doubtful, true);
    REQUIRE(doubt.has_value());
    CHECK(doubt->message.find("as UTF-8 \"Müller\"") != std::string::npos);
    CHECK(doubt->suggestion.find("choose UTF-8") != std::string::npos);
    CHECK(doubtful.confidence <= 600);
    // A word in which a pair is valid by accident: Вікторія Шевченко in windows-1251.
    const EncodingGuess cyrillic =
        guess_of("name\n\xC2\xB3\xEA\xF2\xEE\xF0\xB3\xFF;\xD8\xE5\xE2\xF7\xE5\xED\xEA\xEE\n\xC2\xB3;\xC2\xB3\xEA\xEE\n");
    CHECK(name_of(cyrillic.encoding) == "windows-1251");
}

namespace {

// ASCII text in units of `width` bytes.
std::string in_units(const std::string& text, std::size_t width, bool big) {
    std::string units;
    for (const char c : text) {
        const std::string zeros(width - 1, '\0');
        units += big ? zeros + c : c + zeros;
    }
    return units;
}

}  // namespace

TEST_CASE("control characters, as delimiters or in a cell, do not hide UTF-16 and UTF-32") {
    using namespace std::string_literals;
    struct Wide {
        Encoding encoding;
        std::size_t width;
        bool big;
        std::string mark;
    };
    const Wide wides[] = {{Encoding::utf_16le, 2, false, "\xFF\xFE"s},
                          {Encoding::utf_16be, 2, true, "\xFE\xFF"s},
                          {Encoding::utf_32le, 4, false, "\xFF\xFE\0\0"s},
                          {Encoding::utf_32be, 4, true, "\0\0\xFE\xFF"s}};
    const std::string form_feed = "name;city\nAnna;Bonn\nx;a\f\n";
    const std::string divided = "name\x1F" "city\x1F" "mail\nAnna\x1F" "Bonn\x1F" "a\nBob\x1F" "Ulm\x1F" "b\nCid\x1F\x1F\n";
    for (const Wide& wide : wides) {
        for (const std::string& text : {form_feed, divided}) {
            for (const std::string& mark : {wide.mark, std::string()}) {
                const EncodingGuess guess = guess_of(mark + in_units(text, wide.width, wide.big));
                CAPTURE(std::string(name_of(wide.encoding)));
                CAPTURE(mark.size());
                CHECK(name_of(guess.encoding) == name_of(wide.encoding));
                CHECK(guess.bom_bytes == mark.size());
            }
        }
    }
    // Damage does not make another encoding of UTF-32, nor does a zero character at the start of UTF-16.
    CHECK(guess_of("\xFF\xFE\0\0"s + in_units(divided, 4, false) + "\0\xD8\0\0"s).encoding == Encoding::utf_32le);
    CHECK(guess_of("\xFF\xFE\0\0"s + in_units(divided, 2, false)).encoding == Encoding::utf_16le);
}
