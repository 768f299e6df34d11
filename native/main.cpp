#include "native/commands/command_line.hpp"

int main(int count, char** arguments) {
    return muster::native::run_command_line(count, arguments);
}
