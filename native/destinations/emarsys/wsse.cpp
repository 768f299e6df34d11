#include "wsse.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <random>
#include <string_view>

#include "native/net/base64.hpp"

namespace muster::native::emarsys {

namespace {

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += {digits[bytes[i] >> 4u], digits[bytes[i] & 15u]};
    return text;
}

}  // namespace

std::string wsse_digest(const std::string& nonce, const std::string& created, const std::string& secret) {
    const std::string text = nonce + created + secret;
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha1(), nullptr);
    return base64(hexadecimal(hash.data(), size));
}

std::string wsse_header(const std::string& user, const std::string& secret, const std::string& nonce, const std::string& created) {
    return "UsernameToken Username=\"" + user + "\", PasswordDigest=\"" + wsse_digest(nonce, created, secret) + "\", Nonce=\"" + nonce +
           "\", Created=\"" + created + "\"";
}

std::string new_nonce() {
    std::random_device device;
    std::array<unsigned char, 16> bytes{};
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(device());
    return hexadecimal(bytes.data(), bytes.size());
}

}  // namespace muster::native::emarsys
