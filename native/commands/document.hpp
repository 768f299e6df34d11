// Sync documents as files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/sync.hpp"
#include "native/commands/context.hpp"

namespace muster::native {

// The whole content of a small file (at most 64 MB). Errors: usage.
Result<std::string> read_text_file(const std::string& path);

// In hexadecimal.
std::string sha256_of(std::string_view text);

struct Document {
    Sync sync;
    std::string folder;               // absolute: where relative paths of the document start
    std::string path;                 // absolute
    std::string sha256;               // of the text
    std::vector<Issue> warnings;      // what is odd in it, but possible
};

struct DocumentReading {
    std::optional<Document> document; // absent when there is any error
    std::vector<Issue> errors;
};

// Reads a sync document; its destination has the members of the connection that it names. `source_override`: a file to read instead of the document's source, relative to the current
// folder; empty: none.
DocumentReading load_document(const std::string& path, const std::string& source_override);

// Tells what is odd, but possible: of the document of this path, or of what is to be done (no path).
void tell_warnings(Context& context, const std::vector<Issue>& warnings, const std::string& path = {});

// The path as seen from the current folder, absolute; "-" and URLs with a scheme other than file stay as they are.
std::string absolute_source(const std::string& source);

}  // namespace muster::native
