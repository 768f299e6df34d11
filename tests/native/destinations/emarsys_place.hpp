// The double of Emarsys with what it was sent, and a folder with a sync document for it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "native/cli_run.hpp"
#include "support/service_double.hpp"

namespace muster::test::emarsys {

using namespace muster::test::cli;
using cli::TemporaryFolder;

// The double, and what it knows.
class Double {
public:
    explicit Double(const std::string& switches = "{}") { service_.tell("/config", switches); }

    std::string address(int version = 3) const { return service_.address("api") + "/api/v" + std::to_string(version) + "/"; }
    std::string token_address() const { return service_.address("api") + "/oauth2/token"; }
    JsonValue state() const { return service_.ask("/state"); }
    void contacts(const std::string& json) const { service_.tell("/contacts", "[" + json + "]"); }
    void fault(int call, const std::string& kind, int times = 1) const {
        service_.tell("/faults", R"([{"at":)" + std::to_string(call) + R"(,"kind":")" + kind + R"(","times":)" + std::to_string(times) + "}]");
    }
    void no_faults() const {
        service_.tell("/faults", "[]");
        service_.tell("/reopen");
    }
    void clock(int seconds) const { service_.tell("/clock", "{\"advance_ms\":" + std::to_string(seconds * 1000) + "}"); }
    void config(const std::string& switches) const { service_.tell("/config", switches); }
    void reset() const { service_.tell("/reset"); }
    void forget_log() const { service_.tell("/forget-log"); }
    std::int64_t calls() const { return state().find("calls")->integer; }

    // Bodies of the calls of this kind so far.
    std::vector<JsonValue> sent(std::string_view method, std::string_view path) const {
        std::vector<JsonValue> bodies;
        const JsonValue all = state();
        for (const JsonValue& call : all.find("log")->items) {
            if (call.find("method")->string == method && call.find("path")->string == path) bodies.push_back(call.find("body") != nullptr ? *call.find("body") : JsonValue{});
        }
        return bodies;
    }
    // Of those calls: the sizes of their bodies.
    std::vector<std::int64_t> sizes(std::string_view method, std::string_view path) const {
        std::vector<std::int64_t> sizes;
        const JsonValue all = state();
        for (const JsonValue& call : all.find("log")->items) {
            if (call.find("method")->string == method && call.find("path")->string == path) sizes.push_back(call.find("bytes")->integer);
        }
        return sizes;
    }
    std::size_t written() const {
        std::size_t count = 0;
        for (const JsonValue& body : sent("PUT", "contact/")) count += body.find("contacts")->items.size();
        return count;
    }

private:
    ServiceDouble service_{MUSTER_TEST_DOUBLES "/emarsys_double.mjs", {"--real-clock"}};
};

// A folder with a sync document for the double.
struct Place {
    explicit Place(const Double& emarsys, const std::string& destination = "", const std::string& mapping = "", const std::string& mode = R"("insert": false)") {
        folder.write("secret", "secret-1\n");
        folder.write("s.sync.json", R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "emarsys", "url": ")" + emarsys.address() +
                                        R"(", "token_url": ")" + emarsys.token_address() + R"(", "client_id": "client-1", "client_secret": {"file": "secret"})" +
                                        destination + R"(}, "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"})" +
                                        (mapping.empty() ? R"(, {"column": "Name", "field": "first_name"})" : mapping) + R"(], "mode": {)" + mode + "}}");
    }
    void file(const std::string& text) const { folder.write("contacts.csv", text); }
    Answer run() const { return muster_json(folder, {"run", "s.sync.json"}); }
    TemporaryFolder folder;
};

inline const std::string into_list = R"(, "list": 101)";
inline const std::string first_and_last = R"(, {"column": "Name", "field": "first_name"}, {"column": "Last", "field": "last_name"})";
inline const std::string adding = R"("insert": true)";

inline std::string person(const std::string& email, const std::string& name) { return R"({"3":")" + email + R"(","1":")" + name + "\"}"; }

// {"a@x": "Ann"} of the double: the first names by address, or another field.
inline std::map<std::string, std::string> names_in(const JsonValue& state, std::string_view field = "1") {
    std::map<std::string, std::string> names;
    for (const auto& [id, contact] : state.find("contacts")->members) {
        const JsonValue* name = contact.find(field);
        names[contact.find("3")->string] = name != nullptr ? name->string : "";
    }
    return names;
}

inline std::set<std::string> list_of(const JsonValue& state, std::string_view list) {
    std::set<std::string> emails;
    for (const JsonValue& id : state.find("lists")->find(list)->items) emails.insert(state.find("contacts")->find(id.string)->find("3")->string);
    return emails;
}

inline void check_no_violations(const JsonValue& state) {
    for (const JsonValue& violation : state.find("violations")->items) FAIL_CHECK(violation.string);
}

inline std::string said_by(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    const auto result = run_process(program_in(folder, arguments));
    return result.output + result.errors;
}

inline std::string first_error(const Answer& answer) {
    const JsonValue* errors = answer.json.find("errors");
    if (errors != nullptr && !errors->items.empty()) return errors->items[0].find("code")->string;
    return {};
}

}  // namespace muster::test::emarsys
