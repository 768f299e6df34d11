#include "native/sources/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>
#include <string_view>

namespace muster::native {

// Names and offsets are those of APPNOTE.TXT 6.3.10, PKWARE's description of the format.
namespace {

constexpr std::size_t packed_buffer_bytes = 1u << 17;
constexpr std::uint32_t local_header_mark = 0x04034b50, entry_mark = 0x02014b50, end_mark = 0x06054b50;
constexpr std::uint32_t end64_mark = 0x06064b50, locator64_mark = 0x07064b50;
constexpr std::size_t local_header_bytes = 30, entry_bytes = 46, end_bytes = 22, end64_bytes = 56, locator64_bytes = 20;
constexpr std::size_t longest_comment = 0xFFFF;
// The list of an archive with one file takes some hundred bytes; macOS and folders may add some more entries.
constexpr std::uint64_t longest_list = 1u << 20;
constexpr std::uint16_t stored = 0, deflated = 8;
constexpr std::uint16_t encrypted_flag = 1;
constexpr std::uint64_t elsewhere = 0xFFFFFFFF;  // the number is too large for its field: it is in the zip64 part

std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t at, int size) {
    std::uint64_t value = 0;
    for (int i = size; i-- > 0;) {
        value = value << 8 | std::to_integer<std::uint64_t>(bytes[at + static_cast<std::size_t>(i)]);
    }
    return value;
}
std::uint16_t u16(std::span<const std::byte> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(number_at(bytes, at, 2));
}
std::uint32_t u32(std::span<const std::byte> bytes, std::size_t at) {
    return static_cast<std::uint32_t>(number_at(bytes, at, 4));
}
std::uint64_t u64(std::span<const std::byte> bytes, std::size_t at) {
    return number_at(bytes, at, 8);
}

Issue damaged(const std::string& name, const std::string& what) {
    return make_issue(Code::decompression_failed, "The zip archive " + name + " is damaged: " + what + ".", "Fetch or pack the file again.");
}

Issue unusable(const std::string& name, const std::string& what, const std::string& suggestion) {
    return make_issue(Code::file_unreadable, "The file " + name + " " + what + ".", suggestion);
}

// The bytes of the input from `at` on; fewer than asked for is damage.
Result<std::vector<std::byte>> bytes_at(Input& input, const std::string& name, std::uint64_t at, std::uint64_t count) {
    if (Result<void> moved = input.seek(at); !moved) {
        return std::move(moved).error();
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(count));
    Result<std::size_t> got = input.read(bytes);
    if (!got) {
        return std::move(got).error();
    }
    if (*got < count) {
        return damaged(name, "it ends in the middle");
    }
    return bytes;
}

struct ListPlace {
    std::uint64_t at = 0, bytes = 0, end = 0;
};

// The larger numbers of an archive beyond 4 GB or 65,535 files; `end_at` is where the short form stands.
Result<ListPlace> find_large_list(Input& input, const std::string& name, std::uint64_t end_at) {
    if (end_at < locator64_bytes + end64_bytes) {
        return damaged(name, "its list of files is not where it should be");
    }
    Result<std::vector<std::byte>> locator = bytes_at(input, name, end_at - locator64_bytes, locator64_bytes);
    if (!locator) {
        return std::move(locator).error();
    }
    const std::uint64_t at = u64(*locator, 8);
    if (u32(*locator, 0) != locator64_mark || at > end_at - locator64_bytes - end64_bytes) {
        return damaged(name, "its list of files is not where it should be");
    }
    Result<std::vector<std::byte>> end = bytes_at(input, name, at, end64_bytes);
    if (!end) {
        return std::move(end).error();
    }
    if (u32(*end, 0) != end64_mark) {
        return damaged(name, "its list of files is not where it should be");
    }
    return ListPlace{u64(*end, 48), u64(*end, 40), at};
}

bool is_large(std::span<const std::byte> end) {
    return u32(end, 16) == elsewhere || u32(end, 12) == elsewhere || u16(end, 10) == 0xFFFF;
}

// Whether the list of files ends where this record starts. What looks like a record in a comment, in a stored archive or
// behind the archive does not have that by chance.
bool follows_list(std::span<const std::byte> tail, std::size_t at, std::uint64_t tail_at) {
    const auto end = tail.subspan(at);
    if (is_large(end)) {
        return at >= locator64_bytes && u32(tail, at - locator64_bytes) == locator64_mark;
    }
    return std::uint64_t{u32(end, 16)} + u32(end, 12) == tail_at + at;
}

// The end record of an archive: before a comment, with which the file should end. Other bytes behind it, as some mail programs and
// editors append them, are left alone, if there is no doubt about the record.
std::optional<std::size_t> find_end(std::span<const std::byte> tail, std::uint64_t tail_at) {
    std::optional<std::size_t> best;
    int best_rank = 1;
    for (std::size_t at = 0; at + end_bytes <= tail.size(); ++at) {
        const std::size_t left = tail.size() - at;
        if (u32(tail, at) != end_mark || end_bytes + u16(tail, at + 20) > left) {
            continue;
        }
        const std::size_t whole = end_bytes + u16(tail, at + 20);
        const bool follows = follows_list(tail, at, tail_at);
        const int rank = (whole == left ? 2 : 0) + (follows ? 1 : 0);
        if (rank >= best_rank) {
            best = at;
            best_rank = rank;
        }
        if (follows) {
            at += whole - 1;  // whatever its comment contains is no record
        }
    }
    return best;
}

// Where the list of files stands: the last bytes of an archive tell it.
Result<ListPlace> find_list(Input& input, const std::string& name) {
    const std::uint64_t size = input.size().value_or(0);
    const std::uint64_t tail_bytes = std::min<std::uint64_t>(size, locator64_bytes + end_bytes + longest_comment);
    Result<std::vector<std::byte>> tail = bytes_at(input, name, size - tail_bytes, tail_bytes);
    if (!tail) {
        return std::move(tail).error();
    }
    const std::optional<std::size_t> at = find_end(*tail, size - tail_bytes);
    if (!at) {
        return damaged(name, "the list of files at its end is missing, so it was probably cut off");
    }
    const auto end = std::span<const std::byte>(*tail).subspan(*at);
    if (u16(end, 4) != 0xFFFF && u16(end, 4) != 0) {
        return unusable(name, "is the last part of a zip archive in several parts", "Unpack all parts first, and read the unpacked file.");
    }
    ListPlace list{u32(end, 16), u32(end, 12), size - tail_bytes + *at};
    if (is_large(end)) {
        Result<ListPlace> large = find_large_list(input, name, list.end);
        if (!large) {
            return large;
        }
        list = *large;
    }
    if (list.at > list.end || list.bytes > list.end - list.at) {
        return damaged(name, "its list of files is not where it should be");
    }
    return list;
}

// Takes the numbers that did not fit into the entry from its extra field; false when they are not there.
bool take_large_numbers(std::span<const std::byte> extra, ZipReader::Member& member) {
    std::span<const std::byte> numbers;
    while (extra.size() >= 4) {
        const std::size_t size = u16(extra, 2);
        if (size > extra.size() - 4) {
            return false;
        }
        if (u16(extra, 0) == 1) {
            numbers = extra.subspan(4, size);
            break;
        }
        extra = extra.subspan(4 + size);
    }
    for (std::uint64_t* number : {&member.bytes, &member.packed_bytes, &member.header_at}) {
        if (*number != elsewhere) {
            continue;
        }
        if (numbers.size() < 8) {
            return false;
        }
        *number = u64(numbers, 0);
        numbers = numbers.subspan(8);
    }
    return true;
}

// Folders, and what macOS packs beside the files that people see.
bool is_beside(std::string_view name) {
    return name.ends_with('/') || name.starts_with("__MACOSX/") || name == ".DS_Store" || name.ends_with("/.DS_Store");
}

std::optional<ZipReader::Member> take_entry(std::span<const std::byte>& list) {
    if (list.size() < entry_bytes || u32(list, 0) != entry_mark) {
        return std::nullopt;
    }
    const std::size_t name_bytes = u16(list, 28), extra_bytes = u16(list, 30);
    const std::size_t whole = entry_bytes + name_bytes + extra_bytes + u16(list, 32);
    if (whole > list.size()) {
        return std::nullopt;
    }
    ZipReader::Member member;
    member.name.assign(reinterpret_cast<const char*>(list.data()) + entry_bytes, name_bytes);
    member.flags = u16(list, 8);
    member.method = u16(list, 10);
    member.checksum = u32(list, 16);
    member.packed_bytes = u32(list, 20);
    member.bytes = u32(list, 24);
    member.header_at = u32(list, 42);
    if (!take_large_numbers(list.subspan(entry_bytes + name_bytes, extra_bytes), member)) {
        return std::nullopt;
    }
    list = list.subspan(whole);
    return member;
}

// The one file of the archive.
Result<ZipReader::Member> find_member(std::span<const std::byte> list, const std::string& name) {
    std::vector<ZipReader::Member> members;
    while (!list.empty()) {
        std::optional<ZipReader::Member> member = take_entry(list);
        if (!member) {
            return damaged(name, "its list of files cannot be read");
        }
        if (member->name == "[Content_Types].xml") {
            return unusable(name, "is an Excel workbook or another Office document, not text", "Save the workbook as CSV first.");
        }
        if (!is_beside(member->name)) {
            members.push_back(std::move(*member));
        }
    }
    const auto holds = [&](std::string_view wanted) {
        return std::any_of(members.begin(), members.end(), [&](const ZipReader::Member& member) { return member.name == wanted; });
    };
    if (holds("mimetype") && holds("content.xml")) {
        return unusable(name, "is an OpenDocument spreadsheet or another Office document, not text", "Save the spreadsheet as CSV first.");
    }
    if (members.empty()) {
        return unusable(name, "is a zip archive without a file in it", "Pack the file again, or read it unpacked.");
    }
    if (members.size() > 1) {
        return unusable(name, "is a zip archive with " + std::to_string(members.size()) + " files: " + members[0].name + ", " +
                                  members[1].name + (members.size() > 2 ? " and others" : ""),
                        "Unpack it, and read the file with the contacts.");
    }
    return std::move(members.front());
}

Result<void> check_member(const ZipReader::Member& member, const std::string& name) {
    if ((member.flags & encrypted_flag) != 0) {
        return unusable(name, "is a zip archive that is protected by a password", "Unpack it with the password, and read the unpacked file.");
    }
    if (member.method != stored && member.method != deflated) {
        return unusable(name, "is a zip archive packed by a method that Muster does not know (number " + std::to_string(member.method) + ")",
                        "Unpack it and read the unpacked file, or pack it with the usual method, deflate.");
    }
    if (member.method == stored && member.bytes != member.packed_bytes) {
        return damaged(name, "its list of files contradicts itself");
    }
    return {};
}

// Where the packed bytes of the member start. The header before them repeats the list, but has a length of its own.
Result<std::uint64_t> find_data(Input& input, const std::string& name, const ZipReader::Member& member, std::uint64_t list_at) {
    if (member.header_at > list_at || local_header_bytes > list_at - member.header_at) {
        return damaged(name, "its list of files names a place outside the archive");
    }
    Result<std::vector<std::byte>> header = bytes_at(input, name, member.header_at, local_header_bytes);
    if (!header) {
        return std::move(header).error();
    }
    const std::uint64_t at = member.header_at + local_header_bytes + u16(*header, 26) + u16(*header, 28);
    if (u32(*header, 0) != local_header_mark || at > list_at || member.packed_bytes > list_at - at) {
        return damaged(name, "its list of files names a place where no file starts");
    }
    return at;
}

}  // namespace

struct ZipReader::Stream : z_stream {
    Stream() : z_stream{} {
        if (inflateInit2(this, -MAX_WBITS) != Z_OK) {  // negative: no header, no trailer
            throw std::bad_alloc();
        }
    }
    ~Stream() { inflateEnd(this); }
};

bool is_zip(std::span<const std::byte> head) noexcept {
    return head.size() >= 4 && (u32(head, 0) == local_header_mark || u32(head, 0) == end_mark);
}

Result<std::unique_ptr<ZipReader>> ZipReader::open(Input& input, std::string name, const UnpackLimits& limits) {
    if (Result<void> start = input.seek(0); !start) {  // after it the size is known, of a stream as well
        return std::move(start).error();
    }
    Result<ListPlace> place = find_list(input, name);
    if (!place) {
        return std::move(place).error();
    }
    if (place->bytes > longest_list) {
        return unusable(name, "is a zip archive with very many files", "Unpack it, and read the file with the contacts.");
    }
    Result<std::vector<std::byte>> list = bytes_at(input, name, place->at, place->bytes);
    if (!list) {
        return std::move(list).error();
    }
    Result<Member> member = find_member(*list, name);
    if (!member) {
        return std::move(member).error();
    }
    if (Result<void> checked = check_member(*member, name); !checked) {
        return std::move(checked).error();
    }
    Result<std::uint64_t> data_at = find_data(input, name, *member, place->at);
    if (!data_at) {
        return std::move(data_at).error();
    }
    std::unique_ptr<ZipReader> reader(new ZipReader(input, std::move(name), limits, std::move(member).value(), *data_at));
    if (Result<void> start = reader->rewind(); !start) {
        return std::move(start).error();
    }
    return reader;
}

ZipReader::ZipReader(Input& input, std::string name, const UnpackLimits& limits, Member member, std::uint64_t data_at)
    : input_(input), name_(std::move(name)), limits_(limits), member_(std::move(member)), data_at_(data_at),
      stream_(std::make_unique<Stream>()), packed_buffer_(packed_buffer_bytes) {}

ZipReader::~ZipReader() = default;

Result<void> ZipReader::rewind() {
    inflateReset(stream_.get());
    stream_->avail_in = 0;
    position_ = data_at_;
    left_ = member_.packed_bytes;
    unpacked_ = 0;
    checksum_ = 0;
    ended_ = false;
    return input_.seek(data_at_);
}

Issue ZipReader::broken(const std::string& what) const {
    return damaged(name_, "at byte " + std::to_string(position_ - stream_->avail_in) + ", in " + member_.name + ", " + what);
}

Result<void> ZipReader::refill() {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, packed_buffer_.size()));
    Result<std::size_t> got = input_.read(std::span(packed_buffer_).first(wanted));
    if (!got) {
        return std::move(got).error();
    }
    if (*got < wanted) {
        return broken("the data end in the middle");
    }
    position_ += wanted;
    left_ -= wanted;
    stream_->next_in = reinterpret_cast<Bytef*>(packed_buffer_.data());
    stream_->avail_in = static_cast<uInt>(wanted);
    return {};
}

// Reads on to the end of the archive, where a file that was changed meanwhile is noticed, and checks what was unpacked.
Result<void> ZipReader::finish() {
    if (left_ > 0 || stream_->avail_in > 0 || unpacked_ != member_.bytes) {
        return broken("the data have another length than the list of files says");
    }
    if (checksum_ != member_.checksum) {
        return broken("the data do not agree with their checksum");
    }
    for (;;) {
        Result<std::size_t> got = input_.read(packed_buffer_);
        if (!got) {
            return std::move(got).error();
        }
        position_ += *got;
        if (*got < packed_buffer_.size()) {
            ended_ = true;
            return {};
        }
    }
}

Result<std::size_t> ZipReader::copy(std::span<std::byte> buffer) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer.size()));
    Result<std::size_t> got = input_.read(buffer.first(wanted));
    if (!got) {
        return got;
    }
    if (*got < wanted) {
        return broken("the data end in the middle");
    }
    position_ += wanted;
    left_ -= wanted;
    return wanted;
}

// At the end of the data, as inflate sees it, the rest of the buffer stays empty.
Result<std::size_t> ZipReader::unpack(std::span<std::byte> buffer) {
    stream_->next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_->avail_out = static_cast<uInt>(buffer.size());
    while (stream_->avail_out > 0) {
        if (stream_->avail_in == 0 && left_ > 0) {
            if (Result<void> filled = refill(); !filled) {
                return std::move(filled).error();
            }
        }
        const int status = inflate(stream_.get(), Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            break;
        }
        if (status == Z_BUF_ERROR && left_ == 0) {
            return broken("the data end in the middle");
        }
        if (status != Z_OK && status != Z_BUF_ERROR) {
            return broken("the data cannot be unpacked");
        }
    }
    return buffer.size() - stream_->avail_out;
}

Result<std::size_t> ZipReader::read(std::span<std::byte> buffer) {
    if (ended_) {
        return std::size_t{0};
    }
    Result<std::size_t> got = member_.method == stored ? copy(buffer) : unpack(buffer);
    if (!got) {
        return got;
    }
    unpacked_ += *got;
    checksum_ = static_cast<std::uint32_t>(crc32(checksum_, reinterpret_cast<const Bytef*>(buffer.data()), static_cast<uInt>(*got)));
    const std::uint64_t used = member_.packed_bytes - left_ - stream_->avail_in;
    if (std::optional<Issue> issue = limits_.exceeded(unpacked_, used, "zip archive", name_)) {
        return std::move(*issue);
    }
    if (*got < buffer.size()) {
        if (Result<void> finished = finish(); !finished) {
            return std::move(finished).error();
        }
    }
    return got;
}

}  // namespace muster::native
