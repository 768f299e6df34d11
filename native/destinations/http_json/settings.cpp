#include "settings.hpp"

#include <algorithm>
#include <array>

#include "native/destinations/service/options.hpp"
#include "native/net/base64.hpp"

namespace muster::native::http_json {

namespace {

constexpr std::int64_t most_records = 10'000, fewest_bytes = 1'000, most_bytes = 64'000'000, highest_rate = 100'000;
constexpr std::array<std::string_view, 4> methods{"POST", "PUT", "PATCH", "DELETE"};
constexpr std::array<std::string_view, 7> headers_of_calls{"accept", "connection", "content-encoding", "content-length", "content-type", "host", "transfer-encoding"};

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

// A token of RFC 9110, section 5.6.2.
bool is_header_name(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto fits = [&](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || marks.find(c) != std::string_view::npos; };
    return !name.empty() && std::all_of(name.begin(), name.end(), fits);
}

// What may stand behind the address: RFC 3986, with everything else percent-encoded.
bool is_path(std::string_view path) {
    constexpr std::string_view refused = "\"<>\\^`{|}#";
    return std::all_of(path.begin(), path.end(), [&](char c) { return c > ' ' && c < 0x7F && refused.find(c) == std::string_view::npos; });
}

class SettingsReader {
public:
    SettingsReader(const DestinationSettings& document, std::span<const OptionSpec> specs) : document_(document), read_(document, specs) {}

    Result<Settings> read(bool of_sync) {
        read_api();
        read_calls(of_sync);
        read_results();
        settings_.test_path = path("test_path");
        settings_.changed_only = read_.flag("changed_only");
        settings_.records_per_call = static_cast<std::uint32_t>(read_.number("records_per_call", 1, most_records));
        settings_.bytes_per_call = static_cast<std::uint32_t>(read_.number("bytes_per_call", fewest_bytes, most_bytes));
        if (auto faults = read_.faults()) return std::move(*faults);
        return std::move(settings_);
    }

private:
    bool has(const std::string& name) const { return document_.options.contains(name); }
    void wrong(const std::string& name, const std::string& is, const std::string& suggestion) {
        read_.fault(make_issue(Code::invalid_value, "The destination's member \"" + name + "\" " + is + ".", suggestion));
    }

    void read_api() {
        ApiSettings& api = settings_.api;
        api.url = without_slash(document_.url);
        if (api.url.empty()) {
            read_.fault(make_issue(Code::member_missing, "The destination has no \"url\".", "Give the address of the service, such as https://crm.example.com/api."));
        } else if (auto checked = check_service_address(api.url); !checked) {
            read_.fault(std::move(checked).error());
        }
        read_login();
        api.calls_per_minute = static_cast<std::uint32_t>(read_.number("calls_per_minute", 0, highest_rate));
        api.http = read_.http();
        settings_.repeatable = read_.flag("repeatable");
        if (has("idempotency_header")) api.idempotency_header = header_name("idempotency_header");
        const bool same = !api.login.empty() && lower(api.login.front().name) == lower(api.idempotency_header);
        if (same) wrong("idempotency_header", "names the header of the login", "Name another one, such as \"Idempotency-Key\".");
    }

    void read_login() {
        const bool basic = has("user") || has("password"), own = has("header") || has("header_secret");
        if (has("token") + basic + own > 1) {
            read_.fault(make_issue(Code::contradiction, "The destination has more than one login.", "Keep one: \"token\", or \"user\" and \"password\", or \"header\" and \"header_secret\"."));
        } else if (has("token")) {
            log_in_with("Authorization", "Bearer ", read_.secret("token"));
        } else if (basic && need_both("user", "password")) {
            log_in_as(read_.text("user"), read_.secret("password"));
        } else if (own && need_both("header", "header_secret")) {
            log_in_with(header_name("header"), "", read_.secret("header_secret"));
        }
    }

    bool need_both(const std::string& one, const std::string& other) {
        const std::string help = "\"" + one + "\" and \"" + other + "\" belong together.";
        const bool first = read_.need(one, help);
        return read_.need(other, help) && first;
    }

    void log_in_with(const std::string& header, const std::string& scheme, const std::string& secret) {
        settings_.api.login = {{header, scheme + secret}};
        settings_.api.secrets.push_back(secret);
    }

    void log_in_as(const std::string& user, const std::string& password) {
        if (user.find(':') != std::string::npos) wrong("user", "has a colon, which no login of this kind has", "Copy it again.");
        const std::string credentials = base64(user + ":" + password);
        settings_.api.secrets.push_back(password);
        log_in_with("Authorization", "Basic ", credentials);
    }

    std::string header_name(const std::string& name) {
        const std::string header = read_.text(name);
        const bool taken = std::find(headers_of_calls.begin(), headers_of_calls.end(), lower(header)) != headers_of_calls.end();
        if (taken || !is_header_name(header)) wrong(name, "is no header that a call can be given", "Name one such as \"X-Api-Key\".");
        return header;
    }

    std::string path(const std::string& name) {
        std::string path = read_.text(name);
        while (path.starts_with('/')) path.erase(0, 1);
        const bool climbs = ("/" + path + "/").find("/../") != std::string::npos;
        if (!is_path(path) || climbs) wrong(name, "is no path behind the address", "Write one such as \"contacts/batch\", with unusual characters percent-encoded.");
        return path;
    }

    std::optional<Pointer> pointer(const std::string& name) {
        const auto found = document_.options.find(name);
        if (found == document_.options.end()) return std::nullopt;
        const auto* text = std::get_if<std::string>(&found->second);
        auto pointer = text != nullptr ? Pointer::parse(*text) : std::nullopt;
        if (!pointer) wrong(name, "has to be a JSON Pointer", "Write one such as \"/items\"; \"\" is the whole.");
        return pointer;
    }

    // `prefix`: of the names of its members.
    std::optional<CallForm> call(std::string_view name, const std::string& prefix, std::span<const std::string_view> allowed) {
        const std::string help = "\"" + prefix + "path\" and \"" + prefix + "template\" belong together: where records are sent, and in which form.";
        const bool has_path = read_.need(prefix + "path", help), has_template = read_.need(prefix + "template", help);
        const auto records = has(prefix + "records") ? pointer(prefix + "records") : Pointer();
        const std::string where = path(prefix + "path"), method = read_.word(prefix + "method", allowed), json = read_.text(prefix + "template");
        if (!has_path || !has_template || !records) return std::nullopt;
        auto body = Body::parse(json, *records);
        if (!body) {
            wrong(prefix + "template", "cannot be used. " + without_stop(body.error().message), body.error().suggestion);
            return std::nullopt;
        }
        return CallForm{name, where, method, std::move(*body)};
    }

    static std::string without_stop(std::string sentence) {
        if (sentence.ends_with('.')) sentence.pop_back();
        return sentence;
    }

    void read_calls(bool of_sync) {
        const auto any_of = [&](std::initializer_list<const char*> names) { return std::any_of(names.begin(), names.end(), [&](const char* name) { return has(name); }); };
        if (of_sync || any_of({"path", "method", "template", "records"})) settings_.sending = call("sends contacts", "", std::span(methods).first(3));
        if (any_of({"delete_path", "delete_method", "delete_template", "delete_records"})) settings_.removal = call("removes contacts", "delete_", methods);
    }

    void read_results() {
        ResultForm& form = settings_.results;
        form.list = pointer("results");
        form.status = pointer("result_status");
        form.key = pointer("result_key");
        form.reason = pointer("result_reason");
        form.accepted = words(read_.text("accepted"));
        const std::string list = "Say with \"results\" where in the answer the results of the records stand.";
        for (const std::string name : {"result_status", "result_key", "result_reason", "accepted"}) {
            if (has(name) && !has("results")) wrong(name, "is about results, and the destination has none", list);
        }
        if (has("results") && !has("result_status") && !has("result_key")) {
            wrong("results", "does not say how a result is understood", "Add \"result_status\", which says whether a record was accepted, or \"result_key\", where only refused records are told.");
        }
        if (has("accepted") && !has("result_status")) wrong("accepted", "is about a status, and the results have none", "Add \"result_status\", or remove it.");
    }

    // "created, updated"
    static std::vector<std::string> words(const std::string& list) {
        std::vector<std::string> words;
        for (std::size_t start = 0; start <= list.size();) {
            const std::size_t end = std::min(list.find(',', start), list.size());
            words.emplace_back(trimmed(std::string_view(list).substr(start, end - start)));
            start = end + 1;
        }
        return words;
    }

    const DestinationSettings& document_;
    OptionReader read_;
    Settings settings_;
};

}  // namespace

std::vector<OptionSpec> options() {
    using Type = OptionSpec::Type;
    std::vector<OptionSpec> all = {
        {"token", Type::text, "", false, true, "A bearer token, as a reference such as {\"env\": \"CRM_TOKEN\"}."},
        {"user", Type::text, "", false, false, "The user of a login by HTTP (Basic)."},
        {"password", Type::text, "", false, true, "Its password, as a reference."},
        {"header", Type::text, "", false, false, "The header that a key is given in, such as \"X-Api-Key\"."},
        {"header_secret", Type::text, "", false, true, "The value of that header, as a reference."},
        {"path", Type::text, "", false, false, "Where records are sent, behind the address: \"contacts/batch\"."},
        {"method", Type::text, "POST", false, false, "\"POST\", \"PUT\" or \"PATCH\"."},
        {"template", Type::text, "", false, false, "The body of a call as JSON, with fields as texts such as \"{email}\"."},
        {"records", Type::text, "", false, false, "Where in the template the list of records is, as a JSON Pointer such as \"/contacts\"."},
        {"records_per_call", Type::number, "100", false, false, "How many records one call has at most."},
        {"bytes_per_call", Type::number, "1000000", false, false, "How many bytes the body of one call has at most."},
        {"calls_per_minute", Type::number, "60", false, false, "How many calls are made in a minute; 0: as many as go."},
        {"changed_only", Type::boolean, "false", false, false, "Whether only values that changed are sent, beside the key."},
        {"results", Type::text, "", false, false, "Where in the answer the list of results is, as a JSON Pointer such as \"/results\"."},
        {"result_status", Type::text, "", false, false, "Where in a result it says whether the record was accepted, such as \"/status\"."},
        {"accepted", Type::text, "true", false, false, "The statuses of accepted records, such as \"created, updated\"."},
        {"result_key", Type::text, "", false, false, "Where in a result the record's key is, such as \"/email\"; else results are in the order of the records."},
        {"result_reason", Type::text, "", false, false, "Where in a result it says why a record was refused, such as \"/message\"."},
        {"repeatable", Type::boolean, "false", false, false, "Whether the service may get the same call twice without harm."},
        {"idempotency_header", Type::text, "", false, false, "A header by which the service knows a call that it has done already, such as \"Idempotency-Key\"."},
        {"delete_path", Type::text, "", false, false, "Where contacts that are missing in the file are removed, behind the address."},
        {"delete_method", Type::text, "POST", false, false, "\"POST\", \"PUT\", \"PATCH\" or \"DELETE\"."},
        {"delete_template", Type::text, "", false, false, "The body of such a call as JSON, in which the key is the only field."},
        {"delete_records", Type::text, "", false, false, "Where in it the list of records is."},
        {"test_path", Type::text, "", false, false, "An address to GET that changes nothing, behind the address: \"ping\"."},
    };
    for (OptionSpec& each : http_options()) all.push_back(std::move(each));
    return all;
}

Result<Settings> settings_of(const DestinationSettings& document, bool of_sync) {
    const std::vector<OptionSpec> specs = options();
    return SettingsReader(document, specs).read(of_sync);
}

}  // namespace muster::native::http_json
