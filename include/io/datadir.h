/*
 * The data directory: who may read what, and the keys that must exist.
 *
 *	DATA/ezhili.conf             configuration, optional
 *	DATA/node                    this installation's random name
 *	DATA/keys/gateway/master.key 32 bytes; read by the supervisor, handed to gateways
 *	DATA/keys/payout/            the payer's, its uid only
 *	DATA/keys/sms/sms.key        32 bytes, only with text messages; handed to their sender
 *	DATA/db/                     the private MariaDB, its uid only
 *	DATA/run/                    lock, pid, status; run/db/ has the database's socket and its temporary files
 *	DATA/log/                    one file a process
 *	DATA/evidence/               photos, the gateways' uid only
 *	DATA/pain001/                bank files, the payer's uid only
 *	DATA/registry.idx            the mapped index of the registry
 *
 * Started as root, each part belongs to its process's system user; a user
 * that does not exist leaves it to root (the processes then say "degraded").
 */
#ifndef IO_DATADIR_H
#define IO_DATADIR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "base/secret.h"

#define DATADIR_KEY_LEN 32

/*
 * Makes what is missing and mends owners and modes. c->data_dir must be
 * absolute. why: which path, and what the system said. ERR_IO.
 */
CHECKED enum err datadir_init(const struct config *c, struct buf *why);

/*
 * A key file below keys_dir, for instance "gateway/master.key"; made with
 * random bytes when it does not exist and make is set. ERR_NOT_FOUND;
 * ERR_CORRUPT: not 32 bytes.
 */
CHECKED enum err datadir_key(const struct config *c, const char *name, bool make,
			     struct secret *ret_key);

/* 8 hexadecimal digits that tell this installation from others on one database server. */
CHECKED enum err datadir_node(const struct config *c, char ret_node[9]);

/*
 * Replaces data_dir by an absolute path without links; makes the directory when it is missing.
 * Below a directory that only root may pass the processes' own users could not reach it: then
 * user_gateway … user_database become empty, everything stays root, and /readyz says "user".
 */
CHECKED enum err datadir_resolve(struct config *c, struct buf *why);

#endif
