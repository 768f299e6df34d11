// Bytes of any supported encoding to UTF-8 text, chunk by chunk, with a note of every place where text and source
// differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string_view>

#include "muster/encoding.hpp"
#include "text_kernel.hpp"

namespace muster {

// Places in the text that a person should know of: one, or a run of equal ones side by side, so that damage takes little
// memory.
struct DecodeMark {
    enum class Kind : std::uint8_t { replaced, cut_off, nul, control };
    std::uint64_t text = 0;         // offset of the first one in all of the decoded text
    std::uint32_t count = 1;        // how many
    std::uint8_t source_bytes = 1;  // how many bytes of the file stand behind the three of U+FFFD (or the one of a control)
    std::uint8_t first_byte = 0;    // the first of them
    Kind kind = Kind::replaced;

    bool is_replacement() const noexcept { return kind == Kind::replaced || kind == Kind::cut_off; }
    std::uint64_t width() const noexcept { return is_replacement() ? 3 : 1; }  // of one, in the text
    std::uint64_t end() const noexcept { return text + count * width(); }
    // How many of them start before an offset of the text.
    std::uint64_t count_before(std::uint64_t at) const noexcept {
        if (at <= text) return 0;
        return at >= end() ? count : (at - text + width() - 1) / width();
    }
};

// Decoded text. Keeps room behind its end, so that whole blocks can be read (text_block.hpp).
class TextBuffer {
public:
    const char* data() const noexcept { return data_.get(); }
    std::size_t size() const noexcept { return size_; }
    // Makes room for `more` bytes and returns where they go; added() says how many were written.
    char* room(std::size_t more);
    void added(std::size_t count) noexcept { size_ += count; }
    void append(std::string_view text);
    void drop_front(std::size_t count) noexcept;

private:
    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

class Decoder {
public:
    // Control characters are marked, but for tab, line ends and `allowed`: a delimiter may be one.
    explicit Decoder(Encoding encoding, std::size_t bom_bytes = 0, char allowed = '\t');

    // Appends the text of `bytes` to `text`; a character that is still incomplete waits for the next call.
    void decode(std::span<const std::byte> bytes, TextBuffer& text);
    // The end of the file: an incomplete character becomes U+FFFD.
    void finish(TextBuffer& text);
    // How many bytes of the source stand behind a piece of the text that starts at `begin` of all text; marks from there
    // on must not have been dropped.
    std::uint64_t source_bytes(std::uint64_t begin, std::string_view piece) const noexcept;

    // Characters that were replaced so far.
    std::uint64_t replaced() const noexcept { return replaced_; }

    // In the order of the text. Of zero bytes and other controls only the first of each line is sure to be marked.
    const std::deque<DecodeMark>& marks() const noexcept { return marks_; }
    // Forgets the marks of places before an offset of all text.
    void drop_marks(std::uint64_t end) noexcept;

private:
    // One character as it stands in the source.
    struct Unit {
        std::uint32_t character = 0;
        std::size_t length = 0;  // bytes it takes; 0: incomplete
        bool valid = true;
    };

    Unit unit_at(const unsigned char* bytes, std::size_t size) const noexcept;
    std::size_t complete_carried(const unsigned char* bytes, std::size_t size, TextBuffer& text);
    void decode_utf_8(const unsigned char* bytes, std::size_t size, TextBuffer& text);
    void decode_units(const unsigned char* bytes, std::size_t size, TextBuffer& text);
    void decode_single_byte(const unsigned char* bytes, std::size_t size, TextBuffer& text);
    void append_unit(const Unit& unit, const unsigned char* bytes, TextBuffer& text);
    bool is_marked_control(std::uint32_t character) const noexcept;
    void mark(DecodeMark mark);
    void mark_control(std::uint64_t at, unsigned char character, std::size_t length, const TextBuffer& text);
    void carry(const unsigned char* bytes, std::size_t size) noexcept;
    std::uint64_t source_width(std::string_view piece) const noexcept;

    Encoding encoding_;
    std::size_t skip_ = 0;
    char allowed_;
    const TextKernel* kernel_;
    std::uint64_t decoded_ = 0;    // bytes of text so far
    std::uint64_t text_base_ = 0;  // offset of the text buffer in all of the text
    unsigned char carry_[8] = {};  // an incomplete character
    std::size_t carried_ = 0;
    std::uint64_t replaced_ = 0;
    std::deque<DecodeMark> marks_;
    std::uint64_t last_nul_ = 0, last_control_ = 0;  // behind the last place of each, in all of the text; 0: none
};

}  // namespace muster
