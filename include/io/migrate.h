/*
 * Schema migrations: numbered, forward only, each remembered with a checksum
 * so that an edited file is noticed instead of silently differing.
 */
#ifndef IO_MIGRATE_H
#define IO_MIGRATE_H

#include "base/err.h"

struct migration {
	int number;
	const char *name, *sql;
};

/* Ends with .name == NULL. */
extern const struct migration migrations[];

#endif
