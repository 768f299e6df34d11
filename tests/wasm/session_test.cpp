#include "session.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "muster/mapping_memory.hpp"

using namespace muster;

namespace {

const std::string contacts =
    "E-Mail;First name;Birth date\n"
    "anna@example.com;Anna;24.12.1990\n"
    "bert@example.com;Bert;01.02.1985\n"
    "not an address;Carl;03.04.1977\n"
    "dora@example.com;Dora;31.12.2001\n";

std::size_t give(ImportSession& session, std::string_view bytes) {
    const auto buffer = session.input(bytes.size());
    if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
    return bytes.size();
}

Answer open(ImportSession& session, std::string_view bytes, std::string_view choices = "") {
    return session.open(give(session, bytes), true, choices);
}

JsonValue parsed(const Answer& answer) {
    CAPTURE(answer.message);
    REQUIRE(answer.ok);
    Result<JsonValue> value = parse_json(answer.json);
    REQUIRE(value.ok());
    return std::move(value).value();
}

const JsonValue& at(const JsonValue& value, std::initializer_list<const char*> path) {
    const JsonValue* found = &value;
    for (const char* name : path) {
        CAPTURE(name);
        found = found->find(name);
        REQUIRE(found != nullptr);
    }
    return *found;
}

std::string document(std::string_view mode = "{}", std::string_view key = R"({"field":"email"})") {
    return R"({"name":"test","source":{"url":"file:contacts.csv"},)"
           R"("destination":{"kind":"contact_database","url":"sqlite:contacts.db"},"mapping":"auto","key":)" +
           std::string(key) + R"(,"mode":)" + std::string(mode) + "}";
}

Answer check(ImportSession& session, std::string_view bytes, const std::string& sync, std::size_t chunk = 1 << 20,
             std::string_view options = "") {
    const Answer started = session.start_check(sync, options);
    if (!started.ok) return started;
    if (at(parsed(started), {"needs_survey"}).boolean) {
        for (std::size_t i = 0; i < bytes.size(); i += chunk) session.survey(give(session, bytes.substr(i, chunk)));
        if (const Answer surveyed = session.finish_survey(); !surveyed.ok) return surveyed;
    }
    for (std::size_t i = 0; i < bytes.size(); i += chunk) {
        if (const Answer fed = session.feed(give(session, bytes.substr(i, chunk))); !fed.ok) return fed;
    }
    return session.finish();
}

// A keys file of contacts a@x.example, b@x.example, ... : the given ones and as many strangers as named.
std::string keys_file(const std::vector<std::string>& known, std::size_t strangers) {
    constexpr std::uint64_t salt = 7;
    std::vector<std::uint64_t> hashes;
    for (const std::string& key : known) hashes.push_back(key_hash(key, salt));
    for (std::size_t i = 0; i < strangers; ++i) hashes.push_back(key_hash("stranger" + std::to_string(i), salt));
    std::sort(hashes.begin(), hashes.end());
    std::string file = keys_file_header(hashes.size(), salt, false);
    for (const std::uint64_t hash : hashes) {
        for (unsigned shift = 0; shift < 64; shift += 8) file += static_cast<char>(hash >> shift & 0xFFu);
    }
    return file;
}

Answer give_keys(ImportSession& session, std::string_view file) {
    REQUIRE(session.start_keys().ok);
    for (std::size_t i = 0; i < file.size(); i += 5) {
        if (const Answer fed = session.feed_keys(give(session, file.substr(i, 5))); !fed.ok) return fed;
    }
    return session.finish_keys();
}

std::vector<std::vector<std::u16string>> rows(ImportSession& session, std::string_view bytes, std::uint64_t first, std::size_t count) {
    const auto byte = static_cast<std::size_t>(at(parsed(session.start_rows(first, count)), {"byte"}).integer);
    constexpr std::size_t chunk = 100;
    for (std::size_t i = byte; i < bytes.size(); i += chunk) {
        const std::string_view part = bytes.substr(i, chunk);
        if (at(parsed(session.feed_rows(give(session, part), i + part.size() == bytes.size())), {"done"}).boolean) break;
    }
    std::u16string text;  // the tests' cells are within the first two planes
    const std::string_view utf8 = session.row_text();
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        text.append(size == 4 ? 2u : 1u, size == 1 ? static_cast<char16_t>(lead) : u'*');
        i += size;
    }
    std::vector<std::vector<std::u16string>> result;
    const auto ends = session.row_ends();
    std::size_t start = 0;
    for (std::size_t i = 0; i < ends.size();) {
        auto& row = result.emplace_back();
        for (std::uint32_t left = ends[i++]; left > 0; --left, start = ends[i++]) row.push_back(text.substr(start, ends[i] - start));
    }
    return result;
}

}  // namespace

TEST_CASE("a file is opened, shown and read another way without being given again") {
    ImportSession session;
    const JsonValue sniffed = parsed(open(session, contacts));
    CHECK(at(sniffed, {"delimiter"}).string == ";");
    CHECK(at(sniffed, {"has_header"}).boolean);
    CHECK(at(sniffed, {"columns"}).items.size() == 3);
    CHECK(at(parsed(session.preview(2)), {"rows"}).items.size() == 2);
    CHECK(at(parsed(session.choose(R"({"header":false})")), {"has_header"}).boolean == false);
    CHECK(at(parsed(session.choose(R"({"delimiter":"|"})")), {"columns"}).items.size() == 1);
    CHECK(session.choose(R"({"encoding":"klingon"})").code == "unknown_encoding");
    CHECK(at(parsed(session.preview(1)), {"columns"}).items.size() == 1);
}

TEST_CASE("signs are chosen as a document names them") {
    ImportSession session;
    open(session, contacts, R"({"delimiter":"semicolon","quote":null})");
    const JsonValue shown = parsed(session.choose(R"({"delimiter":"semicolon","quote":""})"));
    CHECK(at(shown, {"columns"}).items.size() == 3);
    CHECK(at(shown, {"quote"}).kind == JsonValue::Kind::null);
    CHECK(at(parsed(session.choose(R"({"delimiter":null})")), {"columns"}).items.size() == 1);
    CHECK(at(parsed(session.choose(R"({"delimiter":"auto","quote":"auto"})")), {"columns"}).items.size() == 3);
    CHECK(session.choose(R"({"header":null})").code == "wrong_type");
}

TEST_CASE("a check reads the file as its document says, however it was shown") {
    for (const char* shown : {"", R"({"delimiter":"|"})", R"({"header":false})"}) {
        CAPTURE(std::string(shown));
        ImportSession session;
        open(session, contacts, shown);
        CHECK(at(parsed(check(session, contacts, document())), {"check", "counts", "records"}).integer == 3);
    }
    // More than the head was looked at meanwhile, and it is no UTF-8.
    ImportSession session;
    std::string late = "email;name\n";
    for (std::size_t i = 0; late.size() <= sniff_head_bytes; ++i) late += "a" + std::to_string(i) + "@example.com;Anna\n";
    late += "z@example.com;J\xF6rg\n";
    session.open(give(session, late), true, "");
    CHECK(check(session, late, document()).code == "not_utf_8");
    REQUIRE(session.start_full_sniff().ok);
    CHECK(session.feed_full_sniff(give(session, late)).ok);
    CHECK(session.finish_full_sniff().ok);
    CHECK(check(session, late, document()).code == "not_utf_8");
}

TEST_CASE("what cannot be done is answered, not thrown") {
    ImportSession session;
    CHECK(session.preview(1).code == "usage");
    CHECK(session.feed(0).code == "usage");
    CHECK(session.feed_rows(0, true).code == "usage");
    CHECK(session.start_check(document(), "").code == "usage");
    CHECK(session.finish_keys().code == "usage");
    CHECK(open(session, "").code == "file_empty");
    CHECK(open(session, contacts, R"({"encoding":"klingon"})").code == "unknown_encoding");
    CHECK(open(session, contacts, R"({"colour":"red"})").code == "member_unknown");
    CHECK(open(session, contacts, R"({"header":1})").code == "wrong_type");
    CHECK(open(session, contacts, "{").code == "syntax_error");
    CHECK(open(session, contacts).ok);
}

TEST_CASE("bytes that were not given are not read") {
    ImportSession session;
    give(session, contacts);
    CHECK(session.open(contacts.size() + 1000, true, "").ok);
}

TEST_CASE("a column of addresses is the key where no header names one") {
    ImportSession session;
    std::string rows;
    for (int i = 0; i < 60; ++i) rows += "u" + std::to_string(i) + "@x.example;Anna;" + std::to_string(i) + "\n";
    open(session, rows);
    const JsonValue suggestion = parsed(session.suggest(""));
    CHECK(at(suggestion, {"key"}).string == "email");
    CHECK(at(suggestion, {"mapping"}).items.front().find("field")->string == "email");
    open(session, "Name;Town\nAnn;Ulm\nBob;Bonn\n");
    CHECK(at(parsed(session.suggest("")), {"key"}).kind == JsonValue::Kind::null);
}

TEST_CASE("a suggested mapping names the key and says why") {
    ImportSession session;
    open(session, contacts);
    const JsonValue suggestion = parsed(session.suggest(""));
    CHECK(at(suggestion, {"key"}).string == "email");
    const JsonValue& first = at(suggestion, {"mapping"}).items.front();
    CHECK(at(first, {"column"}).string == "E-Mail");
    CHECK(at(first, {"field"}).string == "email");
    CHECK(!at(first, {"reason"}).string.empty());
    CHECK(at(parsed(session.suggest(R"({"schema":{"fields":[{"name":"mail","type":"email"}],"key_field":"mail"}})")), {"key"}).string == "mail");
    CHECK(session.suggest(R"({"schema":{"fields":[{"name":"mail","type":"smell"}]}})").code == "invalid_value");
    CHECK(session.suggest(R"({"schema":{"fields":[{"name":"mail","max_length":9,"length_unit":"utf_16"}],"key_field":"mail"}})").ok);
    CHECK(session.suggest(R"({"schema":{"fields":[{"name":"mail","length_unit":"words"}]}})").code == "invalid_value");
}

TEST_CASE("what was chosen for a header comes first in a suggestion, and orders dates") {
    const std::string file = "E-Mail;Note;Joined;Town\na@example.com;x;03/04/2024;Ulm\n";
    ImportSession session;
    open(session, file);
    const std::string header = at(parsed(session.suggest("")), {"header"}).string;
    CHECK(header == header_fingerprint(std::vector<std::string>{"e mail", "JOINED", "Note", "Town"}));
    const std::string earlier = R"("earlier":[{"column":"Note","field":"login","format":null},{"column":"Town","field":null,"format":null},)"
                                R"({"column":"Joined","field":"joined","format":"MM.dd.yyyy"}])";
    const JsonValue suggestion = parsed(session.suggest("{" + earlier + "}"));
    const JsonValue& mapping = at(suggestion, {"mapping"});
    REQUIRE(mapping.items.size() == 3);
    CHECK(at(mapping.items[0], {"field"}).string == "email");
    CHECK(at(mapping.items[1], {"field"}).string == "login");
    CHECK(at(mapping.items[1], {"reason"}).string == "An earlier choice for a file with this header fed it into this field.");
    CHECK(at(mapping.items[2], {"column"}).string == "Joined");

    const std::string given = R"({"name":"t","source":{"url":"file:c.csv"},"destination":{"kind":"contact_database","url":"sqlite:c.db"},)"
                              R"("key":{"field":"email"},"mapping":[{"column":"E-Mail","field":"email"},{"column":"Joined","field":"joined","new_field":true}]})";
    CHECK(check(session, file, given).code == "date_order_ambiguous");
    const JsonValue result = parsed(check(session, file, given, 1 << 20, "{" + earlier + "}"));
    CHECK(at(at(result, {"check", "columns"}).items[1], {"format"}).string == "MM/dd/yyyy");
    for (const char* wrong : {R"({"earlier":{}})", R"({"earlier":[{"column":"Note"}]})"}) {
        CAPTURE(std::string(wrong));
        CHECK(session.suggest(wrong).code == "wrong_type");
        CHECK(session.start_check(given, wrong).code == "wrong_type");
    }
    session.choose(R"({"header":false})");
    CHECK(at(parsed(session.suggest("")), {"header"}).kind == JsonValue::Kind::null);
}

TEST_CASE("a check gives counts that add up, the issues, and the finished document") {
    ImportSession session;
    open(session, contacts);
    const JsonValue result = parsed(check(session, contacts, document()));
    const JsonValue& counts = at(result, {"check", "counts"});
    CHECK(at(counts, {"rows"}).integer == 4);
    CHECK(at(counts, {"records"}).integer == 3);
    CHECK(at(counts, {"rejected"}).integer == 1);
    CHECK(at(counts, {"insert"}).integer == 3);
    CHECK(at(result, {"guard"}).kind == JsonValue::Kind::null);
    CHECK(at(result, {"document", "mapping"}).kind == JsonValue::Kind::array);
    CHECK(at(parsed(session.progress()), {"rejected"}).integer == 1);

    const JsonValue page = parsed(session.issues(0, 10, R"({"code":"invalid_email"})"));
    CHECK(at(page, {"matching"}).integer == 1);
    CHECK(at(at(page, {"issues"}).items.front(), {"row"}).integer == 3);
    CHECK(at(parsed(session.issues(1, 10, R"({"code":"invalid_email"})")), {"issues"}).items.empty());
    for (const auto& [filter, matching] : {std::pair{R"({"code":"key_missing"})", 0}, {R"({"severity":"error"})", 1}, {R"({"severity":"warning"})", 0},
                                           {R"({"column":"E-Mail","code":"invalid_email"})", 1}, {R"({"column":"Name"})", 0}, {"", 1}}) {
        CAPTURE(std::string(filter));
        CHECK(at(parsed(session.issues(0, 10, filter)), {"matching"}).integer == matching);
    }
    CHECK(session.issues(0, 10, R"({"row":1})").code == "member_unknown");
    CHECK(session.issues(0, 10, R"({"severity":"fatal"})").code == "wrong_type");
}

TEST_CASE("rejected rows are written as CSV, those that a later row rejects at the end") {
    const std::string file = "E-Mail;Password\nanna@example.com;secret\nwrong;secret\nanna@example.com;other\n";
    const std::string rejecting = R"({"name":"t","source":{"url":"file:c.csv"},"destination":{"kind":"contact_database","url":"sqlite:c.db"},)"
                                  R"("key":{"field":"email"},"mapping":[{"column":"E-Mail","field":"email"},{"column":"Password","field":"password"}],)"
                                  R"("duplicates":"reject"})";
    const auto written = [&](std::size_t chunk) {
        ImportSession session;
        open(session, file);
        CHECK(session.start_check(rejecting, R"({"export":"rejected"})").ok);
        std::string text;
        const auto each_chunk = [&](auto feed) {
            for (std::size_t i = 0; i < file.size(); i += chunk) {
                CHECK(feed(give(session, std::string_view(file).substr(i, chunk))).ok);
                text += session.export_text();
            }
        };
        each_chunk([&](std::size_t bytes) { return session.feed(bytes); });
        CHECK(session.finish().ok);
        text += session.export_text();
        CHECK(at(parsed(session.start_rejected()), {"needs_reading"}).boolean);
        each_chunk([&](std::size_t bytes) { return session.feed_rejected(bytes, false); });
        CHECK(session.feed_rejected(0, true).ok);
        return text + std::string(session.export_text());
    };
    const std::string whole = written(1000);
    CHECK(whole.starts_with("E-Mail;Password;row;column;code;message\r\nwrong;;2;E-Mail;invalid_email;"));
    CHECK(whole.find("\r\nanna@example.com;;1;;duplicate_key_rejected;") != std::string::npos);
    CHECK(whole.find("secret") == std::string::npos);
    for (const std::size_t chunk : {1u, 5u}) {
        CAPTURE(chunk);
        CHECK(written(chunk) == whole);
    }
}

TEST_CASE("rejected rows are written only for a check that was asked for them") {
    ImportSession session;
    open(session, contacts);
    CHECK(session.start_rejected().code == "usage");
    CHECK(check(session, contacts, document()).ok);
    CHECK(session.export_text().empty());
    CHECK(session.start_rejected().code == "usage");
    CHECK(session.feed_rejected(0, true).code == "usage");
    CHECK(session.start_check(document(), R"({"export":"all"})").code == "wrong_type");
}

TEST_CASE("valid rows are the records under the names of their fields, without those that lose against later ones") {
    const std::string file = "E-Mail;Joined;Password\nanna@example.com;24.12.2024;secret\nwrong;24.12.2024;x\nAnna@Example.com;25.12.2024;x\n"
                             "ben@example.com;\"1.1.2025\";x\nben@example.com;1.1.2025;x\n";
    const auto exported = [&](std::string_view duplicates) {
        const std::string valid = R"({"name":"t","source":{"url":"file:c.csv"},"destination":{"kind":"contact_database","url":"sqlite:c.db"},)"
                                  R"("key":{"field":"email"},"mapping":[{"column":"Joined","field":"joined","new_field":true,"type":"date","format":"d.M.yyyy"},)"
                                  R"({"column":"E-Mail","field":"email"},{"column":"Password","field":"password"}],"duplicates":")" +
                                  std::string(duplicates) + "\"}";
        ImportSession first;
        open(first, file);
        const JsonValue counts = at(parsed(check(first, file, valid)), {"check", "counts"});
        ImportSession session;
        open(session, file);
        CHECK(session.set_lost_rows(0).code == "usage");
        CHECK(session.start_check(valid, R"({"export":"valid"})").ok);
        const auto lost = first.lost_rows();
        CHECK(session.set_lost_rows(give(session, std::string_view(reinterpret_cast<const char*>(lost.data()), lost.size_bytes()))).ok);
        CHECK(session.feed(give(session, file)).ok);
        std::string text(session.export_text());
        CHECK(session.finish().ok);
        text += session.export_text();
        CHECK(std::count(text.begin(), text.end(), '\n') == at(counts, {"records"}).integer + 1);
        return text;
    };
    const std::string header = "joined;email;password\r\n", ben = "2025-01-01;ben@example.com;\r\n";
    CHECK(exported("last") == header + "2024-12-25;anna@example.com;\r\n" + ben);
    CHECK(exported("first") == header + "2024-12-24;anna@example.com;\r\n" + ben);
    CHECK(exported("reject") == header + ben);
}

TEST_CASE("all rows are written as they are read, without those cells that are never shown") {
    const std::string file = "E-Mail;Note;Password\nanna@example.com;\"a;b\nc\";secret\nshort\nlong;=1;x;more\n";
    for (const std::size_t chunk : {1u, 7u, 1000u}) {
        CAPTURE(chunk);
        ImportSession session;
        open(session, file);
        CHECK(session.feed_all(0, true).code == "usage");
        CHECK(session.start_all().ok);
        std::string text;
        for (std::size_t i = 0; i < file.size(); i += chunk) {
            const bool last = i + chunk >= file.size();
            CHECK(session.feed_all(give(session, std::string_view(file).substr(i, chunk)), last).ok);
            text += session.export_text();
        }
        CHECK(text == "E-Mail;Note;Password\r\nanna@example.com;\"a;b\nc\";\r\nshort\r\nlong;=1;;more\r\n");
    }
}

TEST_CASE("all faults of a document come back at once") {
    ImportSession session;
    open(session, contacts);
    const Answer answer = session.start_check(R"({"name":5,"source":{},"colour":1})", "");
    REQUIRE(!answer.ok);
    const Result<JsonValue> errors = parse_json(answer.json);
    REQUIRE(errors.ok());
    CHECK(at(*errors, {"errors"}).items.size() >= 3);
    CHECK(!answer.message.empty());
}

TEST_CASE("a check may be begun again, and any chunking gives the same answer") {
    ImportSession session;
    open(session, contacts);
    const std::string whole = check(session, contacts, document()).json;
    for (const std::size_t chunk : {1u, 2u, 3u, 7u, 50u}) {
        CAPTURE(chunk);
        CHECK(check(session, contacts, document(), chunk).json == whole);
    }
}

TEST_CASE("keys of the destination give matches and the guard's verdict") {
    struct Case {
        std::size_t strangers;
        const char* verdict;
        const char* rule;
    };
    // One of the file's contacts is known: with nine strangers exactly 10 % are found, which is blocked.
    for (const Case& expected : {Case{8, "allowed", ""}, Case{9, "blocked", "ten_percent"}, Case{99, "blocked", "ten_percent"}}) {
        CAPTURE(expected.strangers);
        ImportSession session;
        open(session, contacts);
        const JsonValue existing = parsed(give_keys(session, keys_file({"anna@example.com"}, expected.strangers)));
        CHECK(at(existing, {"existing"}).integer == static_cast<std::int64_t>(expected.strangers) + 1);
        CHECK(!at(existing, {"fingerprints"}).boolean);
        const std::string deleting = document(R"({"delete_missing":true})");
        const JsonValue result = parsed(check(session, contacts, deleting, 1 << 20, R"({"attended":true})"));
        CHECK(at(result, {"check", "counts", "matched"}).integer == 1);
        CHECK(at(result, {"guard", "verdict"}).string == expected.verdict);
        CHECK(at(result, {"guard", "rule"}).string == expected.rule);
        CHECK(at(result, {"guard", "deletes"}).integer == static_cast<std::int64_t>(expected.strangers));
    }
}

TEST_CASE("deletes are withheld unless a person has seen them or an earlier run is known") {
    struct Case {
        const char* options;
        const char* verdict;
    };
    for (const Case& expected : {Case{"", "withheld"}, Case{R"({"first_run":false})", "allowed"}, Case{R"({"attended":true})", "allowed"}}) {
        CAPTURE(expected.options);
        ImportSession session;
        open(session, contacts);
        give_keys(session, keys_file({"anna@example.com"}, 3));
        const JsonValue result = parsed(check(session, contacts, document(R"({"delete_missing":true})"), 50, expected.options));
        CHECK(at(result, {"guard", "verdict"}).string == expected.verdict);
    }
}

TEST_CASE("keys serve every check until they are forgotten") {
    ImportSession session;
    open(session, contacts);
    give_keys(session, keys_file({"anna@example.com", "bert@example.com"}, 0));
    for (int i = 0; i < 2; ++i) {
        const JsonValue result = parsed(check(session, contacts, document()));
        CHECK(at(result, {"check", "counts", "matched"}).integer == 2);
        CHECK(at(result, {"check", "counts", "insert"}).integer == 1);
    }
    CHECK(session.forget_keys().ok);
    CHECK(at(parsed(check(session, contacts, document())), {"check", "counts", "insert"}).integer == 3);
}

TEST_CASE("a file that holds no keys is refused") {
    ImportSession session;
    CHECK(give_keys(session, contacts).code == "syntax_error");
    const std::string file = keys_file({"anna@example.com"}, 3);
    CHECK(give_keys(session, std::string_view(file).substr(0, file.size() - 4)).code == "file_truncated");
}

TEST_CASE("rows are read again from anywhere in the file") {
    std::string file = "email,name\n";
    for (int i = 1; i <= 3000; ++i) file += "p" + std::to_string(i) + "@example.com,\"Line 1\nLine " + std::to_string(i) + "\"\n";
    ImportSession session;
    open(session, file);
    CHECK(rows(session, file, 2, 1) == std::vector<std::vector<std::u16string>>{{u"p2@example.com", u"Line 1\nLine 2"}});
    REQUIRE(check(session, file, document()).ok);
    for (const std::uint64_t first : {1u, 255u, 256u, 257u, 258u, 1999u, 2999u}) {
        CAPTURE(first);
        const auto page = rows(session, file, first, 2);
        REQUIRE(page.size() == 2);
        const std::string email = "p" + std::to_string(first) + "@example.com";
        CHECK(page[0][0] == std::u16string(email.begin(), email.end()));
    }
    CHECK(rows(session, file, 3000, 5).size() == 1);
    CHECK(rows(session, file, 3001, 5).empty());
    CHECK(at(parsed(session.start_rows(2900, 1)), {"byte"}).integer > static_cast<std::int64_t>(file.size()) * 8 / 10);
}

namespace {

struct Replaced {
    std::string file;      // or the code of what was wrong
    std::int64_t cells = 0;
};

// The file with the changes that a session asks for.
Replaced replaced(std::string_view file, std::string_view request, std::size_t chunk, std::vector<double> rows = {}) {
    ImportSession session;
    open(session, file);
    if (const Answer started = session.start_replace(request); !started.ok) return {started.code};
    if (!rows.empty()) {
        const std::string_view bytes(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(double));
        CHECK(session.set_replace_rows(give(session, bytes)).ok);
    }
    Replaced result;
    std::size_t done = 0;
    for (std::size_t i = 0; i < file.size(); i += chunk) {
        const bool last = i + chunk >= file.size();
        const Answer answer = session.feed_replace(give(session, file.substr(i, chunk)), last);
        if (!answer.ok) return {answer.code + ": " + answer.message};
        result.cells = at(parsed(answer), {"cells"}).integer;
        std::string_view text = session.replaced_text();
        const auto numbers = session.replaced_rows();
        for (std::size_t j = 0; j < numbers.size(); j += 3) {
            result.file += file.substr(done, static_cast<std::size_t>(numbers[j]) - done);
            result.file += text.substr(0, static_cast<std::size_t>(numbers[j + 2]));
            text.remove_prefix(static_cast<std::size_t>(numbers[j + 2]));
            done = numbers[j + 1] < 0 ? file.size() : static_cast<std::size_t>(numbers[j + 1]);
        }
    }
    result.file += file.substr(done);
    return result;
}

}  // namespace

TEST_CASE("a text is replaced in a whole column or in the rows that are named, whatever the chunks") {
    const std::string file = "\xEF\xBB\xBF" "Mail;Name\r\na@gmial.com;x\r\n\"b@gmial.com\";\"gmial.com\ny\"\r\nshort\r\n;empty\r\ngmial.com;gmial.com gmial.com";
    const auto request = [](std::string_view find, std::string_view value, std::string_view others = "", int column = 1) {
        return R"({"column":)" + std::to_string(column) + R"(,"find":")" + std::string(find) + R"(","value":")" + std::string(value) + '"' + std::string(others) + "}";
    };
    for (const std::size_t chunk : {1u, 5u, 1000u}) {
        CAPTURE(chunk);
        const Replaced all = replaced(file, request("gmial.com", "gmail.com"), chunk);
        CHECK(all.cells == 3);
        CHECK(all.file == "\xEF\xBB\xBF" "Mail;Name\r\na@gmail.com;x\r\nb@gmail.com;\"gmial.com\ny\"\r\nshort\r\n;empty\r\ngmail.com;gmial.com gmial.com\r\n");
        const Replaced named = replaced(file, request("gmial.com", "a;b", R"(,"only_rows":true)"), chunk, {2, 4});
        CHECK(named.cells == 1);
        CHECK(named.file == "\xEF\xBB\xBF" "Mail;Name\r\na@gmial.com;x\r\n\"b@a;b\";\"gmial.com\ny\"\r\nshort\r\n;empty\r\ngmial.com;gmial.com gmial.com");
        const Replaced counted = replaced(file, request("gmial.com", "", R"(,"count_only":true)", 2), chunk);
        CHECK(counted.cells == 2);
        CHECK(counted.file == file);
    }
    CHECK(replaced(file, request("gmial.com", "", R"(,"whole":true)", 2), 1000).cells == 0);
    CHECK(replaced(file, request("gmial.com", "x", R"(,"whole":true)"), 1000).file.ends_with("\nx;gmial.com gmial.com\r\n"));
    CHECK(replaced(file, request("", "none"), 1000).file.find("\nnone;empty\r\n") != std::string::npos);
    CHECK(replaced(file, request("gmial.com", "gmial.com"), 1000).cells == 0);
    CHECK(replaced(file, request("gmial", "g", R"(,"only_rows":true)"), 1000).cells == 0);
}

TEST_CASE("what cannot be replaced is told with its row, and nothing is") {
    const std::string latin = "Mail;Name\na@example.com;Zo\xEB\nb@example.com;Zo\xEB\n";
    CHECK(replaced(latin, R"({"column":1,"find":"b@","value":"\u0142"})", 1000).file ==
          "invalid_value: Row 2 cannot be written with the new value so that it is read the same way again. Leave out characters that "
          "ISO-8859-1 does not have, and signs that divide the cells or start a comment.");
    CHECK(replaced(contacts, R"({"column":4,"find":"a","value":""})", 1000).file == "usage");
    CHECK(replaced(contacts, R"({"column":0,"find":"a","value":""})", 1000).file == "wrong_type");
    CHECK(replaced(contacts, R"({"row":1})", 1000).file == "member_unknown");
    ImportSession session;
    CHECK(session.start_replace("{}").code == "usage");
    CHECK(session.feed_replace(0, true).code == "usage");
    CHECK(session.set_replace_rows(0).code == "usage");
    CHECK(session.replaced_rows().empty());
}

TEST_CASE("the faulty rows of a column are those with an error or a warning there") {
    const std::string file = "E-Mail;Name\nwrong;x\na@gmial.com;x\nb@example.com;x\nwrong;\ninfo@example.com;x\n";
    ImportSession session;
    open(session, file);
    CHECK(session.faulty_rows(1).empty());
    CHECK(check(session, file, document()).ok);
    const auto rows = session.faulty_rows(1);
    CHECK(std::vector<double>(rows.begin(), rows.end()) == std::vector<double>{1, 2, 4});
    CHECK(session.faulty_rows(2).empty());
}

TEST_CASE("cells end in UTF-16 units, and passwords are never shown") {
    const std::string file = "email,Password,name\na@example.com,secret,\xF0\x9F\x98\x80\xC3\xA9x\nb@example.com,,y\n";
    ImportSession session;
    open(session, file);
    const auto page = rows(session, file, 1, 2);
    REQUIRE(page.size() == 2);
    CHECK(page[0][2] == u"***x");
    CHECK(page[0][1] == u"***");
    CHECK(page[1][1].empty());
    CHECK(page[1][2] == u"y");
}

TEST_CASE("ambiguous dates are shown in both readings") {
    std::string file = "email;joined\n";
    for (int i = 1; i <= 12; ++i) {
        const std::string day = (i < 10 ? "0" : "") + std::to_string(i);
        file += "p" + std::to_string(i) + "@example.com;" + day + "/05/2024\n";
    }
    ImportSession session;
    open(session, file);
    const JsonValue columns = parsed(session.readings());
    const JsonValue& all = at(columns, {"columns"});
    REQUIRE(all.items.size() == 1);
    CHECK(at(all.items[0], {"column"}).string == "joined");
    const JsonValue& readings = at(all.items[0], {"readings"});
    REQUIRE(readings.items.size() == 2);
    std::vector<std::string> isos;
    for (const JsonValue& reading : readings.items) isos.push_back(at(at(reading, {"examples"}).items.front(), {"iso"}).string);
    std::sort(isos.begin(), isos.end());
    CHECK(isos == std::vector<std::string>{"2024-01-05", "2024-05-01"});

    CHECK(check(session, file, document()).code == "date_order_ambiguous");
    const std::string decided = R"({"name":"t","source":{"url":"file:c.csv"},"destination":{"kind":"contact_database","url":"sqlite:c.db"},)"
                                R"("key":{"field":"email"},"mapping":[{"column":"email","field":"email"},)"
                                R"({"column":"joined","field":"joined","new_field":true,"type":"date","format":"dd/MM/yyyy"}]})";
    CHECK(at(parsed(check(session, file, decided)), {"check", "counts", "records"}).integer == 12);
}

TEST_CASE("a date format that a person types is shown as it is understood, with the values of the column") {
    ImportSession session;
    CHECK(session.date_format("joined", "TT.MM.JJJJ").code == "usage");
    open(session, "email;joined\na@example.com;01.05.2024\nb@example.com;soon\n");
    const JsonValue understood = parsed(session.date_format("joined", "TT.MM.JJJJ"));
    CHECK(at(understood, {"format"}).string == "dd.MM.yyyy");
    CHECK(at(understood, {"kind"}).string == "date");
    CHECK(at(understood, {"example"}).string == "31.12.2024");
    const JsonValue& values = at(understood, {"values"});
    REQUIRE(values.items.size() == 2);
    CHECK(at(values.items[0], {"iso"}).string == "2024-05-01");
    CHECK(at(values.items[1], {"text"}).string == "soon");
    CHECK(at(values.items[1], {"iso"}).kind == JsonValue::Kind::null);
    CHECK(session.date_format("joined", "TT.QQ").code == "pattern_invalid");
    CHECK(session.date_format("left", "TT.MM.JJJJ").code == "usage");
}

TEST_CASE("the mark between the numbers marks one reading and decides nothing") {
    ImportSession session;
    const auto preselected = [&](const std::string& dates) {
        std::string file = "email;joined\n";
        for (int i = 1; i <= 5; ++i) file += "p" + std::to_string(i) + "@example.com;" + dates + "\n";
        open(session, file);
        CHECK(check(session, file, document()).code == "date_order_ambiguous");
        const JsonValue columns = parsed(session.readings());
        std::string marked;
        for (const JsonValue& reading : at(at(columns, {"columns"}).items.front(), {"readings"}).items) {
            if (at(reading, {"preselected"}).boolean) marked += at(reading, {"format"}).string;
        }
        return marked;
    };
    CHECK(preselected("03.04.2024") == "dd.MM.yyyy");
    CHECK(preselected("03/04/2024").empty());
}

TEST_CASE("a named time zone comes with its rules, and birth dates with today") {
    ImportSession session;
    const std::string file = "email;seen;born\na@example.com;2024-07-01 10:00;01.12.26\n";
    open(session, file);
    const std::string zoned = R"({"name":"t","source":{"url":"file:c.csv"},"destination":{"kind":"contact_database","url":"sqlite:c.db"},)"
                              R"("key":{"field":"email"},"time_zone":"Europe/Berlin","mapping":[{"column":"email","field":"email"},)"
                              R"({"column":"seen","field":"seen","new_field":true,"type":"date_time","format":"yyyy-MM-dd HH:mm",)"
                              R"("rules":[{"min":"2024-07-01T08:00:00Z"},{"max":"2024-07-01T08:00:00Z"}]},)"
                              R"({"column":"born","field":"born","new_field":true,"type":"date","format":"dd.MM.yy","rules":[{"max":"1926-12-01"}]}]})";
    CHECK(session.start_check(zoned, "{}").code == "invalid_value");
    const std::string options = R"({"today":"2026-11-28","zone":{"name":"Europe/Berlin","first_offset":3600,"transitions":[[1711846800,7200]]}})";
    CHECK(session.start_check(zoned, options).ok);
    session.input(file.size());
    std::copy(file.begin(), file.end(), reinterpret_cast<char*>(session.input(file.size()).data()));
    CHECK(session.feed(file.size()).ok);
    CHECK(at(parsed(session.finish()), {"check", "counts", "records"}).integer == 1);
    for (const char* wrong : {R"({"today":"2026-02-30"})", R"({"today":2026})", R"({"zone":{"name":"X"}})",
                              R"({"zone":{"name":"X","first_offset":0,"transitions":[[1]]}})"}) {
        CAPTURE(std::string(wrong));
        CHECK(session.start_check(zoned, wrong).code == "wrong_type");
    }
}

TEST_CASE("reading to the end counts rows and cells") {
    ImportSession session;
    open(session, contacts);
    REQUIRE(session.start_full_sniff().ok);
    for (std::size_t i = 0; i < contacts.size(); i += 9) session.feed_full_sniff(give(session, std::string_view(contacts).substr(i, 9)));
    CHECK(at(parsed(session.finish_full_sniff()), {"rows"}).integer == 4);
}
