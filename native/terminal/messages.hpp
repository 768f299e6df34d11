// Standard error: messages, progress, questions. Nothing of it is data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "muster/issue.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

class Messages {
public:
    Messages(const Terminal& terminal, bool quiet) : terminal_(terminal), quiet_(quiet) {}

    void be_quiet() noexcept { quiet_ = true; }
    // Whole sentences. A note is left out with --quiet, an error never.
    void note(std::string_view text);
    void error(std::string_view text);
    // What is wrong, where and what to do. `document`: the file that a pointer, line and column refer to.
    void error(const Issue& issue, std::string_view document = {});

    // Asks a question that is answered with yes or no; anything but a clear yes is no.
    // Precondition: standard input is a terminal.
    bool confirm(std::string_view question);

    const Terminal& terminal() const noexcept { return terminal_; }
    bool quiet() const noexcept { return quiet_; }

private:
    friend class Progress;
    void print(std::string_view text);
    void clear_bar();
    const Terminal& terminal_;
    bool quiet_;
    bool bar_shown_ = false;
};

// How far a long reading is: a bar on a terminal, else a line now and then. Ends when it is destroyed.
class Progress {
public:
    // `what`: "Reading contacts.csv". `total`: bytes, when known.
    Progress(Messages& messages, std::string what, std::optional<std::uint64_t> total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void update(std::uint64_t done);

private:
    using Clock = std::chrono::steady_clock;
    void show_bar(std::uint64_t done);
    void show_line(std::uint64_t done);
    Messages& messages_;
    std::string what_;
    std::optional<std::uint64_t> total_;
    Clock::time_point next_;
};

// "1.5 MB": decimal units, one digit where it tells something.
std::string bytes_for_people(std::uint64_t bytes);

}  // namespace muster::native
