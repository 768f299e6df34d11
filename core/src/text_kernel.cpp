#include "text_kernel.hpp"

#include "text_kernel_code.hpp"

namespace muster {

#if defined(MUSTER_AVX2_KERNEL)
extern const TextKernel avx2_text_kernel;
#endif

namespace {

#if defined(MUSTER_PLAIN_BLOCKS)
constexpr const char* base_name = "plain";
#elif defined(__AVX2__)
constexpr const char* base_name = "avx2 (the whole program)";
#elif defined(__SSE2__)
constexpr const char* base_name = "sse2";
#elif defined(__wasm_simd128__)
constexpr const char* base_name = "wasm simd128";
#else
constexpr const char* base_name = "neon";
#endif
constexpr TextKernel base_kernel{base_name, copy_utf_8, copy_ascii, count_rows, index_cells};

#if defined(MUSTER_AVX2_KERNEL)
constexpr const TextKernel* kernels[] = {&avx2_text_kernel, &base_kernel};

bool runs_avx2() noexcept {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
           __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("pclmul") != 0 &&
           __builtin_cpu_supports("popcnt") != 0;
}
#else
constexpr const TextKernel* kernels[] = {&base_kernel};
#endif

}  // namespace

std::span<const TextKernel* const> text_kernels() noexcept {
    const std::span all(kernels);
#if defined(MUSTER_AVX2_KERNEL)
    return all.subspan(runs_avx2() ? 0 : 1);
#else
    return all;
#endif
}

const TextKernel& text_kernel() noexcept {
    return *text_kernels().front();
}

}  // namespace muster
