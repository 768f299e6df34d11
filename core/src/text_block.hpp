// Looks at 64 bytes of text at once: one bit for each byte. The only file that knows vector instructions; everything
// above it is the same code on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

// Each set of instructions has a namespace of its own, as one program may hold the same code for several of them.
#if defined(MUSTER_PLAIN_BLOCKS)
#define MUSTER_BLOCKS plain_blocks
#elif defined(__AVX2__)
#define MUSTER_BLOCKS avx2_blocks
#include <immintrin.h>
#elif defined(__SSE2__)
#define MUSTER_BLOCKS sse2_blocks
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define MUSTER_BLOCKS neon_blocks
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#define MUSTER_BLOCKS wasm_blocks
#include <wasm_simd128.h>
#else
#define MUSTER_PLAIN_BLOCKS
#define MUSTER_BLOCKS plain_blocks
#endif

namespace muster {

inline constexpr std::size_t block_bytes = 64;

inline namespace MUSTER_BLOCKS {

// One register full of bytes. Comparisons give all ones where they hold; bits() takes one bit of each byte.
#if defined(MUSTER_PLAIN_BLOCKS)

struct Bytes {
    unsigned char at[16];

    static Bytes load(const char* from) noexcept {
        Bytes bytes;
        std::memcpy(bytes.at, from, sizeof bytes.at);
        return bytes;
    }
    void store(char* to) const noexcept { std::memcpy(to, at, sizeof at); }
    template <class Make>
    static Bytes made(Make make) noexcept {
        Bytes bytes;
        for (std::size_t i = 0; i < sizeof bytes.at; ++i) bytes.at[i] = static_cast<unsigned char>(make(i));
        return bytes;
    }
    static Bytes all(unsigned char byte) noexcept {
        return made([&](std::size_t) { return byte; });
    }
    static Bytes table(const unsigned char* sixteen) noexcept {
        return made([&](std::size_t i) { return sixteen[i]; });
    }
    std::uint64_t bits() const noexcept {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < sizeof at; ++i) mask |= static_cast<std::uint64_t>(at[i] >> 7) << i;
        return mask;
    }
};
inline Bytes operator|(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] | b.at[i]; });
}
inline Bytes operator&(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] & b.at[i]; });
}
inline Bytes operator^(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] ^ b.at[i]; });
}
inline Bytes equal(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] == b.at[i] ? 0xFF : 0; });
}
inline Bytes without(Bytes a, Bytes taken_away) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] & ~taken_away.at[i]; });
}
inline Bytes less_saturated(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] > b.at[i] ? a.at[i] - b.at[i] : 0; });
}
inline Bytes greater_of(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] > b.at[i] ? a.at[i] : b.at[i]; });
}
inline Bytes lesser_of(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] < b.at[i] ? a.at[i] : b.at[i]; });
}
inline Bytes sum(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] + b.at[i]; });
}
inline Bytes less_signed(Bytes a, Bytes b) noexcept {
    return Bytes::made([&](std::size_t i) { return static_cast<signed char>(a.at[i]) < static_cast<signed char>(b.at[i]) ? 0xFF : 0; });
}
inline Bytes high_half(Bytes a) noexcept {
    return Bytes::made([&](std::size_t i) { return a.at[i] >> 4; });
}
inline Bytes look_up(Bytes table, Bytes index) noexcept {
    return Bytes::made([&](std::size_t i) { return table.at[index.at[i] & 15u]; });
}
template <std::size_t count>
Bytes before(Bytes here, Bytes last) noexcept {
    return Bytes::made([&](std::size_t i) { return i < count ? last.at[16 + i - count] : here.at[i - count]; });
}

#elif defined(__AVX2__)

struct Bytes {
    __m256i at;

    static Bytes load(const char* from) noexcept { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))}; }
    void store(char* to) const noexcept { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), at); }
    static Bytes all(unsigned char byte) noexcept { return {_mm256_set1_epi8(static_cast<char>(byte))}; }
    static Bytes table(const unsigned char* sixteen) noexcept {
        return {_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(sixteen)))};
    }
    std::uint64_t bits() const noexcept { return static_cast<std::uint32_t>(_mm256_movemask_epi8(at)); }
};
inline Bytes operator|(Bytes a, Bytes b) noexcept { return {_mm256_or_si256(a.at, b.at)}; }
inline Bytes operator&(Bytes a, Bytes b) noexcept { return {_mm256_and_si256(a.at, b.at)}; }
inline Bytes operator^(Bytes a, Bytes b) noexcept { return {_mm256_xor_si256(a.at, b.at)}; }
inline Bytes equal(Bytes a, Bytes b) noexcept { return {_mm256_cmpeq_epi8(a.at, b.at)}; }
inline Bytes without(Bytes a, Bytes taken_away) noexcept { return {_mm256_andnot_si256(taken_away.at, a.at)}; }
inline Bytes less_saturated(Bytes a, Bytes b) noexcept { return {_mm256_subs_epu8(a.at, b.at)}; }
inline Bytes greater_of(Bytes a, Bytes b) noexcept { return {_mm256_max_epu8(a.at, b.at)}; }
inline Bytes lesser_of(Bytes a, Bytes b) noexcept { return {_mm256_min_epu8(a.at, b.at)}; }
inline Bytes sum(Bytes a, Bytes b) noexcept { return {_mm256_add_epi8(a.at, b.at)}; }
inline Bytes less_signed(Bytes a, Bytes b) noexcept { return {_mm256_cmpgt_epi8(b.at, a.at)}; }
inline Bytes high_half(Bytes a) noexcept { return Bytes{_mm256_srli_epi16(a.at, 4)} & Bytes::all(0x0F); }
inline Bytes look_up(Bytes table, Bytes index) noexcept { return {_mm256_shuffle_epi8(table.at, index.at)}; }
template <int count>
Bytes before(Bytes here, Bytes last) noexcept {
    return {_mm256_alignr_epi8(here.at, _mm256_permute2x128_si256(last.at, here.at, 0x21), 16 - count)};
}

#elif defined(__SSE2__)

// Looking up came with SSSE3. Processors that have that have AVX2 as a rule, which is chosen at run time.
#define MUSTER_NO_LOOK_UP
struct Bytes {
    __m128i at;

    static Bytes load(const char* from) noexcept { return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))}; }
    void store(char* to) const noexcept { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), at); }
    static Bytes all(unsigned char byte) noexcept { return {_mm_set1_epi8(static_cast<char>(byte))}; }
    std::uint64_t bits() const noexcept { return static_cast<std::uint32_t>(_mm_movemask_epi8(at)); }
};
inline Bytes operator|(Bytes a, Bytes b) noexcept { return {_mm_or_si128(a.at, b.at)}; }
inline Bytes operator&(Bytes a, Bytes b) noexcept { return {_mm_and_si128(a.at, b.at)}; }
inline Bytes operator^(Bytes a, Bytes b) noexcept { return {_mm_xor_si128(a.at, b.at)}; }
inline Bytes equal(Bytes a, Bytes b) noexcept { return {_mm_cmpeq_epi8(a.at, b.at)}; }
inline Bytes without(Bytes a, Bytes taken_away) noexcept { return {_mm_andnot_si128(taken_away.at, a.at)}; }
inline Bytes less_saturated(Bytes a, Bytes b) noexcept { return {_mm_subs_epu8(a.at, b.at)}; }
inline Bytes greater_of(Bytes a, Bytes b) noexcept { return {_mm_max_epu8(a.at, b.at)}; }
inline Bytes lesser_of(Bytes a, Bytes b) noexcept { return {_mm_min_epu8(a.at, b.at)}; }
inline Bytes sum(Bytes a, Bytes b) noexcept { return {_mm_add_epi8(a.at, b.at)}; }
inline Bytes less_signed(Bytes a, Bytes b) noexcept { return {_mm_cmplt_epi8(a.at, b.at)}; }

#elif defined(__ARM_NEON) && defined(__aarch64__)

struct Bytes {
    uint8x16_t at;

    static Bytes load(const char* from) noexcept { return {vld1q_u8(reinterpret_cast<const unsigned char*>(from))}; }
    void store(char* to) const noexcept { vst1q_u8(reinterpret_cast<unsigned char*>(to), at); }
    static Bytes all(unsigned char byte) noexcept { return {vdupq_n_u8(byte)}; }
    static Bytes table(const unsigned char* sixteen) noexcept { return {vld1q_u8(sixteen)}; }
    // There is no instruction for it: each byte keeps the bit of its place, and pairs are added up.
    std::uint64_t bits() const noexcept {
        constexpr unsigned char places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
        const uint8x16_t kept = vandq_u8(vreinterpretq_u8_s8(vshrq_n_s8(vreinterpretq_s8_u8(at), 7)), vld1q_u8(places));
        return static_cast<std::uint64_t>(vaddv_u8(vget_low_u8(kept))) |
               static_cast<std::uint64_t>(vaddv_u8(vget_high_u8(kept))) << 8;
    }
};
inline Bytes operator|(Bytes a, Bytes b) noexcept { return {vorrq_u8(a.at, b.at)}; }
inline Bytes operator&(Bytes a, Bytes b) noexcept { return {vandq_u8(a.at, b.at)}; }
inline Bytes operator^(Bytes a, Bytes b) noexcept { return {veorq_u8(a.at, b.at)}; }
inline Bytes equal(Bytes a, Bytes b) noexcept { return {vceqq_u8(a.at, b.at)}; }
inline Bytes without(Bytes a, Bytes taken_away) noexcept { return {vbicq_u8(a.at, taken_away.at)}; }
inline Bytes less_saturated(Bytes a, Bytes b) noexcept { return {vqsubq_u8(a.at, b.at)}; }
inline Bytes greater_of(Bytes a, Bytes b) noexcept { return {vmaxq_u8(a.at, b.at)}; }
inline Bytes lesser_of(Bytes a, Bytes b) noexcept { return {vminq_u8(a.at, b.at)}; }
inline Bytes sum(Bytes a, Bytes b) noexcept { return {vaddq_u8(a.at, b.at)}; }
inline Bytes less_signed(Bytes a, Bytes b) noexcept {
    return {vcltq_s8(vreinterpretq_s8_u8(a.at), vreinterpretq_s8_u8(b.at))};
}
inline Bytes high_half(Bytes a) noexcept { return {vshrq_n_u8(a.at, 4)}; }
inline Bytes look_up(Bytes table, Bytes index) noexcept { return {vqtbl1q_u8(table.at, index.at)}; }
template <int count>
Bytes before(Bytes here, Bytes last) noexcept {
    return {vextq_u8(last.at, here.at, 16 - count)};
}

#else

struct Bytes {
    v128_t at;

    static Bytes load(const char* from) noexcept { return {wasm_v128_load(from)}; }
    void store(char* to) const noexcept { wasm_v128_store(to, at); }
    static Bytes all(unsigned char byte) noexcept { return {wasm_i8x16_splat(static_cast<signed char>(byte))}; }
    static Bytes table(const unsigned char* sixteen) noexcept { return {wasm_v128_load(sixteen)}; }
    std::uint64_t bits() const noexcept { return static_cast<std::uint32_t>(wasm_i8x16_bitmask(at)); }
};
inline Bytes operator|(Bytes a, Bytes b) noexcept { return {wasm_v128_or(a.at, b.at)}; }
inline Bytes operator&(Bytes a, Bytes b) noexcept { return {wasm_v128_and(a.at, b.at)}; }
inline Bytes operator^(Bytes a, Bytes b) noexcept { return {wasm_v128_xor(a.at, b.at)}; }
inline Bytes equal(Bytes a, Bytes b) noexcept { return {wasm_i8x16_eq(a.at, b.at)}; }
inline Bytes without(Bytes a, Bytes taken_away) noexcept { return {wasm_v128_andnot(a.at, taken_away.at)}; }
inline Bytes less_saturated(Bytes a, Bytes b) noexcept { return {wasm_u8x16_sub_sat(a.at, b.at)}; }
inline Bytes greater_of(Bytes a, Bytes b) noexcept { return {wasm_u8x16_max(a.at, b.at)}; }
inline Bytes lesser_of(Bytes a, Bytes b) noexcept { return {wasm_u8x16_min(a.at, b.at)}; }
inline Bytes sum(Bytes a, Bytes b) noexcept { return {wasm_i8x16_add(a.at, b.at)}; }
inline Bytes less_signed(Bytes a, Bytes b) noexcept { return {wasm_i8x16_lt(a.at, b.at)}; }
inline Bytes high_half(Bytes a) noexcept { return {wasm_u8x16_shr(a.at, 4)}; }
inline Bytes look_up(Bytes table, Bytes index) noexcept { return {wasm_i8x16_swizzle(table.at, index.at)}; }
template <int count>
Bytes before(Bytes here, Bytes last) noexcept {
    constexpr int from = 16 - count;
    return {wasm_i8x16_shuffle(last.at, here.at, from, from + 1, from + 2, from + 3, from + 4, from + 5, from + 6, from + 7,
                               from + 8, from + 9, from + 10, from + 11, from + 12, from + 13, from + 14, from + 15)};
}

#endif

// 64 bytes of text. Loading reads all 64, so buffers keep that many bytes behind their text.
class TextBlock {
public:
    static constexpr std::uint64_t all_bits = (std::uint64_t{1} << sizeof(Bytes)) - 1;
    static constexpr std::size_t parts = block_bytes / sizeof(Bytes);

    explicit TextBlock(const char* text) noexcept {
        for (std::size_t i = 0; i < parts; ++i) part_[i] = Bytes::load(text + i * sizeof(Bytes));
    }
    Bytes part(std::size_t index) const noexcept { return part_[index]; }
    void store(char* to) const noexcept {
        for (std::size_t i = 0; i < parts; ++i) part_[i].store(to + i * sizeof(Bytes));
    }

    std::uint64_t equal_to(char wanted) const noexcept {
        const Bytes all = Bytes::all(static_cast<unsigned char>(wanted));
        return gather([&](Bytes bytes) { return equal(bytes, all); });
    }
    bool has(char wanted) const noexcept {
        const Bytes all = Bytes::all(static_cast<unsigned char>(wanted));
        Bytes any = equal(part_[0], all);
        for (std::size_t i = 1; i < parts; ++i) any = any | equal(part_[i], all);
        return any.bits() != 0;
    }
    // Bytes outside ASCII.
    std::uint64_t high() const noexcept {
        return gather([](Bytes bytes) { return bytes; });
    }
    // Continuations of UTF-8: 80 to BF, the lowest bytes when read with a sign.
    std::uint64_t continuations() const noexcept {
        return gather([](Bytes bytes) { return less_signed(bytes, Bytes::all(0xC0)); });
    }
    // Whether a byte starts no character of two bytes and is no part of one: E0 and above, C0, C1.
    bool has_uncommon_lead() const noexcept {
        const Bytes overlong = Bytes::all(0xC0);  // and C1, one more
        Bytes greatest = part_[0], nearest = part_[0] ^ overlong;
        for (std::size_t i = 1; i < parts; ++i) {
            greatest = greater_of(greatest, part_[i]);
            nearest = lesser_of(nearest, part_[i] ^ overlong);
        }
        const Bytes uncommon = less_saturated(greatest, Bytes::all(0xDF)) | less_saturated(Bytes::all(2), nearest);
        return equal(uncommon, Bytes::all(0)).bits() != all_bits;
    }
    bool has_high() const noexcept {
        Bytes any = part_[0];
        for (std::size_t i = 1; i < parts; ++i) any = any | part_[i];
        return any.bits() != 0;
    }
    // Whether there may be control characters besides line feeds and, where that is one, `allowed`; carriage returns and
    // tabs count as such.
    template <bool allows_another>
    bool may_have_control(char allowed) const noexcept {
        const Bytes lf = Bytes::all('\n'), other = Bytes::all(static_cast<unsigned char>(allowed));
        Bytes any = Bytes::all(0);
        for (std::size_t i = 0; i < parts; ++i) {
            Bytes regular = equal(part_[i], lf);
            if constexpr (allows_another) regular = regular | equal(part_[i], other);
            any = any | without(controls(part_[i]), regular);
        }
        return any.bits() != 0;
    }
    // Control characters but for tab, line ends and `allowed`.
    std::uint64_t control(char allowed) const noexcept {
        const Bytes tab = Bytes::all('\t'), lf = Bytes::all('\n'), cr = Bytes::all('\r');
        const Bytes other = Bytes::all(static_cast<unsigned char>(allowed));
        return gather([&](Bytes bytes) {
            return without(controls(bytes), equal(bytes, tab) | equal(bytes, lf) | equal(bytes, cr) | equal(bytes, other));
        });
    }

private:
    template <class Test>
    std::uint64_t gather(Test test) const noexcept {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < parts; ++i) mask |= test(part_[i]).bits() << (i * sizeof(Bytes));
        return mask;
    }
    // Below the blank, and 7F: one more and read with a sign, what is no such byte is above the blank or was below zero.
    static Bytes controls(Bytes bytes) noexcept {
        return without(less_signed(sum(bytes, Bytes::all(1)), Bytes::all(0x21)), bytes);
    }

    Bytes part_[parts];
};

}  // namespace MUSTER_BLOCKS
}  // namespace muster
