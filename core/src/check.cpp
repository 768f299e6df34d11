#include "muster/check.hpp"
