/*
 * How the supervisor and the command line reach the database as its
 * administrator: the private mariadbd on its Unix socket (where the operating
 * system tells who we are, no password exists), or the server of db_url.
 */
#ifndef IO_DB_ADMIN_H
#define IO_DB_ADMIN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "io/db.h"

#include <stdbool.h>

#define DB_ADMIN_NAME "ezhili" /* the private database's schema */

/* Is there a mariadbd of our own to start? */
bool db_admin_is_private(const struct config *c);

/* The private database's socket. ERR_LIMIT: data_dir is too long for a socket's path. */
CHECKED enum err db_admin_socket(const struct config *c, struct arena *a, const char **ret_path);

/*
 * *ret_config's strings live in a; who as in struct db_config. why tells what
 * is wrong with db_url, its password file or its CA. ERR_INPUT, ERR_IO, ERR_LIMIT, ERR_MEMORY.
 */
CHECKED enum err db_admin_config(const struct config *c, unsigned who, struct arena *a,
				 struct db_config *ret_config, struct buf *why);

#endif
