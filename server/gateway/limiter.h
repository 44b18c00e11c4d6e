/*
 * How often something may happen per hour or minute, by a key (an address's hash, a
 * phone's): a fixed table of token buckets. A full neighbourhood evicts its
 * stalest bucket, so memory never grows with strangers.
 */
#ifndef GATEWAY_LIMITER_H
#define GATEWAY_LIMITER_H

#include "base/id.h"

#include <stdbool.h>
#include <stdint.h>

struct limiter;

struct limiter *limiter_new(size_t buckets); /* rounded up to a power of two */
void limiter_free(struct limiter *l);

/*
 * Takes one of the key's `per_window` tokens, which refill evenly over window_ms. true when
 * there was one; else *ret_retry_ms says when there will be. Loop thread only.
 */
bool limiter_take(struct limiter *l, struct id key, int64_t per_window, int64_t window_ms,
		  int64_t now_ms, int64_t *ret_retry_ms);

#endif
