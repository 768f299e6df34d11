#include "options.hpp"

#include <algorithm>
#include <charconv>

#include "native/net/secret.hpp"

namespace muster::native {

const OptionSpec& OptionReader::spec(std::string_view name) const {
    static const OptionSpec none;
    const auto found = std::find_if(specs_.begin(), specs_.end(), [&](const OptionSpec& each) { return each.name == name; });
    return found != specs_.end() ? *found : none;
}

const OptionValue* OptionReader::given(std::string_view name) const {
    const auto found = settings_.options.find(std::string(name));
    return found != settings_.options.end() ? &found->second : nullptr;
}

void OptionReader::wrong(std::string_view name, const std::string& wanted) {
    fault(make_issue(Code::invalid_value, "The destination's member \"" + std::string(name) + "\" has to be " + wanted + ".", spec(name).help));
}

std::string OptionReader::text(std::string_view name) {
    const OptionValue* value = given(name);
    if (value == nullptr) {
        if (spec(name).required) {
            fault(make_issue(Code::member_missing, "The destination has no \"" + std::string(name) + "\".", spec(name).help));
        }
        return spec(name).default_value;
    }
    const auto* text = std::get_if<std::string>(value);
    if (text == nullptr || text->empty()) wrong(name, "a text");
    return text != nullptr ? *text : std::string();
}

std::string OptionReader::word(std::string_view name, std::span<const std::string_view> words) {
    const std::string value = text(name);
    if (std::find(words.begin(), words.end(), value) != words.end()) return value;
    std::string list;
    for (const std::string_view each : words) list += (list.empty() ? "\"" : ", \"") + std::string(each) + "\"";
    wrong(name, "one of " + list);
    return {};
}

std::int64_t OptionReader::number(std::string_view name, std::int64_t least, std::int64_t most) {
    const OptionValue* value = given(name);
    if (value == nullptr) {
        const std::string& text = spec(name).default_value;
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    const auto* number = std::get_if<std::int64_t>(value);
    if (number != nullptr && *number >= least && *number <= most) return *number;
    wrong(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return least;
}

bool OptionReader::flag(std::string_view name) {
    const OptionValue* value = given(name);
    if (value == nullptr) return spec(name).default_value == "true";
    const auto* flag = std::get_if<bool>(value);
    if (flag == nullptr) wrong(name, "true or false");
    return flag != nullptr && *flag;
}

std::string OptionReader::secret(std::string_view name) {
    const OptionValue* value = given(name);
    if (value == nullptr) {
        if (spec(name).required) {
            fault(make_issue(Code::member_missing, "The destination has no \"" + std::string(name) + "\".", spec(name).help));
        }
        return {};
    }
    const auto* reference = std::get_if<SecretReference>(value);
    if (reference == nullptr) {
        fault(make_issue(Code::literal_secret, "The destination's member \"" + std::string(name) + "\" is no reference.", "Write it as {\"env\": \"NAME\"}."));
        return {};
    }
    auto read = read_secret(*reference);
    if (read) return std::move(*read);
    fault(std::move(read).error());
    return {};
}

bool OptionReader::need(const std::string& name, const std::string& help) {
    if (given(name) != nullptr) return true;
    fault(make_issue(Code::member_missing, "The destination has no \"" + name + "\".", help));
    return false;
}

HttpSettings OptionReader::http() {
    HttpSettings settings;
    settings.proxy = text("proxy");
    settings.proxy_user = text("proxy_user");
    settings.proxy_password = secret("proxy_password");
    if (settings.proxy_user.empty() != settings.proxy_password.empty()) wrong("proxy_user", "given together with \"proxy_password\"");
    settings.ca_file = text("ca_file");
    return settings;
}

std::optional<Issue> OptionReader::faults() const {
    if (faults_.empty()) return std::nullopt;
    return joined(faults_);
}

std::vector<OptionSpec> http_options() {
    return {{"proxy", OptionSpec::Type::text, "", false, false, "A proxy for https, as \"http://host:port\"."},
            {"proxy_user", OptionSpec::Type::text, "", false, false, "The name for a proxy that asks for one."},
            {"proxy_password", OptionSpec::Type::text, "", false, true, "Its password, as a reference such as {\"env\": \"NAME\"}."},
            {"ca_file", OptionSpec::Type::text, "", false, false, "A file of certificates to trust (PEM) in place of those of the system."}};
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

Issue joined(std::span<const Issue> issues) {
    Issue all = issues.front();
    for (const Issue& issue : issues.subspan(1)) {
        if (!all.suggestion.empty()) all.message += " " + all.suggestion;
        all.message += " " + issue.message;
        all.suggestion = issue.suggestion;
    }
    return all;
}

}  // namespace muster::native
