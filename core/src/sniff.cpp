#include "muster/sniff.hpp"
