// What is known about the person's side: terminal or not, its width, colours.
#pragma once

#include <string>
#include <string_view>

namespace muster::native {

struct Terminal {
    bool input = false;      // standard input is a terminal: a person can be asked
    bool output = false;     // standard output is one
    bool messages = false;   // standard error is one: progress bars
    bool colour = false;     // on standard output
    std::size_t width = 0;   // columns of standard output; 0: no limit (not a terminal)

    // Looks at the three standard streams, COLUMNS, NO_COLOR and TERM.
    static Terminal look();
};

enum class Style { bold, dim, red, yellow, green };
// The text in that style, or as it is where there are no colours.
std::string styled(const Terminal& terminal, Style style, std::string_view text);

}  // namespace muster::native
