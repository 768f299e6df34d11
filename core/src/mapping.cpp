#include "muster/mapping.hpp"
