/*
 * The audit log's hash chains: hash = BLAKE2b-256(previous hash, n, entry), so that
 * no entry can be changed or taken out unnoticed. Each writer has a chain of
 * its own (an epoch) and thus never waits for another's row.
 */
#ifndef IO_AUDIT_CHAIN_H
#define IO_AUDIT_CHAIN_H

#include "io/effects.h"

#include <stdint.h>

#define AUDIT_HASH_LEN 32

struct audit_chain {
	struct id epoch;
	int64_t n; /* entries so far */
	unsigned char hash[AUDIT_HASH_LEN];
};

/* A new random epoch, empty. */
void audit_chain_init(struct audit_chain *chain);

/* Appends the entry and fills the row to store; the row's hash lives in the arena. */
void audit_chain_add(struct audit_chain *chain, const struct effect_audit *entry, int64_t at_ms,
		     struct q_audit_put *ret_row, struct arena *arena);

/* The hash that follows prev for a stored row; used to verify a chain. */
void audit_chain_hash(const unsigned char prev[AUDIT_HASH_LEN], const struct q_audit_put *row,
		      unsigned char ret_hash[AUDIT_HASH_LEN]);

#endif
