#include "results.hpp"

#include <algorithm>
#include <map>

#include "muster/json.hpp"

namespace muster::native::http_json {

namespace {

Issue unreadable(const std::string& what) {
    return make_issue(Code::answer_unreadable, "The answer does not tell what became of the records: " + what + ".",
                      "Compare \"results\" and the other members about results with what the service answers.");
}

// A text as it is, a number or a boolean as JSON writes it.
std::string text_of(const JsonValue* value) {
    if (value == nullptr) return {};
    switch (value->kind) {
        case JsonValue::Kind::boolean: return value->boolean ? "true" : "false";
        case JsonValue::Kind::integer: return std::to_string(value->integer);
        case JsonValue::Kind::real:
        case JsonValue::Kind::string: return value->string;
        case JsonValue::Kind::null:
        case JsonValue::Kind::array:
        case JsonValue::Kind::object: break;
    }
    return {};
}

std::string text_at(const std::optional<Pointer>& pointer, const JsonValue& entry) { return pointer ? text_of(pointer->find(entry)) : std::string(); }

class Reader {
public:
    Reader(const ResultForm& form, std::span<const SentKey> sent) : form_(form), told_(sent.size(), false), refused_(sent.size()) {
        for (std::size_t i = 0; form.key && i < sent.size(); ++i) {
            numbers_.emplace(sent[i].key, i);
            numbers_.emplace(sent[i].value, i);
        }
    }

    Result<std::vector<Refused>> read(const JsonValue& list) {
        if (!form_.key && list.items.size() != told_.size()) {
            return unreadable("it has " + std::to_string(list.items.size()) + " results for " + std::to_string(told_.size()) + " records");
        }
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            const auto number = form_.key ? number_of(list.items[i]) : i;
            if (!number) return unreadable("one of its results has a key that was not sent");
            take(list.items[i], *number);
        }
        const auto untold = std::count(told_.begin(), told_.end(), false);
        if (form_.status && untold != 0) return unreadable("it has no result for " + std::to_string(untold) + " of " + std::to_string(told_.size()) + " records");
        return std::move(refused_);
    }

private:
    std::optional<std::size_t> number_of(const JsonValue& entry) const {
        const auto found = numbers_.find(text_at(form_.key, entry));
        if (found == numbers_.end()) return std::nullopt;
        return found->second;
    }

    // A record of several results is accepted when all of them say so.
    void take(const JsonValue& entry, std::size_t number) {
        told_[number] = true;
        const std::string status = text_at(form_.status, entry);
        const bool accepted = form_.status && std::find(form_.accepted.begin(), form_.accepted.end(), status) != form_.accepted.end();
        if (accepted) return;
        const std::string reason = text_at(form_.reason, entry);
        refused_[number] = reason.empty() ? status : reason;
    }

    const ResultForm& form_;
    std::map<std::string, std::size_t, std::less<>> numbers_;   // by key and by value
    std::vector<bool> told_;
    std::vector<Refused> refused_;
};

}  // namespace

Result<std::vector<Refused>> read_results(const ResultForm& form, std::string_view body, std::span<const SentKey> sent) {
    if (!form.list) return std::vector<Refused>(sent.size());
    const auto answer = parse_json(body);
    if (!answer) return unreadable("it is not JSON");
    const JsonValue* list = form.list->find(*answer);
    const bool none_refused = !form.status && (list == nullptr || list->kind == JsonValue::Kind::null);
    if (none_refused) return std::vector<Refused>(sent.size());
    if (list == nullptr || list->kind != JsonValue::Kind::array) return unreadable("there is no list of results where \"results\" says");
    return Reader(form, sent).read(*list);
}

}  // namespace muster::native::http_json
