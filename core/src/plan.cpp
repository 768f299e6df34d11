#include "muster/plan.hpp"
