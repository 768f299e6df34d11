#include "native/store/home.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace muster::native {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string user_folder() {
    if (std::string home = variable("HOME"); !home.empty()) {
        return home;
    }
    const passwd* user = getpwuid(getuid());  // services are started without HOME
    return user != nullptr ? user->pw_dir : "/";
}

}  // namespace

std::string home_folder() {
    if (std::string home = variable("MUSTER_HOME"); !home.empty()) {
        return home;
    }
    // The XDG base directory specification: a relative path is invalid and to be ignored.
    if (const std::string state = variable("XDG_STATE_HOME"); state.starts_with('/')) {
        return state + "/muster";
    }
    return user_folder() + "/.local/state/muster";
}

}  // namespace muster::native
