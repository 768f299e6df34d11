#include "pointer.hpp"

#include <charconv>

namespace muster::native::http_json {

namespace {

// RFC 6901, section 4: "~1" stands for a slash and "~0" for a tilde.
std::optional<std::string> unescaped(std::string_view token) {
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            text += token[i];
            continue;
        }
        if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
        text += token[i] == '0' ? '~' : '/';
    }
    return text;
}

// Section 4: digits without a leading zero.
const JsonValue* item_at(const JsonValue& list, const std::string& token) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool is_index = error == std::errc{} && end == token.data() + token.size() && (token.size() == 1 || token[0] != '0');
    return is_index && index < list.items.size() ? &list.items[index] : nullptr;
}

}  // namespace

std::optional<Pointer> Pointer::parse(std::string_view text) {
    Pointer pointer;
    while (!text.empty()) {
        if (text.front() != '/') return std::nullopt;
        text.remove_prefix(1);
        const std::string_view token = text.substr(0, text.find('/'));
        auto plain = unescaped(token);
        if (!plain) return std::nullopt;
        pointer.tokens_.push_back(std::move(*plain));
        text.remove_prefix(token.size());
    }
    return pointer;
}

const JsonValue* Pointer::find(const JsonValue& document) const {
    const JsonValue* value = &document;
    for (const std::string& token : tokens_) {
        value = value->kind == JsonValue::Kind::array ? item_at(*value, token) : value->find(token);
        if (value == nullptr) return nullptr;
    }
    return value;
}

}  // namespace muster::native::http_json
