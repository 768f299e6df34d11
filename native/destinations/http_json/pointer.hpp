// JSON Pointer: which value of a document is meant (RFC 6901).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"

namespace muster::native::http_json {

class Pointer {
public:
    // "" is the whole document, "/items/0/id" a value in it. Nothing when the text is no pointer.
    static std::optional<Pointer> parse(std::string_view text);
    // Null when the document has no such value. Lives as long as the document.
    const JsonValue* find(const JsonValue& document) const;

private:
    std::vector<std::string> tokens_;
};

}  // namespace muster::native::http_json
