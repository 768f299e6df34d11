// docs/ against the program: no code, member, default or outcome may be in one and not in the other.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "muster/issue.hpp"
#include "muster/report.hpp"
#include "support/docs.hpp"
#include "sync_members.hpp"
#include "value_parts.hpp"

using namespace muster;
using muster::test::table_rows;
using muster::test::unquoted;

TEST_CASE("every code is explained once, with its severity, cause and cure, and no other") {
    std::map<std::string, std::vector<std::string>> explained;
    for (const auto& row : table_rows(test::read_doc("ISSUES.md"))) {
        CAPTURE(row.cells[0]);
        REQUIRE(row.cells.size() == 4);
        CHECK(explained.emplace(unquoted(row.cells[0]), row.cells).second);
        CHECK(row.cells[2].ends_with('.'));
        CHECK(row.cells[3].ends_with('.'));
    }
    for (std::size_t i = 0; i < code_count(); ++i) {
        const Code code = static_cast<Code>(i);
        CAPTURE(name_of(code));
        const auto found = explained.find(std::string(name_of(code)));
        REQUIRE(found != explained.end());
        CHECK(found->second[1] == name_of(default_severity(code)));
    }
    CHECK(explained.size() == code_count());
}

TEST_CASE("every member of the sync document is described, and no other") {
    const struct {
        const char* heading;
        std::span<const Member> members;
    } objects[] = {
        {"Top level", sync_members::root}, {"source", sync_members::source}, {"destination", sync_members::destination},
        {"mode", sync_members::mode},      {"limits", sync_members::limits}, {"Secrets", sync_members::secret},
        {"mapping", sync_members::mapping}, {"rules", sync_members::rule},
    };
    const auto rows = table_rows(test::read_doc("sync-document.md"));
    for (const auto& object : objects) {
        std::set<std::string> described;
        for (const auto& row : rows) {
            if (row.heading == object.heading) described.insert(unquoted(row.cells[0]));
        }
        std::set<std::string> known;
        for (const Member& member : object.members) known.emplace(member.name);
        CAPTURE(object.heading);
        CHECK(described == known);
    }
}

TEST_CASE("the described defaults are those of the schema") {
    const auto schema = parse_json(test::read_doc("sync.schema.json"));
    REQUIRE(schema.ok());
    const std::map<std::string, const char*> places = {
        {"Top level", ""},    {"source", "source"}, {"destination", "destination"},
        {"mapping", "entry"}, {"rules", "rule"},   {"mode", "mode"},     {"limits", "limits"}};
    std::size_t compared = 0;
    for (const auto& row : table_rows(test::read_doc("sync-document.md"))) {
        const auto place = places.find(row.heading);
        if (place == places.end()) continue;
        const std::string name = unquoted(row.cells[0]);
        CAPTURE(row.heading);
        CAPTURE(name);
        const JsonValue* object = *place->second == '\0' ? &*schema : schema->find("$defs")->find(place->second);
        const JsonValue* property = object->find("properties")->find(name);
        REQUIRE(property != nullptr);
        if (const JsonValue* reference = property->find("$ref");
            reference != nullptr && property->members.size() == 1) {
            property = schema->find("$defs")->find(reference->string.substr(std::string_view("#/$defs/").size()));
        }
        const JsonValue* standard = property->find("default");
        CHECK((standard == nullptr) == (row.cells[1] == "required"));
        if (standard == nullptr) continue;
        ++compared;
        const auto described = parse_json(unquoted(row.cells[1]));
        REQUIRE(described.ok());
        CHECK(described->kind == standard->kind);
        CHECK(described->string == standard->string);
        CHECK(described->integer == standard->integer);
        CHECK(described->boolean == standard->boolean);
    }
    CHECK(compared > 35);
}

TEST_CASE("every outcome has its exit code") {
    std::set<std::string> described;
    for (const auto& row : table_rows(test::read_doc("exit-codes.md"))) described.insert(unquoted(row.cells[0]));
    std::set<std::string> known;
    for (int i = 0; i <= static_cast<int>(Outcome::interrupted); ++i) known.emplace(name_of(static_cast<Outcome>(i)));
    CHECK(described == known);
}

TEST_CASE("every type of value has its section, and the names of roles are those that are recognised") {
    const std::string page = test::read_doc("values.md");
    for (int i = 0; i <= static_cast<int>(Type::choice); ++i) {
        const std::string name(name_of(static_cast<Type>(i)));
        CAPTURE(name);
        const std::size_t heading = page.find("\n## ");
        REQUIRE(heading != std::string::npos);
        bool found = false;
        for (std::size_t at = heading; at != std::string::npos; at = page.find("\n## ", at + 1)) {
            const std::string line = " " + page.substr(at + 4, page.find('\n', at + 1) - at - 4) + ",";
            found = found || line.find(" " + name + ",") != std::string::npos;
        }
        CHECK(found);
    }
    const std::string start = "The names of roles: ";
    const std::size_t first = page.find(start);
    REQUIRE(first != std::string::npos);
    std::size_t names = 0;
    std::string word;
    for (std::size_t at = first + start.size(); page[at] != '.'; ++at) {
        const bool ends = page[at] == ',' || page[at] == ' ' || page[at] == '\n';
        if (!ends) word += page[at];
        if (!ends || word.empty()) continue;
        CAPTURE(word);
        CHECK(is_role_address(word));
        ++names;
        word.clear();
    }
    CHECK(names > 100);
}
