#include "muster/date.hpp"
