// Files that turn out not to be UTF-8 behind their head, and encodings that are given.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "muster/check.hpp"
#include "muster/sniff.hpp"

using namespace muster;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

// More rows than a head holds.
constexpr std::size_t rows_before = 100'000;

std::string plain_rows(std::size_t count) {
    std::string text = "email,name,city\n";
    for (std::size_t i = 1; i <= count; ++i) text += "a" + std::to_string(i) + "@example.org,Anna,Bonn\n";
    return text;
}

std::string row(std::size_t i, const std::string& name) {
    return "b" + std::to_string(i) + "@example.org," + name + ",Bonn\n";
}

std::string legacy_file() {
    std::string text = plain_rows(rows_before);
    text += row(1, "J\xFCrgen M\xFCller") + row(2, "Bj\xF6rn Gro\xDF") +
            row(3,
                "Anna Sch\xE4"
                "fer");
    return text;
}

template <class Use>
void in_chunks(const std::string& text, std::size_t size, Use use) {
    for (std::size_t at = 0; at < text.size(); at += size) use(bytes_of(std::string_view(text).substr(at, size)));
}

Sniff full_sniff(const std::string& file, std::size_t chunk, const SniffChoice& choice = {}) {
    auto sniffed =
        sniff(bytes_of(std::string_view(file).substr(0, sniff_head_bytes)), file.size() <= sniff_head_bytes, choice);
    REQUIRE(sniffed.ok());
    FullSniff full(*sniffed);
    in_chunks(file, chunk, [&](std::span<const std::byte> bytes) { full.feed(bytes); });
    full.finish();
    return std::move(*sniffed);
}

const Issue* find(const IssueLog& log, Code code) {
    const auto found =
        std::find_if(log.kept().begin(), log.kept().end(), [&](const Issue& issue) { return issue.code == code; });
    return found == log.kept().end() ? nullptr : &*found;
}

struct Ignore : CheckSink {
    std::size_t records = 0;
    Result<void> record(const Record&, const Planner::Decision&) override {
        ++records;
        return {};
    }
    Result<void> rejected(const Row&, std::span<const Issue>) override { return {}; }
};

struct Checked {
    std::unique_ptr<Check> check;
    Result<void> result;
    std::size_t records = 0;
};

Checked checked(const std::string& file, std::optional<Encoding> encoding = {}) {
    Sync sync;
    sync.name = "test";
    sync.key.field = "email";
    sync.source.encoding = encoding;
    for (const char* name : {"email", "name", "city"}) {
        FieldMapping mapping;
        mapping.column = mapping.field = name;
        mapping.new_field = std::string_view(name) != "email";
        sync.mapping.push_back(mapping);
    }
    Schema schema;
    Field email;
    email.name = "email";
    email.type = Type::email;
    schema.fields = {email};
    schema.accepts_new_fields = true;
    auto start = Check::start(sync, schema, bytes_of(std::string_view(file).substr(0, sniff_head_bytes)),
                              file.size() <= sniff_head_bytes);
    REQUIRE(start.check);
    Ignore sink;
    Result<void> result;
    in_chunks(file, 1u << 20, [&](std::span<const std::byte> bytes) {
        if (result) result = start.check->feed(bytes, sink);
    });
    if (result) result = start.check->finish(sink);
    return {std::move(start.check), std::move(result), sink.records};
}

}  // namespace

TEST_CASE("a plain head and another encoding behind it: sniff corrects the encoding and says from where") {
    const std::string file = legacy_file();
    const std::size_t first = file.find('\xFC');
    REQUIRE(first > sniff_head_bytes);
    for (const std::size_t chunk : {std::size_t{1} << 20, std::size_t{4096}, std::size_t{1000}, std::size_t{1} << 30}) {
        CAPTURE(chunk);
        const Sniff found = full_sniff(file, chunk);
        CHECK(name_of(found.encoding.encoding) == "windows-1252");
        CHECK(found.encoding.confidence > 800);
        CHECK(found.rows == rows_before + 3);
        CHECK(found.ragged_rows == 0);
        const Issue* issue = find(found.issues, Code::not_utf_8);
        REQUIRE(issue != nullptr);
        CHECK(issue->at.row == rows_before + 1);
        CHECK(issue->at.line == rows_before + 2);
        CHECK(issue->at.byte == first);
        CHECK(issue->message.find("5 places are not; as windows-1252 they would read \"Jürgen\"") != std::string::npos);
        CHECK(issue->message.find("plain ASCII") != std::string::npos);
        CHECK(issue->suggestion.find("windows-1252") != std::string::npos);
        CHECK(found.issues.count_of(Code::invalid_byte_replaced) == 0);
        REQUIRE_FALSE(found.encoding.evidence.empty());
        CHECK(found.encoding.evidence.front().find("byte " + std::to_string(first)) != std::string::npos);
    }
}

TEST_CASE("a plain head and another encoding behind it: check stops and names the encoding to set") {
    const std::string file = legacy_file();
    const Checked guessed = checked(file);
    REQUIRE_FALSE(guessed.result.ok());
    CHECK(guessed.result.error().code == Code::not_utf_8);
    CHECK(guessed.result.error().severity == Severity::error);
    CHECK(guessed.result.error().at.row == rows_before + 1);
    CHECK(guessed.result.error().suggestion.find("\"encoding\": \"windows-1252\"") != std::string::npos);
    const Checked told = checked(file, Encoding::windows_1252);
    CHECK(told.result.ok());
    CHECK(told.records == rows_before + 3);
    CHECK(told.check->issues().total() == 0);
    // Said to be UTF-8, it is read as that, and the damage is told.
    const Checked forced = checked(file, Encoding::utf_8);
    CHECK(forced.result.ok());
    CHECK(forced.check->issues().count_of(Code::invalid_byte_replaced) == 5);
    CHECK(forced.check->issues().count_of(Code::not_utf_8) == 1);
}

TEST_CASE("a few damaged letters in a file of UTF-8 are a warning") {
    std::string file = "email,name,city\n";
    for (std::size_t i = 0; i < rows_before; ++i) file += row(i, "J\xC3\xBCrgen");
    const std::string good = file;
    file += row(rows_before, "M\xFCller");
    const Sniff found = full_sniff(file, 1u << 20);
    CHECK(found.encoding.encoding == Encoding::utf_8);
    const Issue* issue = find(found.issues, Code::not_utf_8);
    REQUIRE(issue != nullptr);
    CHECK(issue->severity == Severity::warning);
    CHECK(issue->message.find("1 place is not") != std::string::npos);
    CHECK(found.issues.count_of(Code::invalid_byte_replaced) == 1);
    const Checked done = checked(file);
    CHECK(done.result.ok());
    CHECK(done.check->issues().count_of(Code::not_utf_8) == 1);
    CHECK(full_sniff(good, 1u << 20).issues.total() == 0);
}

TEST_CASE("two exports that were joined stop a check, and no single encoding is claimed") {
    std::string file = plain_rows(rows_before);
    file.insert(16, row(0, "J\xC3\xBCrgen"));
    for (std::size_t i = 1; i <= 100; ++i) file += row(i, "M\xFCller");
    const Sniff found = full_sniff(file, 1u << 20);
    CHECK(found.encoding.encoding == Encoding::utf_8);
    CHECK(found.issues.count_of(Code::not_utf_8) == 1);
    CHECK(found.issues.count_of(Code::invalid_byte_replaced) == 100);
    const Checked done = checked(file);
    REQUIRE_FALSE(done.result.ok());
    CHECK(done.result.error().suggestion.find("joined") != std::string::npos);
    CHECK(checked(file, Encoding::utf_8).result.ok());
}

TEST_CASE("the first bad row is named although other issues fill the log") {
    std::string file = plain_rows(rows_before);
    for (std::size_t i = 0; i < 200; ++i) file += "c@example.org,\"Anna\" Berg,Bonn\n";
    file += row(1, "M\xFCller");
    const Sniff found = full_sniff(file, 1u << 20);
    const Issue* issue = find(found.issues, Code::not_utf_8);
    REQUIRE(issue != nullptr);
    CHECK(issue->at.row == rows_before + 201);
}

TEST_CASE("words of a file with passwords are not shown, only letters") {
    std::string file = plain_rows(rows_before) + row(1, "M\xFCllersecret");
    file.replace(0, file.find('\n'), "email,password,city");
    const Sniff late = full_sniff(file, 1u << 20);
    REQUIRE(find(late.issues, Code::not_utf_8) != nullptr);
    CHECK(sniff_json(late).find("llersecret") == std::string::npos);
    CHECK(find(late.issues, Code::not_utf_8)->message.find("\"ü\"") != std::string::npos);
    const std::string small =
        "email,password\na@example.org,Ma\xF1"
        "a\n";
    const Sniff two = full_sniff(small, 1u << 20);
    REQUIRE(find(two.issues, Code::encoding_uncertain) != nullptr);
    CHECK(find(two.issues, Code::encoding_uncertain)->message.find("\"ñ\"") != std::string::npos);
    CHECK(sniff_json(two).find("Maña") == std::string::npos);
}

TEST_CASE("a byte-order mark never becomes part of the header") {
    const std::string utf_8 =
        "\xEF\xBB\xBF"
        "email,name\na@example.org,J\xC3\xBCrgen\n";
    const auto header_under = [](const std::string& file, Encoding given) {
        auto found = sniff(bytes_of(file), true, {given, {}});
        REQUIRE(found.ok());
        return std::move(*found);
    };
    const Sniff same = header_under(utf_8, Encoding::utf_8);
    CHECK(same.header.front() == "email");
    CHECK(same.encoding.bom);
    CHECK(same.issues.total() == 0);
    const Sniff other = header_under(utf_8, Encoding::windows_1252);
    CHECK(other.header.front() == "email");
    CHECK(name_of(other.encoding.encoding) == "windows-1252");
    CHECK(other.issues.count_of(Code::encoding_uncertain) == 1);
    CHECK(other.issues.kept().front().message.find("byte-order mark of UTF-8") != std::string::npos);

    const Sniff twice = header_under("\xEF\xBB\xBF" + utf_8, Encoding::utf_8);
    CHECK(twice.header.front() == "email");
    CHECK(twice.encoding.bom_bytes == 6);

    std::string big("\xFE\xFF");
    for (const char c : std::string("email,name\na@example.org,Anna\n")) big += std::string{'\0', c};
    const Sniff swapped = header_under(big, *encoding_named("utf-16"));
    CHECK(name_of(swapped.encoding.encoding) == "UTF-16BE");
    CHECK(swapped.header.front() == "email");
    CHECK(swapped.issues.total() == 0);
}

namespace {

const std::size_t chunk_sizes[] = {4096, std::size_t{1} << 20, std::size_t{1} << 30};

std::string umlaut_rows(std::size_t count) {
    std::string text;
    for (std::size_t i = 1; i <= count; ++i) text += row(i, "J\xC3\xBCrgen M\xC3\xBCller");
    return text;
}

std::string more_plain_rows(std::size_t count) {
    std::string text = plain_rows(count);
    return text.substr(text.find('\n') + 1);
}

}  // namespace

TEST_CASE("a good file of UTF-8 with one damaged byte stays UTF-8, wherever its letters stand") {
    const std::string damage = row(7, "An\xFFna");
    const std::string files[] = {
        plain_rows(rows_before) + umlaut_rows(rows_before) + more_plain_rows(rows_before) + damage,
        plain_rows(rows_before) + damage + more_plain_rows(rows_before) + umlaut_rows(rows_before),
        plain_rows(10) + umlaut_rows(1) + more_plain_rows(rows_before) + umlaut_rows(rows_before) +
            more_plain_rows(rows_before) + row(8, "A\xFFn\xFFn\xFF"),
    };
    const std::uint64_t places[] = {1, 1, 3};
    for (std::size_t i = 0; i < std::size(files); ++i) {
        for (const std::size_t chunk : chunk_sizes) {
            CAPTURE(i);
            CAPTURE(chunk);
            const Sniff found = full_sniff(files[i], chunk);
            CHECK(name_of(found.encoding.encoding) == "UTF-8");
            CHECK(found.issues.count_of(Code::invalid_byte_replaced) == places[i]);
            const Issue* issue = find(found.issues, Code::not_utf_8);
            REQUIRE(issue != nullptr);
            CHECK(issue->message.find("plain ASCII") == std::string::npos);
            CHECK(issue->at.byte == files[i].find('\xFF'));
        }
        CHECK(checked(files[i]).result.ok());
    }
}

TEST_CASE("characters of the head count once, whatever the chunks") {
    // Two characters and two damaged places: fewer than one place for two characters would be damage.
    const std::string file = plain_rows(10) + umlaut_rows(1) + more_plain_rows(rows_before) + row(1, "A\xFFn\xFFn");
    for (const std::size_t chunk : chunk_sizes) {
        CAPTURE(chunk);
        const Issue* issue = nullptr;
        const Sniff found = full_sniff(file, chunk);
        issue = find(found.issues, Code::not_utf_8);
        REQUIRE(issue != nullptr);
        CHECK(issue->suggestion.find("joined") != std::string::npos);
    }
}

TEST_CASE("a letter of another encoding as the last byte of the file is no cut") {
    const std::string file = plain_rows(rows_before) + "b@example.org,Anna,Ren\xE9";
    for (const std::size_t chunk : chunk_sizes) {
        CAPTURE(chunk);
        const Sniff found = full_sniff(file, chunk);
        CHECK(name_of(found.encoding.encoding) == "windows-1252");
        CHECK(found.issues.count_of(Code::file_truncated) == 0);
        CHECK(found.issues.count_of(Code::invalid_byte_replaced) == 0);
        const Issue* issue = find(found.issues, Code::not_utf_8);
        REQUIRE(issue != nullptr);
        CHECK(issue->at.byte == file.size() - 1);
        CHECK(issue->message.find("Ren\xC3\xA9") != std::string::npos);
    }
    REQUIRE_FALSE(checked(file).result.ok());
    CHECK(checked(file).result.error().code == Code::not_utf_8);
}

TEST_CASE("a file of UTF-8 that ends inside a character is cut off, nothing else") {
    const std::string file = plain_rows(rows_before) + umlaut_rows(100) + "b@example.org,Anna,Ren\xC3";
    const Sniff found = full_sniff(file, 1u << 20);
    CHECK(name_of(found.encoding.encoding) == "UTF-8");
    CHECK(found.issues.count_of(Code::file_truncated) == 1);
    CHECK(found.issues.count_of(Code::not_utf_8) == 0);
}

TEST_CASE("a long row across the border of two chunks hides nothing") {
    const std::string long_row = "b@example.org,Ren\xE9," + std::string(40000, 'x') + "\n";
    std::string file = plain_rows(rows_before);
    const std::size_t border = (file.size() / 4096 + 20) * 4096;
    while (file.size() + 60 < border) file += "c@example.org,Anna,Bonn\n";
    file += long_row + more_plain_rows(100);
    for (const std::size_t chunk : {std::size_t{4096}, std::size_t{20000}, std::size_t{1} << 20, border, std::size_t{1} << 30}) {
        CAPTURE(chunk);
        const Sniff found = full_sniff(file, chunk);
        CHECK(name_of(found.encoding.encoding) == "windows-1252");
        const Issue* issue = find(found.issues, Code::not_utf_8);
        REQUIRE(issue != nullptr);
        CHECK(issue->message.find("Ren\xC3\xA9") != std::string::npos);
    }
}

TEST_CASE("pairs of letters that are valid UTF-8 by accident are no evidence") {
    // windows-1251: Вікторія Шевченко. Its first two letters are C2 B3.
    std::string file = plain_rows(rows_before);
    const std::size_t first = file.size() + row(1, "").find(",,") + 1;
    for (std::size_t i = 1; i < 10; ++i) {
        file += row(i, "\xC2\xB3\xEA\xF2\xEE\xF0\xB3\xFF \xD8\xE5\xE2\xF7\xE5\xED\xEA\xEE");
    }
    for (const std::size_t chunk : chunk_sizes) {
        CAPTURE(chunk);
        const Sniff found = full_sniff(file, chunk);
        CHECK(name_of(found.encoding.encoding) == "windows-1251");
        const Issue* issue = find(found.issues, Code::not_utf_8);
        REQUIRE(issue != nullptr);
        CHECK(issue->at.byte == first);
    }
}

TEST_CASE("a corrected file keeps its other issues, with their texts") {
    std::string file = plain_rows(rows_before);
    for (std::size_t i = 0; i < 300; ++i) file += row(i, "M\xFCller");
    file += "d@example.org,\"Anna\" Berg,Bonn\nshort@example.org\n";
    file += "b@example.org,Anna,Ren\xE9";
    const Sniff found = full_sniff(file, 1u << 20);
    CHECK(name_of(found.encoding.encoding) == "windows-1252");
    CHECK(find(found.issues, Code::stray_quote) != nullptr);
    CHECK(find(found.issues, Code::row_too_short) != nullptr);
    CHECK(found.issues.count_of(Code::file_truncated) == 0);
    // A quote that is still open is a cut of its own.
    const Sniff open = full_sniff(plain_rows(rows_before) + row(1, "M\xFCller") + "\"b@example.org\",\"Ren\xE9", 1u << 20);
    CHECK(name_of(open.encoding.encoding) == "windows-1252");
    CHECK(open.issues.count_of(Code::file_truncated) == 1);
}

TEST_CASE("one stray byte in a large file of ASCII: the way to go on is named") {
    const std::string file = plain_rows(rows_before) + row(1, "An\xA0na") + more_plain_rows(10);
    const Checked done = checked(file);
    REQUIRE_FALSE(done.result.ok());
    CHECK(done.result.error().suggestion.find("\"encoding\": \"windows-1252\"") != std::string::npos);
    CHECK(done.result.error().suggestion.find("--encoding UTF-8") != std::string::npos);
    CHECK(done.result.error().suggestion.find("\"encoding\": \"UTF-8\"") != std::string::npos);
    CHECK(checked(file, Encoding::utf_8).result.ok());
}

TEST_CASE("an ignored byte-order mark is not the first place that is wrong") {
    std::string file = "\xFF\xFE";
    for (const char c : std::string("name,city\nAnna,Bonn\nBj\xF6rn,Ulm\n")) file += std::string(1, c) + '\0';
    SniffChoice choice;
    choice.encoding = Encoding::utf_8;
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{1} << 20}) {
        const Sniff found = full_sniff(file, chunk, choice);
        const Issue* issue = find(found.issues, Code::not_utf_8);
        REQUIRE(issue != nullptr);
        CHECK(issue->at.byte == file.find('\xF6'));
        CHECK(issue->at.row == 2);
        CHECK(issue->at.line == 3);
        CHECK(issue->message.find("row 2, line 3, byte " + std::to_string(file.find('\xF6'))) != std::string::npos);
    }
}

TEST_CASE("the damaged word is shown, not a good one beside it") {
    std::string file = "email,name,city\n";
    for (std::size_t i = 0; i < 20; ++i) file += row(i, "\xC3\x85sa \xC3\x85kesson");
    file += row(20, "J\xFCrgen");
    for (std::size_t i = 21; i < 40; ++i) file += row(i, "\xC3\x85sa");
    const Sniff found = full_sniff(file, 1000);
    const Issue* issue = find(found.issues, Code::not_utf_8);
    REQUIRE(issue != nullptr);
    CHECK(issue->message.find("\"J\xC3\xBCrgen\"") != std::string::npos);
    CHECK(issue->message.find("\xC3\x83") == std::string::npos);
}
