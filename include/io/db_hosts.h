/*
 * The servers that one database has ("db1:3306,db2,[2001:db8::7]:3307"; the
 * port is 3306 unless told), and which of them a connection should try now.
 *
 * The nodes of a Galera cluster are equal: whoever loses one goes on to the
 * next, and back to the first after the last. When none of them answered, all
 * are left alone for a while that doubles from 100 ms to 2 s, so that callers
 * learn at once what a connection attempt would take seconds to tell.
 */
#ifndef IO_DB_HOSTS_H
#define IO_DB_HOSTS_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DB_HOSTS_MAX     16
#define DB_HOST_NAME_MAX 256
#define DB_HOSTS_WAIT_MS 2000

struct db_host {
	char name[DB_HOST_NAME_MAX];
	unsigned port;
};

struct db_hosts {
	struct db_host host[DB_HOSTS_MAX];
	size_t n, at;
	int64_t wait_ms, again_ms; /* the present pause, and its end on the steady clock */
};

/* ERR_INPUT: an empty or overlong name, a port out of range, no host at all or too many. */
CHECKED enum err db_hosts_parse(struct str list, struct db_hosts *ret_hosts);

/* The one to try now. */
const struct db_host *db_hosts_now(const struct db_hosts *h);
/* That one was lost or did not take us. */
void db_hosts_next(struct db_hosts *h);

/* After a whole round: did any of them answer? */
void db_hosts_round(struct db_hosts *h, bool answered, int64_t steady_ms);
/* False during a pause. */
bool db_hosts_due(const struct db_hosts *h, int64_t steady_ms);

#endif
