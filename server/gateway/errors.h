/*
 * Every error a client can get: its JSON-RPC code and its texts, in one table.
 */
#ifndef GATEWAY_ERRORS_H
#define GATEWAY_ERRORS_H

#include "base/err.h"

#include <stdbool.h>

struct error_type {
	const char *type; /* "report.not_found" */
	int code;         /* PROTOCOL: -32700 … -32060 */
	bool retriable;
	const char *zh, *en; /* what happened and what to do next */
};

extern const struct error_type error_types[]; /* ends with .type == NULL */

/* Unknown types are "internal": the tests ask that no handler names one. */
const struct error_type *error_find(const char *type);

#endif
