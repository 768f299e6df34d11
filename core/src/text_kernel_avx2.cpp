// Built with AVX2, BMI and PCLMUL switched on; runs only where text_kernel.cpp finds that the processor has them.
#include "text_kernel_code.hpp"

namespace muster {

extern const TextKernel avx2_text_kernel;
constexpr TextKernel avx2_text_kernel{"avx2", copy_utf_8, copy_ascii, count_rows, index_cells};

}  // namespace muster
