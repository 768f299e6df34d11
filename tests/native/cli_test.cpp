// What all commands have in common: help, usage errors, standard output, signals.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "support/golden.hpp"

using muster::test::check_golden;
using muster::test::content_of;
using muster::test::ProcessRequest;
using muster::test::ProcessResult;
using muster::test::program_in;
using muster::test::run_process;
using muster::test::TemporaryFolder;

TEST_CASE("help, version and usage errors") {
    const TemporaryFolder folder;
    check_golden(folder, {
                            {"help", {"--help"}, {}},
                            {"version", {"version"}, {}},
                            {"version_option", {"--version"}, {}},
                            {"doctor_help", {"doctor", "--help"}, {}},
                            {"sniff_help", {"sniff", "--help"}, {}},
                            {"preview_help", {"preview", "--help"}, {}},
                            {"date_help", {"date", "--help"}, {}},
                            {"check_help", {"check", "--help"}, {}},
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
        const std::string script = folder.write("script", run_process(program_in(folder, {"completion", shell})).output);
        CHECK(run_process({{shell, "-n", script}, folder.path(), "/dev/null", {}, {"PATH=/usr/bin:/bin"}}).exit_code == 0);
    }
}

TEST_CASE("output that cannot be written is a failure, with a sentence") {
    const TemporaryFolder folder;
    ProcessRequest request = program_in(folder, {"version"});
    request.output_file = "/dev/full";
    const ProcessResult result = run_process(request);
    CHECK(result.exit_code == 1);
    CHECK(result.errors == "muster: Writing to standard output failed: No space left on device.\n");
}

TEST_CASE("a closed standard output is a failure, and no file is written into") {
    const TemporaryFolder folder;
    ProcessRequest request = program_in(folder, {});
    request.words = {"sh", "-c", "exec \"$0\" version >&-", MUSTER_PROGRAM};
    const ProcessResult result = run_process(request);
    CHECK(result.exit_code == 1);
    CHECK(result.errors == "muster: Writing to standard output failed: Bad file descriptor.\n");
}

TEST_CASE("a reader that goes away is no failure") {
    const TemporaryFolder folder;
    ProcessRequest request = program_in(folder, {});
    // The reading end is closed before the program starts.
    request.words = {"bash", "-c", "{ sleep 0.2; \"$0\" completion bash; echo $? > code; } | true; cat code", MUSTER_PROGRAM};
    const ProcessResult result = run_process(request);
    CHECK(result.output == "0\n");
    CHECK(result.errors.empty());
}

TEST_CASE("Ctrl-C ends a reading with 130 and a sentence") {
    const TemporaryFolder folder;
    const std::string pipe = folder.path() / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    const int writing_end = open(pipe.c_str(), O_RDWR | O_CLOEXEC);  // keeps the reading from ending
    for (const int number : {SIGINT, SIGTERM}) {
        CAPTURE(number);
        ProcessRequest request = program_in(folder, {"sniff", "-"});
        request.input_file = pipe;
        request.output_file = folder.path() / "output";
        const pid_t process = muster::test::start_process(request, folder.path() / "errors");
        // The program has taken the byte: its signal handlers are in place.
        REQUIRE(write(writing_end, "x", 1) == 1);
        muster::test::wait_until_empty(writing_end);
        REQUIRE(kill(process, number) == 0);
        CHECK(muster::test::wait_for(process) == 130);
        CHECK(content_of(folder.path() / "output").empty());
        CHECK(content_of(folder.path() / "errors") == "muster: Reading standard input was interrupted.\n");
    }
    close(writing_end);
}

TEST_CASE("doctor finds nothing wrong here, and says when the home cannot be used") {
    const TemporaryFolder folder;
    const ProcessResult well = run_process(program_in(folder, {"doctor", "--json"}));
    CHECK(well.exit_code == 0);
    CHECK(well.output.starts_with(R"({"ok":true,"checks":[{"name":"sqlite","status":"ok","message":"SQLite )"));
    for (const std::string name : {"libpq", "libcurl", "sha256", "home", "home_space", "temporary_folder", "temporary_space", "terminal"}) {
        CAPTURE(name);
        CHECK(well.output.find("{\"name\":\"" + name + "\",\"status\":\"") != std::string::npos);
    }
    CHECK(run_process(program_in(folder, {"doctor"})).output.starts_with("Check             Status  Finding\nsqlite "));

    ProcessRequest request = program_in(folder, {"doctor", "--json"});
    request.environment.push_back("TMPDIR=/nonexistent");
    const ProcessResult ill = run_process(request);
    CHECK(ill.exit_code == 1);
    CHECK(ill.output.starts_with("{\"ok\":false,"));
    CHECK(ill.output.find("Temporary files cannot be made in /nonexistent") != std::string::npos);
}
