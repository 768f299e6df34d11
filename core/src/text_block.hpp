// Finds structural bytes 64 at a time: one bit for each byte of a block. The only file that knows vector instructions.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace muster {

inline constexpr std::size_t block_bytes = 64;

// 64 bytes of text. Loading reads all 64, so buffers keep that many bytes behind their text.
class TextBlock {
public:
#if defined(__SSE2__)
    explicit TextBlock(const char* text) noexcept {
        for (std::size_t i = 0; i < 4; ++i) {
            part_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * i));
        }
    }
    std::uint64_t equal(char wanted) const noexcept {
        const __m128i all = _mm_set1_epi8(wanted);
        return gather([&](std::size_t i) { return _mm_cmpeq_epi8(part_[i], all); });
    }
    // Bytes outside ASCII.
    std::uint64_t high() const noexcept {
        return gather([&](std::size_t i) { return part_[i]; });
    }

private:
    template <class Part>
    static std::uint64_t gather(Part part) noexcept {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(part(i)))) << (16 * i);
        }
        return mask;
    }
    __m128i part_[4];
#elif defined(__wasm_simd128__)
    explicit TextBlock(const char* text) noexcept {
        for (std::size_t i = 0; i < 4; ++i) part_[i] = wasm_v128_load(text + 16 * i);
    }
    std::uint64_t equal(char wanted) const noexcept {
        const v128_t all = wasm_i8x16_splat(wanted);
        return gather([&](std::size_t i) { return wasm_i8x16_eq(part_[i], all); });
    }
    std::uint64_t high() const noexcept {
        return gather([&](std::size_t i) { return part_[i]; });
    }

private:
    template <class Part>
    static std::uint64_t gather(Part part) noexcept {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            mask |= static_cast<std::uint64_t>(wasm_i8x16_bitmask(part(i))) << (16 * i);
        }
        return mask;
    }
    v128_t part_[4];
#else
    explicit TextBlock(const char* text) noexcept {
        std::memcpy(part_, text, block_bytes);
    }
    std::uint64_t equal(char wanted) const noexcept {
        return gather([&](unsigned char byte) { return byte == static_cast<unsigned char>(wanted); });
    }
    std::uint64_t high() const noexcept {
        return gather([](unsigned char byte) { return byte >= 0x80u; });
    }

private:
    template <class Test>
    std::uint64_t gather(Test test) const noexcept {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < block_bytes; ++i) mask |= static_cast<std::uint64_t>(test(part_[i])) << i;
        return mask;
    }
    unsigned char part_[block_bytes];
#endif
};

}  // namespace muster
