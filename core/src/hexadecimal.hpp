// A byte in two hexadecimal digits, for messages. Internal to core.
#pragma once

#include <string>

namespace muster {

inline std::string hexadecimal(unsigned char byte) {
    constexpr char digits[] = "0123456789ABCDEF";
    return {digits[byte >> 4], digits[byte & 0x0Fu]};
}

}  // namespace muster
