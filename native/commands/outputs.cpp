#include "native/commands/outputs.hpp"

#include <filesystem>
#include <fstream>

#include "muster/json.hpp"
#include "native/commands/document.hpp"
#include "native/engine/connections.hpp"
#include "native/files/file_writer.hpp"
#include "native/sources/address.hpp"

namespace muster::native {

namespace {

bool is_same(const std::string& a, const std::string& b) {
    std::error_code ignored;
    return std::filesystem::equivalent(a, b, ignored);
}

bool is_source(const std::string& output, ReadFrom read) {
    if (read.address.empty()) return false;
    const auto source = read_address(read.address, read.folder);
    return source && !source->standard_input && is_same(source->path, output);
}

bool is_beside_database(const std::string& output) {
    for (const std::string_view ending : {"-wal", "-shm", "-journal", "-run"}) {
        if (output.ends_with(ending) && is_database(output.substr(0, output.size() - ending.size()))) return true;
    }
    return false;
}

// By what stands in it: which document a run was made with is not known afterwards.
bool is_document(const std::string& output) {
    std::ifstream file(output, std::ios::binary);
    char first = 0;
    if (!(file >> first) || first != '{') return false;
    const auto text = read_text_file(output);
    if (!text) return false;
    const auto value = parse_json(*text);
    return value && value->find("source") != nullptr && value->find("destination") != nullptr;
}

}  // namespace

Result<void> must_be_file(std::string_view output) {
    if (output != "-") return {};
    return make_issue(Code::usage, "- stands for standard output, where this is not written.", "Name a file, such as ./- for one of that name.");
}

Result<void> keep_inputs(const std::string& output, ReadFrom read, Replaced replaced) {
    if (is_standard_output(output)) return {};
    const char* what = nullptr;
    if (is_source(output, read)) what = "the file that is read";
    else if (is_beside_database(output)) what = "a part of a database";
    else if (is_same(connections_path(), output)) what = "the file of the connections";
    else if (replaced == Replaced::results && is_document(output)) what = "a sync document";
    if (what == nullptr) return {};
    return make_issue(Code::invalid_value, output + " is " + what + "; it is not replaced.", "Name another file.");
}

Result<void> must_be_writable(const std::string& output) {
    if (is_standard_output(output)) return {};
    auto file = FileWriter::create(output);
    if (!file) return std::move(file).error();
    return {};
}

}  // namespace muster::native
