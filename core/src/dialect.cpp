#include "muster/dialect.hpp"
