// The JSON body of a call, from the template of a document: one item of it stands for each record, and texts such as "{email}"
// or "{points:number}" in it for the values of fields.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"
#include "muster/value.hpp"
#include "pointer.hpp"

namespace muster::native::http_json {

// A field that the template names.
struct TemplateField {
    std::string name;
    std::optional<Type> type = {};            // as the template declares it
    bool in_list = false;                     // it stands in a list, which cannot leave a value out
};

class Body {
public:
    // `records`: the list in the template whose only item stands for each record. Error: invalid_value for what is wrong with
    // either, to be said of the template.
    static Result<Body> parse(std::string_view json, const Pointer& records);

    // In the order in which the template names them first.
    std::span<const TemplateField> fields() const noexcept { return fields_; }
    // One record. `values`: finished JSON for each of fields(), or an empty text where there is nothing to send: then the member is
    // left out, and so is an object or a list that names fields and has a value for none of them. Precondition: some have a value.
    std::string record(std::span<const std::string> values) const;
    // The whole body of these records.
    std::string whole(std::span<const std::string_view> records) const;

private:
    struct Node {
        enum class Kind : std::uint8_t { constant, field, object, list, records } kind = Kind::constant;
        std::string json = {};                // constant
        std::size_t field = 0;                // number in fields_
        std::vector<std::string> names = {};  // object: of its members
        std::vector<Node> items = {};
        bool names_fields = false;            // it, or something in it
    };
    class Compiler;

    static bool has_value(const Node& node, std::span<const std::string> values);
    static void write(JsonWriter& json, const Node& node, std::span<const std::string> values, std::span<const std::string_view> records);

    std::vector<TemplateField> fields_;
    Node root_, record_;
};

// A kind of call: records are sent with it, or removed.
struct CallForm {
    std::string_view name;                    // for people, behind "the call that "
    std::string path;                         // behind the address, without a slash at its start
    std::string method;
    Body body;
};

// A normalised value as JSON: numbers and booleans as such where somebody declared the type, else a text; an empty one is null.
std::string json_of(std::string_view value, Type type, bool declared);

}  // namespace muster::native::http_json
