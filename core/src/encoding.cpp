#include "muster/encoding.hpp"
