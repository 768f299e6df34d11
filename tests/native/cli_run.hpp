// The real program on contacts of a test's own, in a file or on the server (place.hpp).
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"
#include "place.hpp"
#include "support/folder.hpp"
#include "support/golden.hpp"
#include "support/process.hpp"

namespace muster::test::cli {

inline const std::string file_address = "sqlite:contacts.db";

// A folder whose contacts.db lies on the server when the tests run there: the address is another one wherever it is written.
class TemporaryFolder : public muster::test::TemporaryFolder {
public:
    std::string address() const {
        return muster::test::on_postgres() ? muster::test::address_of((path() / "contacts.db").string()) : file_address;
    }
    std::string addressed(std::string text) const {
        for (std::size_t at = 0; (at = text.find(file_address, at)) != std::string::npos; at += address().size()) {
            text.replace(at, file_address.size(), address());
        }
        return text;
    }
    std::string write(std::string_view name, std::string_view content) const {
        return muster::test::TemporaryFolder::write(name, addressed(std::string(content)));
    }
};

inline muster::test::ProcessRequest program_in(const TemporaryFolder& folder, std::vector<std::string> arguments) {
    for (std::string& argument : arguments) argument = folder.addressed(argument);
    const auto command = std::find_if(arguments.begin(), arguments.end(), [](const std::string& word) { return word == "import" || word == "contacts"; });
    if (command != arguments.end() && std::find(arguments.begin(), arguments.end(), "--into") == arguments.end()) {
        arguments.insert(arguments.end(), {"--into", folder.address()});
    }
    return muster::test::program_in(folder, arguments);
}

struct Answer {
    int exit_code = -1;
    std::string output, errors;
    JsonValue json;

    const JsonValue& at(std::vector<std::string> path) const {
        const JsonValue* value = &json;
        for (const std::string& name : path) {
            value = value->find(name);
            REQUIRE_MESSAGE(value != nullptr, name, " is missing in ", output);
        }
        return *value;
    }
    std::int64_t number(std::vector<std::string> path) const { return at(std::move(path)).integer; }
    std::string text(std::vector<std::string> path) const { return at(std::move(path)).string; }
};

inline Answer muster_json(const TemporaryFolder& folder, std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const auto result = run_process(program_in(folder, arguments));
    Answer answer{result.exit_code, result.output, result.errors, {}};
    if (!result.output.empty()) {
        auto parsed = muster::parse_json(result.output);
        REQUIRE_MESSAGE(parsed.ok(), result.output);
        answer.json = std::move(*parsed);
    }
    return answer;
}

inline int muster_text(const TemporaryFolder& folder, const std::vector<std::string>& arguments, const std::string& expected = {}) {
    const auto result = run_process(program_in(folder, arguments));
    if (!expected.empty()) CHECK_MESSAGE((result.output + result.errors).find(expected) != std::string::npos, result.output, result.errors);
    return result.exit_code;
}

// Invented contacts number `first` to `last`.
inline std::string contacts(int first, int last, const std::string& name = "Anna") {
    std::string file = "E-Mail;Name\n";
    for (int i = first; i <= last; ++i) file += "a" + std::to_string(i) + "@example.com;" + name + "\n";
    return file;
}

inline std::string document(const std::string& more) {
    return R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database", "url": "sqlite:contacts.db"},
  "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "name"}])" +
           (more.empty() ? "" : ", " + more) + "}\n";
}

inline const std::string deleting = R"("mode": {"delete_missing": true})";

// A database that holds contacts 1 to `count`, written by another sync.
inline void fill(const TemporaryFolder& folder, int count) {
    folder.write("first.csv", contacts(1, count));
    REQUIRE(muster_text(folder, {"import", "first.csv", "--into", "sqlite:contacts.db", "--yes"}) == 0);
}

inline std::int64_t stored(const TemporaryFolder& folder) {
    return muster::parse_json(run_process(program_in(folder, {"contacts", "count", "--into", "sqlite:contacts.db"})).output)->integer;
}

inline void check_sums(const Answer& report, const std::string& which) {
    CHECK(report.number({which, "rows"}) ==
          report.number({which, "records"}) + report.number({which, "rejected"}) + report.number({which, "skipped"}));
    CHECK(report.number({which, "records"}) == report.number({which, "insert"}) + report.number({which, "update"}) +
                                                   report.number({which, "unchanged"}) + report.number({which, "failed"}));
}

}  // namespace muster::test::cli
