/*
 * The private MariaDB: installed once into DATA/db, then run as one more
 * child, reachable by its Unix socket alone.
 */
#ifndef SUPERVISOR_DATABASE_H
#define SUPERVISOR_DATABASE_H

#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "supervisor/process.h"

#include <stdint.h>

/* Creates the system tables when DATA/db does not exist yet. Takes about two seconds then. */
CHECKED enum err database_install(const struct config *c, struct buf *why);

/* p becomes PROCESS_STARTING; database_is_ready tells when it accepts connections. */
CHECKED enum err database_start(struct process *p, const struct config *c, int64_t now_ms,
				struct buf *why);
bool database_is_ready(const struct config *c);

/* The program to run, looked for when the configuration names none. ERR_NOT_FOUND. */
CHECKED enum err database_program(const struct config *c, char ret_path[4096]);

#endif
