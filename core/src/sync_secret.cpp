#include "sync_secret.hpp"

#include "sync_members.hpp"

namespace muster {
namespace {

constexpr std::string_view how_to =
    "Write where it is to be found: {\"env\": \"NAME\"}, {\"file\": \"path\"} or "
    "{\"command\": [\"program\", \"argument\"]}.";

std::optional<std::vector<std::string>> read_words(DocumentReader& document, const JsonValue& value,
                                                   const std::string& pointer, bool list) {
    const std::string_view expected = list ? "a list of texts" : "a text";
    if (value.kind != (list ? JsonValue::Kind::array : JsonValue::Kind::string)) {
        document.wrong_type(value, pointer, expected);
        return std::nullopt;
    }
    std::vector<std::string> words;
    if (!list) words.push_back(value.string);
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (value.items[i].kind != JsonValue::Kind::string) {
            document.wrong_type(value.items[i], pointer_to(pointer, i), "a text");
            return std::nullopt;
        }
        words.push_back(value.items[i].string);
    }
    if (!words.empty() && !words.front().empty()) return words;
    document.report(Code::invalid_value, pointer, "This reference to a secret is empty.", std::string(how_to));
    return std::nullopt;
}

std::string lower_name(std::string_view name) {
    std::string lower(name);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
        if (c == '-') c = '_';
    }
    return lower;
}

}  // namespace

std::optional<SecretReference> read_secret(DocumentReader& document, const JsonValue& value,
                                           const std::string& pointer) {
    if (value.kind != JsonValue::Kind::object) {
        document.report(Code::literal_secret, pointer,
                        "A secret stands here in plain text; documents hold only references to secrets.",
                        std::string(how_to));
        return std::nullopt;
    }
    const ObjectReader object(document, value, pointer, sync_members::secret);
    constexpr SecretReference::Kind kinds[] = {SecretReference::Kind::environment, SecretReference::Kind::file,
                                               SecretReference::Kind::command};
    std::optional<SecretReference> secret;
    std::size_t given = 0;
    for (std::size_t i = 0; i < std::size(sync_members::secret); ++i) {
        const std::string_view name = sync_members::secret[i].name;
        const JsonValue* member = object.find(name);
        if (member == nullptr) continue;
        ++given;
        auto words = read_words(document, *member, object.pointer(name), kinds[i] == SecretReference::Kind::command);
        if (words) secret = SecretReference{kinds[i], std::move(*words)};
    }
    if (given == 1) return secret;
    document.report(
        given == 0 ? Code::member_missing : Code::contradiction, pointer,
        given == 0 ? "This reference does not say where the secret is." : "This reference names more than one place.",
        std::string(how_to));
    return std::nullopt;
}

bool is_secret_name(std::string_view name) {
    const std::string lower = lower_name(name);
    for (const std::string_view end :
         {"password", "passwd", "pwd", "secret", "token", "api_key", "apikey", "private_key"}) {
        if (lower.ends_with(end)) return true;
    }
    return false;
}

bool holds_secret(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) {
        std::string_view authority = url.substr(scheme + 3);
        authority = authority.substr(0, authority.find_first_of("/?#"));
        const std::size_t at = authority.rfind('@');
        const std::string_view user = at == std::string_view::npos ? std::string_view{} : authority.substr(0, at);
        if (user.find(':') != std::string_view::npos) return true;
    }
    const std::size_t query = url.find('?');
    std::string_view rest = query == std::string_view::npos ? std::string_view{} : url.substr(query + 1);
    while (!rest.empty()) {
        const std::string_view parameter = rest.substr(0, rest.find('&'));
        rest.remove_prefix(parameter.size() < rest.size() ? parameter.size() + 1 : rest.size());
        const std::size_t equals = parameter.find('=');
        const bool has_value = equals != std::string_view::npos && equals + 1 < parameter.size();
        if (has_value && is_secret_name(parameter.substr(0, equals))) return true;
    }
    return false;
}

}  // namespace muster
