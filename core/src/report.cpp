#include "muster/report.hpp"
