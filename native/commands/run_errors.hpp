// The rejected rows of a run, kept beside the history for `muster runs errors`.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "native/commands/context.hpp"
#include "native/commands/rejected_file.hpp"
#include "native/engine/prepare.hpp"

namespace muster::native {

// Where the rejected rows of a run are, if it had any.
std::string run_errors_path(const std::string& run_id);

class RunErrors {
public:
    RunErrors(Context& context, std::string run_id) : context_(context), run_id_(std::move(run_id)) {}

    // For PrepareRequest::rejected. This must outlive the preparation.
    RejectedSink sink();
    // Keeps what was rejected, and what the destination refused; nothing where no row was. That it cannot be kept is told, and no more.
    void keep(const Prepared& prepared, std::span<const RefusedRows> refused);
    // Of a run that went on without its file: the rows have no cells.
    void keep_without_file(const std::string& delimiter, std::span<const RefusedRows> refused);

private:
    void tell(const Result<void>& kept);
    CheckSink& open(const Check& check);
    Context& context_;
    std::string run_id_;
    std::optional<RejectedFile> rows_;
};

}  // namespace muster::native
