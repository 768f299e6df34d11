#include "native/terminal/messages.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "native/terminal/width.hpp"

namespace muster::native {

namespace {

using namespace std::chrono_literals;
constexpr auto bar_interval = 100ms;
constexpr auto line_interval = 10s;  // few enough for the log of a scheduled run

std::string place_of(const Issue& issue, std::string_view document) {
    std::string place;
    if (!document.empty()) {
        place.append(document).append(":");
        if (issue.at.line > 0) {
            place += std::to_string(issue.at.line) + ":" + std::to_string(issue.at.column) + ":";
        }
        place += issue.pointer.empty() ? " " : " " + issue.pointer + ": ";
    }
    return place;
}

}  // namespace

void Messages::print(std::string_view text) {
    clear_bar();
    std::string line(text);
    line += '\n';
    // A message that cannot be written has nowhere else to go.
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (written < 0 && errno != EINTR) {
            return;
        }
        rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

void Messages::clear_bar() {
    if (bar_shown_) {
        bar_shown_ = false;
        (void)!::write(STDERR_FILENO, "\r\x1b[K", 4);
    }
}

void Messages::note(std::string_view text) {
    if (!quiet_) {
        print(text);
    }
}

void Messages::error(std::string_view text) {
    print("muster: " + printable(text));
}

void Messages::error(const Issue& issue, std::string_view document) {
    std::string text = place_of(issue, document) + issue.message;
    if (!issue.suggestion.empty()) {
        text += " " + issue.suggestion;
    }
    error(text);
}

bool Messages::confirm(std::string_view question) {
    clear_bar();
    const std::string text = std::string(question) + " [y/N] ";
    (void)!::write(STDERR_FILENO, text.data(), text.size());
    std::string answer;
    char c = 0;
    while (::read(STDIN_FILENO, &c, 1) == 1 && c != '\n' && answer.size() < 16) {
        answer.push_back(c);
    }
    return answer == "y" || answer == "Y" || answer == "yes" || answer == "Yes" || answer == "YES";
}

Progress::Progress(Messages& messages, std::string what, std::optional<std::uint64_t> total)
    : messages_(messages), what_(std::move(what)), total_(total),
      next_(Clock::now() + (messages.terminal().messages ? Clock::duration(bar_interval) : Clock::duration(line_interval))) {}

Progress::~Progress() {
    messages_.clear_bar();
}

void Progress::update(std::uint64_t done) {
    const Clock::time_point now = Clock::now();
    if (messages_.quiet() || now < next_) {
        return;
    }
    if (messages_.terminal().messages) {
        next_ = now + bar_interval;
        show_bar(done);
    } else {
        next_ = now + line_interval;
        show_line(done);
    }
}

void Progress::show_bar(std::uint64_t done) {
    std::string text = "\r\x1b[K" + what_ + " ";
    if (total_ && *total_ > 0) {
        constexpr std::uint64_t cells = 30;
        const std::uint64_t full = std::min(cells, done / std::max<std::uint64_t>(1, *total_ / cells));
        text += "[" + std::string(full, '#') + std::string(cells - full, '.') + "] ";
    }
    text += bytes_for_people(done);
    messages_.bar_shown_ = true;
    (void)!::write(STDERR_FILENO, text.data(), text.size());
}

void Progress::show_line(std::uint64_t done) {
    std::string text = what_ + ": " + bytes_for_people(done);
    if (total_) {
        text += " of " + bytes_for_people(*total_);
    }
    messages_.print(text + " so far.");
}

std::string bytes_for_people(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 5> units = {"bytes", "kB", "MB", "GB", "TB"};
    if (bytes < 1000) {
        return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    }
    std::size_t unit = 1;
    std::uint64_t scale = 1000;
    while (unit + 1 < units.size() && bytes / scale >= 1000) {
        scale *= 1000;
        ++unit;
    }
    const std::uint64_t tenths = bytes / (scale / 10);
    std::string text = std::to_string(tenths / 10);
    if (tenths < 100 && tenths % 10 != 0) {
        text += "." + std::to_string(tenths % 10);
    }
    return text + " " + std::string(units[unit]);
}

}  // namespace muster::native
