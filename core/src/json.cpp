#include "muster/json.hpp"
