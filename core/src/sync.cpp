#include "muster/sync.hpp"
