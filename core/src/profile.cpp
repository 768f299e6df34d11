#include "muster/profile.hpp"
