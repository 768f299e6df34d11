// The kernel without vector instructions: what the others are held against.
#define MUSTER_PLAIN_BLOCKS
#include "text_kernel_code.hpp"

namespace muster {

extern const TextKernel plain_text_kernel;
constexpr TextKernel plain_text_kernel{"plain", copy_utf_8, copy_ascii, count_rows, index_cells};

}  // namespace muster
