// The code of the kernels, for the set of instructions that the including file is built for. No function of the standard
// library that is not inlined away may be called here: the linker could give the code for one processor to all.
#pragma once

#include "text_block.hpp"
#include "text_kernel.hpp"

#if defined(__PCLMUL__) && !defined(MUSTER_PLAIN_BLOCKS)
#include <wmmintrin.h>
#endif

namespace muster {
inline namespace MUSTER_BLOCKS {

inline std::size_t ones(std::uint64_t bits) noexcept { return static_cast<std::size_t>(__builtin_popcountll(bits)); }
// 64 without any bit.
inline std::size_t trailing_zeros(std::uint64_t bits) noexcept {
    return bits == 0 ? block_bytes : static_cast<std::size_t>(__builtin_ctzll(bits));
}

// Each bit: whether an odd number of bits is set up to and with its place.
inline std::uint64_t prefix_xor(std::uint64_t bits) noexcept {
#if defined(__PCLMUL__) && !defined(MUSTER_PLAIN_BLOCKS)
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(bits)), _mm_set1_epi8(static_cast<char>(0xFF)), 0);
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
#else
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
#endif
}

// Whether text goes on as UTF-8, block by block.
class Utf8Checker {
public:
    // `high`: the bytes of the block outside ASCII; `end`: behind the block. In line: the block stays in registers.
    [[gnu::always_inline]] bool goes_on(const TextBlock& block, std::uint64_t high, const char* end) noexcept {
        if (is_simple(block, high)) {
            last_ = block.part(TextBlock::parts - 1);
            return true;
        }
        return has_no_fault(block, end);
    }

private:
    // Characters of at most two bytes are most of what contact files hold: behind each lead stands one continuation, and
    // no other one is there.
    [[gnu::always_inline]] bool is_simple(const TextBlock& block, std::uint64_t high) noexcept {
        if (in_long_character_ || block.has_uncommon_lead()) return false;
        const std::uint64_t continuations = block.continuations();
        const std::uint64_t leads = high & ~continuations;
        if (continuations != (leads << 1 | after_lead_)) return false;
        after_lead_ = leads >> 63;
        return true;
    }

#if defined(MUSTER_NO_LOOK_UP)
    bool has_no_fault(const TextBlock&, const char*) noexcept { return false; }
#else
    // All else from pairs of neighbouring bytes, after Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction
    // Per Byte" (2021): three tables of 16 give for each half byte the faults that it allows; a fault that all three
    // allow is one.
    [[gnu::noinline]] bool has_no_fault(const TextBlock& block, const char* end) noexcept {
        Bytes faults = Bytes::all(0);
        for (std::size_t i = 0; i < TextBlock::parts; ++i) faults = faults | faults_of(block.part(i));
        const auto byte = [&](std::size_t back) { return static_cast<unsigned char>(*(end - back)); };
        after_lead_ = byte(1) >= 0xC0u && byte(1) < 0xE0u ? 1 : 0;
        in_long_character_ = byte(1) >= 0xE0u || byte(2) >= 0xE0u || byte(3) >= 0xF0u;
        return equal(faults, Bytes::all(0)).bits() == TextBlock::all_bits;
    }

    enum Fault : unsigned char {
        too_short = 1,      // a lead byte, and no continuation behind it
        too_long = 2,       // ASCII, and a continuation behind it
        overlong_3 = 4,     // E0 80..9F
        too_large = 8,      // F4 90.., F5 ..
        surrogate = 16,     // ED A0..BF
        overlong_2 = 32,    // C0, C1
        overlong_4 = 64,    // F0 80..8F; F5 80..8F as well
        two_follow = 128,   // two continuations: right behind three- and four-byte leads only
        carried = too_short | too_long | two_follow,  // what the lower half of the first byte says nothing about
    };
    static constexpr unsigned char first_high[16] = {
        too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long,
        two_follow, two_follow, two_follow, two_follow,
        too_short | overlong_2, too_short, too_short | overlong_3 | surrogate, too_short | too_large | overlong_4};
    static constexpr unsigned char first_low[16] = {
        carried | overlong_3 | overlong_2 | overlong_4, carried | overlong_2, carried, carried, carried | too_large,
        carried | too_large | overlong_4, carried | too_large | overlong_4, carried | too_large | overlong_4,
        carried | too_large | overlong_4, carried | too_large | overlong_4, carried | too_large | overlong_4,
        carried | too_large | overlong_4, carried | too_large | overlong_4,
        carried | too_large | overlong_4 | surrogate, carried | too_large | overlong_4, carried | too_large | overlong_4};
    static constexpr unsigned char second_high[16] = {
        too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
        too_long | overlong_2 | two_follow | overlong_3 | overlong_4,
        too_long | overlong_2 | two_follow | overlong_3 | too_large,
        too_long | overlong_2 | two_follow | surrogate | too_large,
        too_long | overlong_2 | two_follow | surrogate | too_large,
        too_short, too_short, too_short, too_short};

    Bytes faults_of(Bytes here) noexcept {
        const Bytes one_before = before<1>(here, last_);
        const Bytes pair = look_up(Bytes::table(first_high), high_half(one_before)) &
                           look_up(Bytes::table(first_low), one_before & Bytes::all(0x0F)) &
                           look_up(Bytes::table(second_high), high_half(here));
        // The third byte of three and the third and fourth of four must be continuations behind one; no others may.
        const Bytes third = less_saturated(before<2>(here, last_), Bytes::all(0xE0 - 0x80));
        const Bytes fourth = less_saturated(before<3>(here, last_), Bytes::all(0xF0 - 0x80));
        last_ = here;
        return pair ^ ((third | fourth) & Bytes::all(0x80));
    }
#endif

    Bytes last_ = Bytes::all(0);
    std::uint64_t after_lead_ = 0;   // 1: the block before ends with a lead of two bytes
    bool in_long_character_ = false;  // it may end inside a longer character
};

// The end of the last character that is whole, in text that is valid up to `end` but may be cut there.
inline std::size_t whole_characters(const char* text, std::size_t end) noexcept {
    for (std::size_t back = 1; back <= 3 && back <= end; ++back) {
        const auto byte = static_cast<unsigned char>(text[end - back]);
        if (byte < 0x80u) return end;
        if (byte >= 0xC0u) return byte >= 0xF0u || back < (byte >= 0xE0u ? 3u : 2u) ? end - back : end;
    }
    return end;
}

// A text with characters outside ASCII has more of them: guessing from block to block costs more than checking.
inline constexpr unsigned blocks_watched = 64;

template <class Checker, bool allows_control>
std::size_t copy_checked(const char* from, std::size_t size, char allowed, char* to) noexcept {
    Checker checker;
    unsigned watched = 0;  // so many blocks more are checked, whether or not they are ASCII
    std::size_t at = 0;
    for (; at + block_bytes <= size; at += block_bytes) {
        const TextBlock block(from + at);
        block.store(to + at);
        if (block.may_have_control<allows_control>(allowed) && block.control(allowed) != 0) break;
        if (watched == 0 && !block.has_high()) continue;
        const std::uint64_t high = block.high();
        if (!checker.goes_on(block, high, from + at + block_bytes)) break;
        watched = high != 0 ? blocks_watched : watched - 1;
    }
    return watched == 0 ? at : whole_characters(from, at);
}

// Takes ASCII only.
struct AsciiChecker {
    bool goes_on(const TextBlock&, std::uint64_t, const char*) noexcept { return false; }
};

inline bool is_control(char byte) noexcept { return static_cast<unsigned char>(byte) < 0x20u || byte == 0x7F; }

inline std::size_t copy_ascii(const char* from, std::size_t size, char allowed, char* to) noexcept {
    return is_control(allowed) ? copy_checked<AsciiChecker, true>(from, size, allowed, to)
                               : copy_checked<AsciiChecker, false>(from, size, allowed, to);
}

inline std::size_t copy_utf_8(const char* from, std::size_t size, char allowed, char* to) noexcept {
    return is_control(allowed) ? copy_checked<Utf8Checker, true>(from, size, allowed, to)
                               : copy_checked<Utf8Checker, false>(from, size, allowed, to);
}

// The structure of 64 bytes.
struct BlockStructure {
    std::uint64_t cells = 0;         // delimiters outside quotes
    std::uint64_t rows = 0;          // line feeds outside quotes
    std::uint64_t inner_breaks = 0;  // line feeds inside quotes
    std::uint64_t irregular = 0;     // what needs the exact machine: the row that holds such a byte
};

// Follows the structure from block to block, from the start of a row on.
class StructureScan {
public:
    explicit StructureScan(const Structure& structure) noexcept
        : delimiter_(structure.has_delimiter ? structure.delimiter : never),
          quote_(structure.has_quote ? structure.quote : never),
          escape_(structure.escape),
          has_escape_(structure.has_escape),
          may_have_cr_(structure.crlf),
          lf_off_(on(!structure.lf)),
          off_differ_(on(structure.lf != structure.crlf)) {}

    // In line: its state belongs into registers, and compilers do not see that by themselves.
    [[gnu::always_inline]] BlockStructure next(const char* text) noexcept {
        const TextBlock block(text);
        const std::uint64_t quotes = block.equal_to(quote_);
        const std::uint64_t delimiters = block.equal_to(delimiter_);
        const std::uint64_t lfs = block.equal_to('\n');
        const std::uint64_t crs = may_have_cr_ || block.has('\r') ? block.equal_to('\r') : 0;
        // An opening quote is inside, a closing one is not. A doubled quote closes and opens again.
        const std::uint64_t inside = prefix_xor(quotes) ^ inside_;
        const std::uint64_t opening = quotes & inside, closing = quotes & ~inside;
        const std::uint64_t borders = delimiters | lfs | quotes;
        const std::uint64_t after_border = borders << 1 | after_border_;
        const std::uint64_t after_closing = closing << 1 | after_closing_;
        const std::uint64_t after_cr = crs << 1 | after_cr_;
        BlockStructure found;
        found.cells = delimiters & ~inside;
        found.rows = lfs & ~inside;
        found.inner_breaks = lfs & inside;
        found.irregular = (opening & ~after_border) | (after_closing & ~(borders | crs)) | (after_cr & ~lfs) |
                          (found.rows & ((after_cr & off_differ_) ^ lf_off_));
        if (has_escape_) found.irregular |= block.equal_to(escape_);
        inside_ = std::uint64_t{0} - (inside >> 63);
        after_border_ = borders >> 63;
        after_closing_ = closing >> 63;
        after_cr_ = crs >> 63;
        return found;
    }

private:
    static std::uint64_t on(bool is_on) noexcept { return is_on ? ~std::uint64_t{0} : 0; }

    static constexpr char never = '\xFF';  // no text in UTF-8 holds it
    char delimiter_, quote_, escape_;
    bool has_escape_, may_have_cr_;
    std::uint64_t lf_off_, off_differ_;  // LF is not regular; one of LF and CRLF is, the other is not
    std::uint64_t inside_ = 0, after_border_ = 1, after_closing_ = 0, after_cr_ = 0;
};

// The bits of a block that lie before `end`.
inline std::uint64_t bits_before(std::size_t block, std::size_t end) noexcept {
    return end - block >= block_bytes ? ~std::uint64_t{0} : (std::uint64_t{1} << (end - block)) - 1;
}

// Counts rows from block to block.
class RowCount {
public:
    RowCount(const Structure& structure, const char* text, std::size_t begin, std::size_t cells, std::size_t longest) noexcept
        : structure_(structure), scan_(structure), text_(text), cells_(cells), longest_(longest) {
        counted_.end = begin;
    }

    // Goes through a block, of which the bits of `kept` count. False: a row was met that is not to be counted.
    [[gnu::always_inline]] bool take(std::size_t block, std::uint64_t kept) noexcept {
        const BlockStructure found = scan_.next(text_ + block);
        const std::uint64_t irregular = found.irregular & kept;
        std::uint64_t rows = found.rows & kept;
        if (irregular != 0) rows &= (irregular & (std::uint64_t{0} - irregular)) - 1;
        for (; rows != 0; rows &= rows - 1) {
            const std::uint64_t up_to = (rows & (std::uint64_t{0} - rows)) - 1;
            const std::size_t delimiters = delimiters_ + ones(found.cells & up_to);
            const std::size_t row_end = block + trailing_zeros(rows);
            if (delimiters - delimiters_of_rows_ + 1 != cells_ || row_end - counted_.end > longest_ || is_special()) return false;
            delimiters_of_rows_ = delimiters;
            counted_.end = row_end + 1;
            ++counted_.rows;
            if (found.inner_breaks == 0 && inner_breaks_ == inner_breaks_of_rows_) continue;
            inner_breaks_of_rows_ = inner_breaks_ + ones(found.inner_breaks & up_to);
        }
        delimiters_ += ones(found.cells);
        if (found.inner_breaks != 0) inner_breaks_ += ones(found.inner_breaks);
        return irregular == 0;
    }

    CountedRows counted() const noexcept {
        CountedRows counted = counted_;
        counted.lines = counted.rows + inner_breaks_of_rows_;
        return counted;
    }

private:
    // The next row may be blank or a comment.
    bool is_special() const noexcept {
        const char first = text_[counted_.end];
        return (cells_ < 2 && static_cast<unsigned char>(first) <= ' ') || (structure_.has_comment && first == structure_.comment);
    }

    Structure structure_;
    StructureScan scan_;
    const char* text_;
    std::size_t cells_, longest_;
    // Up to the current block, and up to the next row.
    std::size_t delimiters_ = 0, delimiters_of_rows_ = 0;
    std::uint64_t inner_breaks_ = 0, inner_breaks_of_rows_ = 0;
    CountedRows counted_;
};

inline CountedRows count_rows(const Structure& structure, const char* text, std::size_t begin, std::size_t end,
                              std::size_t cells, std::size_t longest) noexcept {
    RowCount count(structure, text, begin, cells, longest);
    std::size_t block = begin;
    bool goes_on = true;
    for (; goes_on && end - block >= block_bytes; block += block_bytes) goes_on = count.take(block, ~std::uint64_t{0});
    if (goes_on && block < end) count.take(block, bits_before(block, end));
    return count.counted();
}

inline IndexedText index_cells(const Structure& structure, const char* text, std::size_t begin, std::size_t end,
                               std::uint32_t* offsets) noexcept {
    StructureScan scan(structure);
    IndexedText indexed;
    indexed.end = end;
    for (std::size_t block = begin; block < end; block += block_bytes) {
        const BlockStructure found = scan.next(text + block);
        const std::uint64_t irregular = found.irregular & bits_before(block, end);
        std::uint64_t marks = (found.cells | found.rows) & bits_before(block, end);
        if (irregular != 0) marks &= (irregular & (std::uint64_t{0} - irregular)) - 1;
        // Written in groups without asking how many there are; what is too much is written over.
        const std::size_t count = indexed.count + ones(marks);
        const auto base = static_cast<std::uint32_t>(block - begin);
        for (std::uint32_t* to = offsets + indexed.count; marks != 0; to += index_group) {
            for (std::size_t i = 0; i < index_group; ++i, marks &= marks - 1) {
                to[i] = base + static_cast<std::uint32_t>(trailing_zeros(marks));
            }
        }
        indexed.count = count;
        if (irregular == 0) continue;
        indexed.end = block + trailing_zeros(irregular);
        break;
    }
    return indexed;
}

}  // namespace MUSTER_BLOCKS
}  // namespace muster
