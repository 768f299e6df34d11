#include "muster/fingerprint.hpp"
