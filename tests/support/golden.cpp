#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace muster::test {

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string with_line_end(const std::string& text) {
    return text.empty() || text.back() == '\n' ? text : text + "\n(no line end)\n";
}

std::string transcript(const GoldenCase& c, const ProcessResult& result, const TemporaryFolder& folder) {
    std::string text = "$ muster";
    for (const std::string& argument : c.arguments) {
        const bool quoted = argument.empty() || argument.find_first_of(" ;|") != std::string::npos;
        text += quoted ? " '" + argument + "'" : " " + argument;
    }
    text += "\nexit " + std::to_string(result.exit_code) + "\n--- standard output\n" + with_line_end(result.output) +
            "--- standard error\n" + with_line_end(result.errors);
    return replaced(text, folder.path().string(), "(folder)");
}

}  // namespace

ProcessRequest program_in(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    ProcessRequest request;
    request.words = {MUSTER_PROGRAM};
    request.words.insert(request.words.end(), arguments.begin(), arguments.end());
    request.folder = folder.path();
    request.environment = {"HOME=/nonexistent", "MUSTER_HOME=" + (folder.path() / "home").string(), "PATH=/usr/bin:/bin",
                           "TZ=Pacific/Chatham", "LC_ALL=C"};
    return request;
}

void check_text(const std::string& name, const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(MUSTER_GOLDEN) / (name + ".txt");
    if (std::getenv("MUSTER_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(file, std::ios::binary) << text;
    }
    CAPTURE(name);
    CHECK(text == content_of(file));
}

void check_golden(const TemporaryFolder& folder, const std::vector<GoldenCase>& cases) {
    for (const GoldenCase& c : cases) {
        ProcessRequest request = program_in(folder, c.arguments);
        if (!c.input.empty()) {
            request.input_file = folder.write("standard-input", c.input);
        }
        check_text(c.name, transcript(c, run_process(request), folder));
    }
}

}  // namespace muster::test
