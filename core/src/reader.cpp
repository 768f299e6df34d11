#include "muster/reader.hpp"
