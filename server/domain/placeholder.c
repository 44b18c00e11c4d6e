#include "base/err.h"
typedef int domain_is_filled_by_its_modules;
