#include "native/terminal/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace muster::native {

namespace {

std::size_t width_of_output(bool is_terminal) {
    if (const char* columns = std::getenv("COLUMNS")) {
        std::size_t width = 0;
        const char* end = columns + std::strlen(columns);
        if (std::from_chars(columns, end, width).ptr == end && width > 0) {
            return width;
        }
    }
    winsize size{};
    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return is_terminal ? 80 : 0;
}

bool wants_colour() {
    const char* none = std::getenv("NO_COLOR");  // no-color.org: set and not empty
    const char* kind = std::getenv("TERM");
    return (none == nullptr || *none == '\0') && (kind == nullptr || std::strcmp(kind, "dumb") != 0);
}

std::string_view start_of(Style style) {
    switch (style) {
        case Style::bold: return "\x1b[1m";
        case Style::dim: return "\x1b[2m";
        case Style::red: return "\x1b[31m";
        case Style::yellow: return "\x1b[33m";
        case Style::green: return "\x1b[32m";
    }
    return {};
}

}  // namespace

Terminal Terminal::look() {
    Terminal terminal;
    terminal.input = isatty(STDIN_FILENO) == 1;
    terminal.output = isatty(STDOUT_FILENO) == 1;
    terminal.messages = isatty(STDERR_FILENO) == 1;
    terminal.colour = terminal.output && wants_colour();
    terminal.width = width_of_output(terminal.output);
    return terminal;
}

std::string styled(const Terminal& terminal, Style style, std::string_view text) {
    if (!terminal.colour) {
        return std::string(text);
    }
    return std::string(start_of(style)).append(text).append("\x1b[0m");
}

}  // namespace muster::native
