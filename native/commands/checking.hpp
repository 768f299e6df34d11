// Files that are checked: by one sync document, or by several in one reading.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "muster/check.hpp"
#include "native/commands/context.hpp"
#include "native/commands/document.hpp"
#include "native/commands/rejected_file.hpp"
#include "native/destinations/destination.hpp"
#include "native/sources/source.hpp"

namespace muster::native {

// What one document says of the file.
struct Checking {
    Document document;
    std::unique_ptr<Destination> destination;
    std::unique_ptr<Check> check;     // null when there are errors
    std::unique_ptr<Changes> changes; // where a run replaces everything: some files are refused as a whole there; else null
    std::vector<Issue> errors;        // why there is no check, or no run could follow it
};

class Checks {
public:
    // `documents`: of the same file, at least one.
    Checks(Context& context, std::vector<Document> documents, bool no_memory);

    // Whether they all name the same file; the error says which one does not.
    Result<void> name_one_file() const;
    // Up to the moment where rows can be read: what stands in the way of a document is in its errors. An error of the result
    // is about the file itself.
    Result<void> start(bool want_rejected_rows);
    // Reads the rows, once for all documents. `errors_file`: for the rejected rows of the first document; empty: none.
    Result<void> read_rows(const std::string& errors_file);

    std::span<const Checking> all() const { return all_; }
    const Source& source() const { return *source_; }

private:
    void open_destination_of(Checking& checking);
    void start_check(Checking& checking, bool want_rejected_rows);
    Result<void> survey();
    void ask_destination(Checking& checking);
    void begin_changes(Checking& checking, const ChangesRequest& request);
    std::vector<Checking*> under_way();

    Context& context_;
    bool no_memory_;
    std::vector<Checking> all_;
    std::unique_ptr<Source> source_;
};

}  // namespace muster::native
