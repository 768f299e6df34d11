#include "muster/value.hpp"
