#include "native/sources/source.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <string>

#include "muster/sniff.hpp"
#include "native/sources/zip.hpp"
#include "support/folder.hpp"
#include "support/gzip.hpp"
#include "support/zip.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::gzipped;
using muster::test::TemporaryFolder;
using muster::test::zipped;
using muster::test::ZipMember;

namespace {

std::unique_ptr<Source> opened(const std::string& address, const SourceOptions& options = {}) {
    auto source = Source::open(address, options);
    REQUIRE_MESSAGE(source.ok(), (source.ok() ? "" : source.error().message));
    return std::move(source).value();
}

// What the source yields to its end, or the error that ended it.
Result<std::string> drained(Source& source) {
    std::string text;
    for (;;) {
        auto chunk = source.next();
        if (!chunk) {
            return std::move(chunk).error();
        }
        if (chunk->empty()) {
            return text;
        }
        text.append(reinterpret_cast<const char*>(chunk->data()), chunk->size());
    }
}

Issue refusal_of(const std::string& address, const SourceOptions& options = {}) {
    auto source = Source::open(address, options);
    REQUIRE(!source.ok());
    return source.error();
}

std::string numbered_lines(std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; text.size() < bytes; ++i) {
        text += "row " + std::to_string(i * 7919 % 100'003) + ";" + std::to_string(i) + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("a file is read in chunks, twice, and hashed once") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(3'500'000);
    const auto source = opened(folder.write("long.csv", text));
    CHECK(source->head().size() == sniff_head_bytes);
    CHECK(!source->head_is_whole());
    CHECK(source->stored_bytes() == text.size());
    CHECK(source->sha256().empty());
    const auto first = drained(*source);
    REQUIRE(first.ok());
    CHECK((*first == text));
    CHECK(source->bytes_read() == text.size());
    const std::string hash = source->sha256();
    CHECK(hash.size() == 64);
    REQUIRE(source->rewind().ok());
    const auto second = drained(*source);
    REQUIRE(second.ok());
    CHECK((*second == text));
    CHECK(source->sha256() == hash);
}

TEST_CASE("the hash is that of the content, packed or not") {
    const TemporaryFolder folder;
    const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-2: "abc"
    for (const std::string& content : {std::string("abc"), gzipped("abc"), gzipped("a") + gzipped("bc")}) {
        const auto source = opened(folder.write("abc", content));
        REQUIRE(drained(*source).ok());
        CHECK(source->sha256() == expected);
    }
}

TEST_CASE("a rewind before the end does not spoil the hash") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(2'500'000);
    const std::string path = folder.write("long.csv", text);
    const auto straight = opened(path);
    REQUIRE(drained(*straight).ok());
    const auto source = opened(path);
    REQUIRE(source->next().ok());
    REQUIRE(source->rewind().ok());
    REQUIRE(drained(*source).ok());
    CHECK(source->sha256() == straight->sha256());
}

TEST_CASE("a head says whether it is all") {
    const TemporaryFolder folder;
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, sniff_head_bytes, sniff_head_bytes + 1}) {
        CAPTURE(bytes);
        const auto source = opened(folder.write("file", std::string(bytes, 'x')));
        CHECK(source->head().size() == std::min(bytes, sniff_head_bytes));
        CHECK(source->head_is_whole() == (bytes <= sniff_head_bytes));
        const auto all = drained(*source);
        REQUIRE(all.ok());
        CHECK(all->size() == bytes);
    }
}

TEST_CASE("gzip is unpacked, members joined, padding ignored") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(2'000'000);
    const std::string packed = gzipped(text.substr(0, 1'234'567)) + gzipped(text.substr(1'234'567)) + std::string(512, '\0');
    const auto source = opened(folder.write("contacts.csv.gz", packed));
    for (int reading = 0; reading < 2; ++reading) {
        const auto all = drained(*source);
        REQUIRE(all.ok());
        CHECK((*all == text));
        CHECK(source->stored_bytes_read() == packed.size());
        REQUIRE(source->rewind().ok());
    }
}

TEST_CASE("damaged gzip is refused with the byte at which it is damaged") {
    const TemporaryFolder folder;
    const std::string packed = gzipped(numbered_lines(200'000));  // fits the head: open() reads it whole
    std::string flipped = packed;
    flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x55);
    const struct {
        const char* name;
        std::string content;
        const char* expected;
    } cases[] = {
        {"cut", packed.substr(0, packed.size() / 2), "they end in the middle"},
        {"cut in the trailer", packed.substr(0, packed.size() - 3), "they end in the middle"},
        {"cut in the header", packed.substr(0, 5), "they end in the middle"},
        {"flipped", flipped, "damaged at byte "},
        {"followed by text", packed + "text", "other data follow the packed file"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const Issue error = refusal_of(folder.write("contacts.csv.gz", c.content));
        CHECK(error.code == Code::decompression_failed);
        CAPTURE(error.message);
        CHECK(error.message.find(c.expected) != std::string::npos);
    }
}

TEST_CASE("a small file that unpacks into a huge one is stopped") {
    const TemporaryFolder folder;
    const std::string path = folder.write("bomb.gz", gzipped(std::string(3'000'000, 'a')));
    SourceOptions options;
    options.unpack.free_bytes = sniff_head_bytes + 500'000;
    const auto source = opened(path, options);
    const auto all = drained(*source);
    REQUIRE(!all.ok());
    CHECK(all.error().code == Code::decompression_failed);
    CHECK(all.error().message.find("more than 200 times its size") != std::string::npos);
    CHECK(drained(*opened(path)).ok());  // below 100 MB it may be as well packed as it likes
}

TEST_CASE("the ratio of unpacked to packed is exact, and counts beyond the free bytes only") {
    const TemporaryFolder folder;
    std::string packed = gzipped(std::string(3'000'000, 'a'));
    REQUIRE(packed.size() < 15'000);
    packed.resize(15'000, '\0');  // padding: now 200 times
    const struct {
        std::string content;
        std::uint64_t free_bytes;
        bool accepted;
    } cases[] = {
        {packed, 2'999'999, true},
        {packed.substr(0, 14'999), 2'999'999, false},
        {packed.substr(0, 14'999), 3'000'000, true},
    };
    for (const auto& c : cases) {
        CAPTURE(c.content.size());
        CAPTURE(c.free_bytes);
        SourceOptions options;
        options.unpack.free_bytes = c.free_bytes;
        CHECK(drained(*opened(folder.write("a.gz", c.content), options)).ok() == c.accepted);
    }
    CHECK(UnpackLimits{}.max_ratio == 200);
    CHECK(UnpackLimits{}.free_bytes == 100 * 1024 * 1024);
    const UnpackLimits limits;
    CHECK(!limits.exceeded(limits.free_bytes, 1, "gzip file", "a"));
    CHECK(limits.exceeded(limits.free_bytes + 1, 1, "gzip file", "a"));
    CHECK(!limits.exceeded(200'000'000, 1'000'000, "gzip file", "a"));
    CHECK(limits.exceeded(200'000'001, 1'000'000, "gzip file", "a"));
}

TEST_CASE("the one file in a zip archive is read, twice, whatever stands beside it") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(3'500'000);
    const struct {
        const char* name;
        std::string content;
        std::string expected;
    } cases[] = {
        {"deflated", zipped({{"contacts.csv", text}}), text},
        {"stored", zipped({{"contacts.csv", text, false}}), text},
        {"from a stream", zipped({{"contacts.csv", text, true, true}}), text},
        {"zip64", zipped({{"contacts.csv", text, true, false, true}}), text},
        {"zip64, stored", zipped({{"contacts.csv", text, false, false, true}}), text},
        {"with a comment", zipped({{"contacts.csv", text}}, "from the shop, with PK\x05\x06 in it"), text},
        {"with an end in its comment", zipped({{"contacts.csv", text}}, "from the shop" + zipped({})), text},
        {"the same, and bytes behind it", zipped({{"contacts.csv", text}}, zipped({}, "x") + " ") + "x", text},
        {"a line end behind it", zipped({{"contacts.csv", text}}) + "\n", text},
        {"zip64, bytes behind it", zipped({{"contacts.csv", text, true, false, true}}) + std::string(512, '\0'), text},
        {"an archive in it, bytes behind it", zipped({{"contacts.csv", "a;b\n" + zipped({{"b", "b"}}), false}}) + "text", "a;b\n" + zipped({{"b", "b"}})},
        {"in a folder", zipped({{"export/", "", false}, {"export/contacts.csv", text}}), text},
        {"macOS", zipped({{"contacts.csv", text}, {"__MACOSX/._contacts.csv", "resources"}, {".DS_Store", "x"}}), text},
        {"a whole chunk", zipped({{"a", std::string(sniff_head_bytes + 1, 'x')}}), std::string(sniff_head_bytes + 1, 'x')},
        {"an empty file", zipped({{"a", ""}}), ""},
        {"an empty file, stored", zipped({{"a", "", false}}), ""},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto source = opened(folder.write("contacts.zip", c.content));
        for (int reading = 0; reading < 2; ++reading) {
            const auto all = drained(*source);
            REQUIRE_MESSAGE(all.ok(), (all.ok() ? "" : all.error().message));
            CHECK((*all == c.expected));
            CHECK(source->stored_bytes() == c.content.size());
            CHECK(source->stored_bytes_read() == c.content.size());
            CHECK(source->sha256().size() == 64);
            REQUIRE(source->rewind().ok());
        }
    }
}

TEST_CASE("a zip archive that is no single whole file is refused with a sentence that says why") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(200'000);  // fits the head: open() reads it whole
    const std::string packed = zipped({{"contacts.csv", text}});
    const std::string stored = zipped({{"contacts.csv", text, false}});
    const auto flipped = [](std::string content, std::size_t at) {
        content[at] = static_cast<char>(content[at] ^ 0x55);
        return content;
    };
    ZipMember secret{"contacts.csv", text};
    secret.flags = 1;
    ZipMember strange{"contacts.csv", text};
    strange.method = 14;
    ZipMember wrong{"contacts.csv", text};
    wrong.checksum_xor = 1;
    const struct {
        const char* name;
        std::string content;
        Code code;
        const char* expected;
    } cases[] = {
        {"several", zipped({{"a.csv", "a"}, {"b.csv", "b"}}), Code::file_unreadable, "2 files: a.csv, b.csv"},
        {"none", zipped({}), Code::file_unreadable, "without a file"},
        {"folders only", zipped({{"export/", "", false}}), Code::file_unreadable, "without a file"},
        {"password", zipped({secret}), Code::file_unreadable, "password"},
        {"method", zipped({strange}), Code::file_unreadable, "number 14"},
        {"checksum", zipped({wrong}), Code::decompression_failed, "checksum"},
        {"flipped", flipped(packed, packed.size() / 2), Code::decompression_failed, "is damaged: at byte "},
        {"flipped, stored", flipped(stored, stored.size() / 2), Code::decompression_failed, "checksum"},
        {"cut", packed.substr(0, packed.size() / 2), Code::decompression_failed, "cut off"},
        {"cut by a byte", packed.substr(0, packed.size() - 1), Code::decompression_failed, "cut off"},
        {"four bytes", packed.substr(0, 4), Code::decompression_failed, "cut off"},
        {"behind another", zipped({{"a.csv", "a"}}) + packed, Code::decompression_failed, "damaged"},
        {"first half missing", "PK\x03\x04" + packed.substr(packed.size() / 2), Code::decompression_failed, "damaged"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const Issue error = refusal_of(folder.write("contacts.zip", c.content));
        CHECK(error.code == c.code);
        CAPTURE(error.message);
        CHECK(error.message.find(c.expected) != std::string::npos);
        CHECK(!error.suggestion.empty());
    }
}

TEST_CASE("an unpacker that found an error does not come to a clean end") {
    const TemporaryFolder folder;
    ZipMember wrong{"contacts.csv", "name;mail\n"};
    wrong.checksum_xor = 1;
    const auto address = read_address(folder.write("contacts.zip", zipped({wrong})));
    REQUIRE(address.ok());
    auto input = open_input(*address, nullptr);
    REQUIRE(input.ok());
    auto reader = ZipReader::open(**input, "contacts.zip");
    REQUIRE(reader.ok());
    std::vector<std::byte> buffer(1000);
    for (int reading = 0; reading < 3; ++reading) {
        CHECK(!(*reader)->read(buffer).ok());
    }
}

TEST_CASE("a zip archive with any byte changed is refused, or reads as it was") {
    const TemporaryFolder folder;
    const std::string text = "name;mail\nAda;ada@example.com\nAda;ada@example.com\n";
    for (const bool large : {false, true}) {
        const std::string packed = zipped({{"contacts.csv", text, true, false, large}});
        for (std::size_t at = 4; at < packed.size(); ++at) {
            std::string content = packed;
            content[at] = static_cast<char>(content[at] ^ 0xFF);
            CAPTURE(at);
            auto source = Source::open(folder.write("contacts.zip", content));
            if (source) {
                const auto all = drained(**source);
                CHECK((!all || *all == text));
            }
        }
    }
}

TEST_CASE("a small zip archive that unpacks into a huge file is stopped") {
    const TemporaryFolder folder;
    const std::string path = folder.write("bomb.zip", zipped({{"a", std::string(3'000'000, 'a')}}));
    SourceOptions options;
    options.unpack.free_bytes = sniff_head_bytes + 500'000;
    const auto all = drained(*opened(path, options));
    REQUIRE(!all.ok());
    CHECK(all.error().code == Code::decompression_failed);
    CHECK(drained(*opened(path)).ok());
}

TEST_CASE("what was read ahead is given up when the reading starts again or ends") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(9'000'000);
    for (const std::string& content : {text, gzipped(text), zipped({{"a", text}})}) {
        const std::string path = folder.write("long", content);
        const auto straight = opened(path);
        REQUIRE(drained(*straight).ok());
        const auto source = opened(path);
        for (int chunks = 0; chunks < 12; ++chunks) {
            CAPTURE(chunks);
            std::size_t bytes = 0;
            for (int i = 0; i < chunks; ++i) {
                const auto chunk = source->next();
                REQUIRE(chunk.ok());
                REQUIRE(text.compare(bytes, chunk->size(), reinterpret_cast<const char*>(chunk->data()), chunk->size()) == 0);
                bytes += chunk->size();
                CHECK(source->bytes_read() == bytes);
            }
            REQUIRE(source->rewind().ok());
        }
        const auto again = drained(*source);
        REQUIRE(again.ok());
        CHECK((*again == text));
        CHECK(source->sha256() == straight->sha256());
        CHECK(source->next()->empty());  // the end stays the end
        const auto dropped = opened(path);
        REQUIRE(dropped->next().ok());
    }
}

TEST_CASE("an error of what is read ahead comes in its turn, and stays") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(6'000'000);
    const std::string packed = gzipped(text);
    const auto source = opened(folder.write("cut.gz", packed.substr(0, packed.size() - 4)));
    std::size_t bytes = 0;
    for (;;) {
        const auto chunk = source->next();
        if (!chunk) {
            CHECK(chunk.error().code == Code::decompression_failed);
            CHECK(!source->next().ok());
            break;
        }
        REQUIRE(!chunk->empty());
        bytes += chunk->size();
    }
    CHECK(bytes > 4'000'000);
    CHECK(source->sha256().empty());
}

TEST_CASE("a file that is changed or replaced while it is read is refused") {
    const TemporaryFolder folder;
    const std::string text = numbered_lines(12'000'000);  // more than is read ahead
    for (const bool replaced : {false, true}) {
        CAPTURE(replaced);
        const std::string path = folder.write("contacts.csv", text);
        const auto source = opened(path);
        REQUIRE(source->next().ok());
        if (replaced) {
            std::filesystem::rename(folder.write("new", text), path);
        } else {
            folder.write("contacts.csv", text.substr(0, 11'900'000));
        }
        const auto rest = drained(*source);
        REQUIRE(!rest.ok());
        CHECK(rest.error().code == Code::file_changed);
    }
}

TEST_CASE("what cannot be read is refused with a sentence that says why") {
    const TemporaryFolder folder;
    const std::string root = folder.path().string();
    const struct {
        std::string address;
        Code code;
        const char* expected;
    } cases[] = {
        {root + "/missing.csv", Code::file_unreadable, "does not exist"},
        {folder.write("file", "x") + "/below", Code::file_unreadable, "does not exist"},
        {root, Code::file_unreadable, "is a folder"},
        {"/dev/null", Code::file_unreadable, "is a device"},
        {"", Code::invalid_value, "names no file"},
        {"file:", Code::invalid_value, "names no file"},
        {"https://example.com/contacts.csv", Code::invalid_value, "https://"},
        {"file://server/contacts.csv", Code::invalid_value, "names the computer server"},
        {"file:%zz.csv", Code::invalid_value, "two hexadecimal digits"},
        {folder.write("book.xlsx", zipped({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<workbook/>"}})), Code::file_unreadable,
         "Excel workbook"},
        {folder.write("twice.gz", gzipped(gzipped("a;b"))), Code::file_unreadable, "packed twice"},
        {folder.write("twice.zip", zipped({{"a.gz", gzipped("a;b")}})), Code::file_unreadable, "packed twice"},
        {folder.write("book.ods", zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<a/>"}})),
         Code::file_unreadable, "OpenDocument spreadsheet"},
        {folder.write("a.7z", "7z\xBC\xAF\x27\x1C...."), Code::file_unreadable, "7-Zip"},
        {folder.write("a.rar", "Rar!\x1A\x07...."), Code::file_unreadable, "RAR"},
        {folder.write("a.png", "\x89PNG\r\n\x1A\n...."), Code::file_unreadable, "PNG"},
        {folder.write("a.jpg", "\xFF\xD8\xFF\xE0...."), Code::file_unreadable, "JPEG"},
        {folder.write("a.gif", "GIF89a...."), Code::file_unreadable, "GIF"},
        {folder.write("packed.xz", "\xFD" "7zXZ...."), Code::file_unreadable, "xz"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.address);
        const Issue error = refusal_of(c.address);
        CHECK(error.code == c.code);
        CAPTURE(error.message);
        CHECK(error.message.find(c.expected) != std::string::npos);
    }
}

TEST_CASE("an address is a path or a file URL, relative to the folder of its document") {
    const TemporaryFolder folder;
    folder.write("sub/contacts 1.csv", "a");
    SourceOptions options;
    options.folder = folder.path();
    for (const std::string& address : {std::string("sub/contacts 1.csv"), std::string("file:sub/contacts%201.csv"),
                                       folder.path().string() + "/sub/contacts 1.csv",
                                       "file://" + folder.path().string() + "/sub/contacts%201.csv",
                                       "file://localhost" + folder.path().string() + "/sub/contacts%201.csv"}) {
        CAPTURE(address);
        const auto source = opened(address, options);
        CHECK(source->name() == address);
        CHECK(source->head().size() == 1);
    }
}

TEST_CASE("a pipe can be read again, from the start") {
    const TemporaryFolder folder;
    const std::string pipe = folder.path() / "pipe";
    const std::string text = numbered_lines(2'200'000);
    folder.write("text", text);
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    for (const bool read_first : {false, true}) {
        CAPTURE(read_first);
        REQUIRE(std::system(("cat " + folder.path().string() + "/text > " + pipe + " &").c_str()) == 0);
        const auto source = opened(pipe);
        CHECK(source->head().size() == sniff_head_bytes);
        if (read_first) {
            const auto all = drained(*source);
            REQUIRE(all.ok());
            CHECK((*all == text));
        }
        REQUIRE(source->rewind().ok());
        CHECK(source->stored_bytes() == text.size());
        const auto again = drained(*source);
        REQUIRE(again.ok());
        CHECK((*again == text));
        CHECK(source->sha256().size() == 64);
    }
}

TEST_CASE("a reading ends when somebody asks for it") {
    const TemporaryFolder folder;
    std::atomic<bool> stop = false;
    SourceOptions options;
    options.stop = &stop;
    const auto source = opened(folder.write("long.csv", numbered_lines(3'000'000)), options);
    REQUIRE(source->next().ok());
    stop = true;
    const auto rest = source->next();
    REQUIRE(!rest.ok());
    CHECK(rest.error().code == Code::interrupted);
}
