/*
 * The invariants of the ledger (domain/ledger.h), asked of the database as of one moment: every
 * transaction has two entries that sum to zero; the balances are the sums of the entries; POOL,
 * RESERVED and CLEARING are not below zero, for no reward either; no reward is given more than
 * its amount; CLEARING is the sum of live attempts; what is paid is posted, and the reverse.
 */
#ifndef IO_LEDGER_CHECK_H
#define IO_LEDGER_CHECK_H

#include "io/db.h"

struct ledger_difference {
	const char *what;
	struct str which; /* an event, account or bill; "" when it is about all */
	int64_t fen;      /* by how much, where that means something */
};

/* No differences: the ledger holds. Hundreds of one kind are cut off. No transaction may be open.
 */
CHECKED
enum err ledger_check(struct db *db, struct arena *a, struct ledger_difference **ret,
		      size_t *ret_n);

#endif
