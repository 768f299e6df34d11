#include "decoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "encoding_tables.hpp"
#include "line_break.hpp"
#include "text_block.hpp"

namespace muster {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;
constexpr std::string_view replacement_text = "\xEF\xBF\xBD";

std::size_t write_character(std::uint32_t character, char* to) noexcept {
    const auto low = [&](int shift) { return static_cast<char>(0x80u | ((character >> shift) & 0x3Fu)); };
    if (character < 0x80u) {
        to[0] = static_cast<char>(character);
        return 1;
    }
    if (character < 0x800u) {
        to[0] = static_cast<char>(0xC0u | (character >> 6));
        to[1] = low(0);
        return 2;
    }
    if (character < 0x10000u) {
        to[0] = static_cast<char>(0xE0u | (character >> 12));
        to[1] = low(6);
        to[2] = low(0);
        return 3;
    }
    to[0] = static_cast<char>(0xF0u | (character >> 18));
    to[1] = low(12);
    to[2] = low(6);
    to[3] = low(0);
    return 4;
}

// The bytes that may follow a UTF-8 lead byte: how many, and the range of the first one (Unicode, table 3-7).
struct Utf8Lead {
    std::size_t length;  // 0: no lead byte
    unsigned char low, high;
};

Utf8Lead utf_8_lead(unsigned char byte) noexcept {
    if (byte < 0xC2u) return {0, 0, 0};
    if (byte < 0xE0u) return {2, 0x80, 0xBF};
    if (byte == 0xE0u) return {3, 0xA0, 0xBF};
    if (byte == 0xEDu) return {3, 0x80, 0x9F};
    if (byte < 0xF0u) return {3, 0x80, 0xBF};
    if (byte == 0xF0u) return {4, 0x90, 0xBF};
    if (byte < 0xF4u) return {4, 0x80, 0xBF};
    if (byte == 0xF4u) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

std::uint64_t count_characters(std::string_view text) noexcept {
    std::uint64_t count = 0;
    for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u;
    return count;
}

std::uint64_t count_supplementary(std::string_view text) noexcept {
    std::uint64_t count = 0;
    for (const char byte : text) count += static_cast<unsigned char>(byte) >= 0xF0u;
    return count;
}

}  // namespace

char* TextBuffer::room(std::size_t more) {
    const std::size_t wanted = size_ + more + block_bytes;
    if (wanted > capacity_) {
        const std::size_t larger = std::max(wanted, capacity_ + capacity_ / 2);
        std::unique_ptr<char[]> grown(new char[larger]());
        if (size_ != 0) std::memcpy(grown.get(), data_.get(), size_);
        data_ = std::move(grown);
        capacity_ = larger;
    }
    return data_.get() + size_;
}

void TextBuffer::append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
}

void TextBuffer::drop_front(std::size_t count) noexcept {
    if (count == 0) return;
    size_ -= count;
    std::memmove(data_.get(), data_.get() + count, size_);
}

Decoder::Decoder(Encoding encoding, std::size_t bom_bytes, char allowed)
    : encoding_(encoding), skip_(bom_bytes), allowed_(allowed), kernel_(&text_kernel()) {}

void Decoder::decode(std::span<const std::byte> bytes, TextBuffer& text) {
    const std::size_t skipped = std::min(skip_, bytes.size());
    skip_ -= skipped;
    bytes = bytes.subspan(skipped);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t size = bytes.size();
    const std::size_t size_before = text.size();
    text_base_ = decoded_ - size_before;
    const std::size_t used = complete_carried(data, size, text);
    data += used;
    size -= used;
    if (size != 0) {
        if (encoding_ == Encoding::utf_8) {
            decode_utf_8(data, size, text);
        } else if (upper_half_of(encoding_) != nullptr) {
            decode_single_byte(data, size, text);
        } else {
            decode_units(data, size, text);
        }
    }
    decoded_ += text.size() - size_before;
}

void Decoder::finish(TextBuffer& text) {
    if (carried_ == 0) return;
    text_base_ = decoded_ - text.size();
    ++replaced_;
    mark({text_base_ + text.size(), 1, static_cast<std::uint8_t>(carried_), carry_[0], DecodeMark::Kind::cut_off});
    text.append(replacement_text);
    decoded_ += replacement_text.size();
    carried_ = 0;
}

// Gives an incomplete character of the last chunk its missing bytes; returns how many of the new bytes were used.
// An invalid character may end before the byte that showed it, so several can come out of the carried bytes.
std::size_t Decoder::complete_carried(const unsigned char* bytes, std::size_t size, TextBuffer& text) {
    std::size_t used = 0;
    while (carried_ != 0 && used < size) {
        carry_[carried_++] = bytes[used++];
        while (carried_ != 0) {
            const Unit unit = unit_at(carry_, carried_);
            if (unit.length == 0) break;
            append_unit(unit, carry_, text);
            carried_ -= unit.length;
            std::memmove(carry_, carry_ + unit.length, carried_);
        }
    }
    return used;
}

void Decoder::carry(const unsigned char* bytes, std::size_t size) noexcept {
    std::memcpy(carry_, bytes, size);
    carried_ = size;
}

Decoder::Unit Decoder::unit_at(const unsigned char* bytes, std::size_t size) const noexcept {
    if (encoding_ == Encoding::utf_8) {
        if (bytes[0] < 0x80u) return {bytes[0], 1, true};
        const Utf8Lead lead = utf_8_lead(bytes[0]);
        if (lead.length == 0) return {replacement, 1, false};
        std::uint32_t character = bytes[0] & (0x7Fu >> lead.length);
        for (std::size_t i = 1; i < lead.length; ++i) {
            if (i >= size) return {};
            const unsigned char low = i == 1 ? lead.low : 0x80, high = i == 1 ? lead.high : 0xBF;
            if (bytes[i] < low || bytes[i] > high) return {replacement, i, false};
            character = (character << 6) | (bytes[i] & 0x3Fu);
        }
        return {character, lead.length, true};
    }
    if (encoding_ == Encoding::utf_16le || encoding_ == Encoding::utf_16be) {
        const std::size_t high = encoding_ == Encoding::utf_16be ? 0 : 1;
        const auto word = [&](std::size_t at) {
            return static_cast<std::uint32_t>((bytes[at + high] << 8) | bytes[at + 1 - high]);
        };
        if (size < 2) return {};
        const std::uint32_t first = word(0);
        if (first < 0xD800u || first > 0xDFFFu) return {first, 2, true};
        if (first >= 0xDC00u) return {replacement, 2, false};
        if (size < 4) return {};
        const std::uint32_t second = word(2);
        if (second < 0xDC00u || second > 0xDFFFu) return {replacement, 2, false};
        return {0x10000u + ((first - 0xD800u) << 10) + (second - 0xDC00u), 4, true};
    }
    if (size < 4) return {};
    std::uint32_t character = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t at = encoding_ == Encoding::utf_32be ? i : 3 - i;
        character = (character << 8) | bytes[at];
    }
    const bool valid = character < 0xD800u || (character > 0xDFFFu && character <= 0x10FFFFu);
    return {valid ? character : replacement, 4, valid};
}

bool Decoder::is_marked_control(std::uint32_t character) const noexcept {
    if (character >= 0x20u && character != 0x7Fu) return false;
    return character != '\t' && character != '\n' && character != '\r' && character != static_cast<unsigned char>(allowed_);
}

void Decoder::mark(DecodeMark mark) {
    if (!marks_.empty()) {
        DecodeMark& last = marks_.back();
        constexpr std::uint32_t most = ~std::uint32_t{0};
        if (last.end() == mark.text && last.kind == mark.kind && last.first_byte == mark.first_byte &&
            last.source_bytes == mark.source_bytes && last.count != most) {
            ++last.count;
            return;
        }
    }
    marks_.push_back(mark);
}

// A row is told of only once, so that the first one in a line is enough. `text` holds all but what is said to be written.
void Decoder::mark_control(std::uint64_t at, unsigned char character, std::size_t length, const TextBuffer& text) {
    const auto kind = character == 0 ? DecodeMark::Kind::nul : DecodeMark::Kind::control;
    std::uint64_t& last = kind == DecodeMark::Kind::nul ? last_nul_ : last_control_;
    const std::uint64_t since = std::exchange(last, at + 1);
    if (since > text_base_) {
        const auto begin = static_cast<std::size_t>(since - text_base_), end = static_cast<std::size_t>(at - text_base_);
        const std::string_view between(text.data() + begin, end - begin);
        if (std::none_of(between.begin(), between.end(), is_line_break)) return;
    }
    mark({at, 1, static_cast<std::uint8_t>(length), character, kind});
}

void Decoder::drop_marks(std::uint64_t end) noexcept {
    while (!marks_.empty() && marks_.front().end() <= end) marks_.pop_front();
    if (marks_.empty() || marks_.front().text >= end) return;
    DecodeMark& cut = marks_.front();
    const std::uint64_t dropped = cut.count_before(end);
    cut.text += dropped * cut.width();
    cut.count -= static_cast<std::uint32_t>(dropped);
    if (cut.count == 0) marks_.pop_front();
}

void Decoder::append_unit(const Unit& unit, const unsigned char* bytes, TextBuffer& text) {
    const std::uint64_t at = text_base_ + text.size();
    if (!unit.valid) {
        ++replaced_;
        mark({at, 1, static_cast<std::uint8_t>(unit.length), bytes[0], DecodeMark::Kind::replaced});
    } else if (is_marked_control(unit.character)) {
        mark_control(at, static_cast<unsigned char>(unit.character), unit.length, text);
    }
    text.added(write_character(unit.character, text.room(4)));
}

// Valid text is copied as a whole; where the kernel stops, a block is looked at character by character.
void Decoder::decode_utf_8(const unsigned char* bytes, std::size_t size, TextBuffer& text) {
    std::size_t at = 0;
    while (at < size) {
        const std::size_t copied =
            kernel_->copy_utf_8(reinterpret_cast<const char*>(bytes + at), size - at, allowed_, text.room(size - at));
        text.added(copied);
        at += copied;
        for (const std::size_t stop = std::min(size, at + block_bytes); at < stop;) {
            const Unit unit = unit_at(bytes + at, size - at);
            if (unit.length == 0) return carry(bytes + at, size - at);
            append_unit(unit, bytes + at, text);
            at += unit.length;
        }
    }
}

void Decoder::decode_units(const unsigned char* bytes, std::size_t size, TextBuffer& text) {
    text.room(size + size / 2);
    std::size_t at = 0;
    while (at < size) {
        const Unit unit = unit_at(bytes + at, size - at);
        if (unit.length == 0) break;
        append_unit(unit, bytes + at, text);
        at += unit.length;
    }
    carry(bytes + at, size - at);
}

void Decoder::decode_single_byte(const unsigned char* bytes, std::size_t size, TextBuffer& text) {
    constexpr std::size_t longest = 3;
    const UpperHalf& upper = *upper_half_of(encoding_);
    std::size_t at = 0;
    while (at < size) {
        char* to = text.room((size - at) * longest);
        const std::size_t copied =
            kernel_->copy_ascii(reinterpret_cast<const char*>(bytes + at), size - at, allowed_, to);
        text.added(copied);
        at += copied;
        to += copied;
        const std::uint64_t base = text_base_ + text.size();
        std::size_t written = 0;
        for (const std::size_t stop = std::min(size, at + block_bytes); at < stop; ++at) {
            const unsigned char byte = bytes[at];
            if (byte < 0x80u) {
                if (is_marked_control(byte)) mark_control(base + written, byte, 1, text);
                to[written++] = static_cast<char>(byte);
                continue;
            }
            const std::uint32_t character = upper[byte - 0x80u];
            if (character == replacement) {
                ++replaced_;
                mark({base + written, 1, 1, byte, DecodeMark::Kind::replaced});
            }
            written += write_character(character, to + written);
        }
        text.added(written);
    }
}

std::uint64_t Decoder::source_width(std::string_view piece) const noexcept {
    switch (encoding_) {
        case Encoding::utf_8: return piece.size();
        case Encoding::utf_16le:
        case Encoding::utf_16be: return 2 * (count_characters(piece) + count_supplementary(piece));
        case Encoding::utf_32le:
        case Encoding::utf_32be: return 4 * count_characters(piece);
        default: return count_characters(piece);
    }
}

std::uint64_t Decoder::source_bytes(std::uint64_t begin, std::string_view piece) const noexcept {
    std::uint64_t width = source_width(piece);
    const std::uint64_t end = begin + piece.size();
    auto mark = std::partition_point(marks_.begin(), marks_.end(), [&](const DecodeMark& one) { return one.end() <= begin; });
    for (; mark != marks_.end() && mark->text < end; ++mark) {
        if (!mark->is_replacement()) continue;
        const std::uint64_t count = mark->count_before(end) - mark->count_before(begin);
        width += count * mark->source_bytes;
        width -= count * source_width(replacement_text);
    }
    return width;
}

std::string decoded_text(std::span<const std::byte> bytes, Encoding encoding, std::size_t bom_bytes, bool whole) {
    Decoder decoder(encoding, bom_bytes);
    TextBuffer text;
    decoder.decode(bytes, text);
    if (whole) decoder.finish(text);
    return {text.data(), text.size()};
}

}  // namespace muster
