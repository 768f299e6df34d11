#include "muster/guard.hpp"
