#include "password.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

namespace muster::native {

namespace {

constexpr std::string_view prefix = "$scrypt$ln=14,r=8,p=1$";
constexpr std::uint64_t cost = 1u << 14;
constexpr std::uint64_t block_size = 8;
constexpr std::uint64_t parallel = 1;
constexpr std::uint64_t max_memory = 64u << 20;

using Salt = std::array<unsigned char, 16>;
using Hash = std::array<unsigned char, 32>;

template <std::size_t size>
std::string base64(const std::array<unsigned char, size>& bytes) {
    std::string text(4 * ((size + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

bool scrypt(std::string_view password, const Salt& salt, Hash& hash) {
    return EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(), cost, block_size, parallel, max_memory,
                          hash.data(), hash.size()) == 1;
}

// The salt of a stored password; false when it is not one.
bool read_salt(std::string_view stored, Salt& salt) {
    constexpr std::size_t salt_text_bytes = 24;
    if (!stored.starts_with(prefix) || stored.size() < prefix.size() + salt_text_bytes) return false;
    std::array<unsigned char, 18> decoded{};
    const std::string text(stored.substr(prefix.size(), salt_text_bytes));
    if (EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()), salt_text_bytes) != 18) return false;
    for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = decoded[i];
    return true;
}

}  // namespace

Result<std::string> hashed_password(std::string_view password) {
    Salt salt{};
    Hash hash{};
    if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1 || !scrypt(password, salt, hash)) {
        return make_issue(Code::internal_error, "A password could not be hashed.", "Free some memory and run again.");
    }
    return std::string(prefix) + base64(salt) + "$" + base64(hash);
}

bool password_matches(std::string_view password, std::string_view stored) {
    Salt salt{};
    Hash hash{};
    if (!read_salt(stored, salt) || !scrypt(password, salt, hash)) return false;
    const std::string expected = std::string(prefix) + base64(salt) + "$" + base64(hash);
    return expected.size() == stored.size() && CRYPTO_memcmp(expected.data(), stored.data(), stored.size()) == 0;
}

}  // namespace muster::native
