#include "native/commands/outputs.hpp"

#include <filesystem>

#include "native/sources/address.hpp"

namespace muster::native {

Result<void> must_be_file(std::string_view output) {
    if (output != "-") return {};
    return make_issue(Code::usage, "- stands for standard output, where this is not written.", "Name a file, such as ./- for one of that name.");
}

Result<void> keep_source(std::string_view address, std::string_view folder, const std::string& output) {
    if (is_standard_output(output)) return {};
    const auto source = read_address(address, folder);
    if (!source || source->standard_input) return {};
    std::error_code other;
    if (!std::filesystem::equivalent(source->path, output, other)) return {};
    return make_issue(Code::invalid_value, output + " is the file that is read; it is not replaced.", "Name another file.");
}

}  // namespace muster::native
