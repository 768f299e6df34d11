// Runs the real program and compares what it writes with the files in golden/. MUSTER_UPDATE_GOLDEN=1 writes them anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/folder.hpp"
#include "support/process.hpp"

using muster::test::content_of;
using muster::test::ProcessRequest;
using muster::test::ProcessResult;
using muster::test::run_process;
using muster::test::TemporaryFolder;

namespace {

struct Case {
    std::string name;                      // of the golden file
    std::vector<std::string> arguments;
    std::string input;                     // standard input
};

ProcessRequest request_of(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    ProcessRequest request;
    request.words = {MUSTER_PROGRAM};
    request.words.insert(request.words.end(), arguments.begin(), arguments.end());
    request.folder = folder.path();
    request.environment = {"HOME=/nonexistent", "MUSTER_HOME=" + (folder.path() / "home").string(), "PATH=/usr/bin:/bin",
                           "TZ=Pacific/Chatham", "LC_ALL=C"};
    return request;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string with_line_end(const std::string& text) {
    return text.empty() || text.back() == '\n' ? text : text + "\n(no line end)\n";
}

std::string transcript(const Case& c, const ProcessResult& result, const TemporaryFolder& folder) {
    std::string text = "$ muster";
    for (const std::string& argument : c.arguments) {
        text += argument.empty() || argument.find(' ') != std::string::npos ? " '" + argument + "'" : " " + argument;
    }
    text += "\nexit " + std::to_string(result.exit_code) + "\n--- standard output\n" + with_line_end(result.output) +
            "--- standard error\n" + with_line_end(result.errors);
    return replaced(text, folder.path().string(), "(folder)");
}

void compare(const std::string& name, const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(MUSTER_GOLDEN) / (name + ".txt");
    if (std::getenv("MUSTER_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(file, std::ios::binary) << text;
    }
    CAPTURE(name);
    CHECK(text == content_of(file));
}

void check_cases(const TemporaryFolder& folder, const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        ProcessRequest request = request_of(folder, c.arguments);
        if (!c.input.empty()) {
            request.input_file = folder.write("standard-input", c.input);
        }
        compare(c.name, transcript(c, run_process(request), folder));
    }
}

}  // namespace

TEST_CASE("help, version and usage errors") {
    const TemporaryFolder folder;
    check_cases(folder, {
                            {"help", {"--help"}, {}},
                            {"version", {"version"}, {}},
                            {"version_option", {"--version"}, {}},
                            {"doctor_help", {"doctor", "--help"}, {}},
                            {"completion_bash", {"completion", "bash"}, {}},
                            {"completion_zsh", {"completion", "zsh"}, {}},
                            {"completion_fish", {"completion", "fish"}, {}},
                            {"usage_no_command", {}, {}},
                            {"usage_unknown_command", {"vresion"}, {}},
                            {"usage_unknown_option", {"version", "--jsn"}, {}},
                            {"usage_unknown_option_json", {"version", "--json", "--frobnicate"}, {}},
                            {"usage_too_many", {"version", "please"}, {}},
                            {"usage_missing_argument", {"completion"}, {}},
                            {"usage_wrong_choice", {"completion", "powershell"}, {}},
                        });
}

TEST_CASE("the scripts for completion are accepted by the shells that are here") {
    const TemporaryFolder folder;
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        if (std::system(("command -v " + shell + " > /dev/null 2>&1").c_str()) != 0) {
            continue;
        }
        CAPTURE(shell);
        const std::string script = folder.write("script", run_process(request_of(folder, {"completion", shell})).output);
        CHECK(run_process({{shell, "-n", script}, folder.path(), "/dev/null", {}, {"PATH=/usr/bin:/bin"}}).exit_code == 0);
    }
}

TEST_CASE("output that cannot be written is a failure, with a sentence") {
    const TemporaryFolder folder;
    ProcessRequest request = request_of(folder, {"version"});
    request.output_file = "/dev/full";
    const ProcessResult result = run_process(request);
    CHECK(result.exit_code == 1);
    CHECK(result.errors == "muster: Writing to standard output failed: No space left on device.\n");
}

TEST_CASE("a closed standard output is a failure, and no file is written into") {
    const TemporaryFolder folder;
    ProcessRequest request = request_of(folder, {});
    request.words = {"sh", "-c", "exec \"$0\" version >&-", MUSTER_PROGRAM};
    const ProcessResult result = run_process(request);
    CHECK(result.exit_code == 1);
    CHECK(result.errors == "muster: Writing to standard output failed: Bad file descriptor.\n");
}

TEST_CASE("a reader that goes away is no failure") {
    const TemporaryFolder folder;
    ProcessRequest request = request_of(folder, {});
    // The reading end is closed before the program starts.
    request.words = {"bash", "-c", "{ sleep 0.2; \"$0\" completion bash; echo $? > code; } | true; cat code", MUSTER_PROGRAM};
    const ProcessResult result = run_process(request);
    CHECK(result.output == "0\n");
    CHECK(result.errors.empty());
}

TEST_CASE("doctor finds nothing wrong here, and says when the home cannot be used") {
    const TemporaryFolder folder;
    const ProcessResult well = run_process(request_of(folder, {"doctor", "--json"}));
    CHECK(well.exit_code == 0);
    CHECK(well.output.starts_with(R"({"ok":true,"checks":[{"name":"sqlite","status":"ok","message":"SQLite )"));
    for (const std::string name : {"sha256", "home", "home_space", "temporary_folder", "temporary_space", "terminal"}) {
        CAPTURE(name);
        CHECK(well.output.find("{\"name\":\"" + name + "\",\"status\":\"") != std::string::npos);
    }
    CHECK(run_process(request_of(folder, {"doctor"})).output.starts_with("Check             Status  Finding\nsqlite "));

    ProcessRequest request = request_of(folder, {"doctor", "--json"});
    request.environment.push_back("TMPDIR=/nonexistent");
    const ProcessResult ill = run_process(request);
    CHECK(ill.exit_code == 1);
    CHECK(ill.output.starts_with("{\"ok\":false,"));
    CHECK(ill.output.find("Temporary files cannot be made in /nonexistent") != std::string::npos);
}
