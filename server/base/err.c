#include "base/err.h"

static const char *const names[ERR__COUNT] = {
	[ERR_OK] = "ok",
	[ERR_INPUT] = "input",
	[ERR_LIMIT] = "limit",
	[ERR_NOT_FOUND] = "not_found",
	[ERR_DENIED] = "denied",
	[ERR_RULE] = "rule",
	[ERR_CONFLICT] = "conflict",
	[ERR_BUSY] = "busy",
	[ERR_LOST] = "lost",
	[ERR_CORRUPT] = "corrupt",
	[ERR_MEMORY] = "memory",
	[ERR_IO] = "io",
};

const char *err_name(enum err e)
{
	if ((unsigned)e >= ERR__COUNT)
		return "unknown";
	return names[e];
}
