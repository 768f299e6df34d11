// From the arguments of the program to its exit code.
#pragma once

namespace muster::native {

int run_command_line(int count, char** arguments);

}  // namespace muster::native
