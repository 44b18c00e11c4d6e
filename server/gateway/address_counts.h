/*
 * How many sessions each address has now: one entry an address that has any,
 * so the table is never larger than the number of connections. Addresses are
 * keyed hashes, which nobody outside can steer into one bucket.
 * Zeroed memory is an empty table. Loop thread only.
 */
#ifndef GATEWAY_ADDRESS_COUNTS_H
#define GATEWAY_ADDRESS_COUNTS_H

#include "base/err.h"
#include "base/id.h"

#include <stdint.h>

#define ADDRESS_COUNTS_BUCKETS 16384 /* a power of two */

struct address_count;

struct address_counts {
	struct address_count *bucket[ADDRESS_COUNTS_BUCKETS];
};

int64_t address_counts_of(const struct address_counts *t, struct id address);

/* ERR_MEMORY: nothing was counted. */
CHECKED enum err address_counts_add(struct address_counts *t, struct id address);

/* One that was added before. */
void address_counts_remove(struct address_counts *t, struct id address);

#endif
