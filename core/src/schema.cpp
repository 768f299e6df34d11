#include "muster/schema.hpp"
