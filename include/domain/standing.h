/*
 * A reporter's (or a shop's) record of verdicts, fading with time.
 *
 * Every verdict counts 1 when it is given and half after each half-life. The
 * stored sums are weighted the other way round: a later verdict weighs more,
 * 2^(time since an epoch / half-life), and a reading divides by the weight of
 * now. So recording is a plain addition that commutes (an upsert needs no
 * read), and an overturned verdict is taken back exactly by adding the
 * negative of its own weight. Doubles hold such sums for some 400 years.
 */
#ifndef DOMAIN_STANDING_H
#define DOMAIN_STANDING_H

#include "domain/score.h"

#include <stdint.h>

#define STANDING_HALF_LIFE_MS (180LL * 86400000)
#define STANDING_EPOCH_MS     1767225600000LL /* 2026-01-01 UTC */

enum standing_verdict { STANDING_VALID, STANDING_INVALID, STANDING_MALICIOUS };

/* Weighted sums, as stored. All zero: unknown. */
struct standing {
	double valid, invalid, malicious;
};

/*
 * How a report's verdict (PROTOCOL.md) counts. False for what says nothing about its
 * sender: a duplicate, another authority's, one that nobody could verify, none.
 */
bool standing_of_verdict(struct str verdict, enum standing_verdict *ret_verdict);

/* What a verdict of that time adds to its sum. */
double standing_weight(int64_t at_ms);

/* times: 1 records the verdict, -1 takes it back. */
void standing_record(struct standing *s, enum standing_verdict v, int64_t at_ms, int times);

/* SCORE_HISTORY (missing without a record), SCORE_BAD_FAITH, SCORE_BAD_SHARE, SCORE_UNFOUNDED. */
void standing_tell_owner(const struct standing *s, int64_t now_ms, struct evidence *ev);
/*
 * Reports a day that an account may send, of the `most` that others may: a
 * tenth, but one at least, while malice is a hard signal of its record. It ends
 * by itself as the verdict fades or honest reports outweigh it, and at once when
 * an appeal overturns it. Severity 5 is not subject to it.
 */
int64_t standing_quota(const struct evidence *ev, int64_t most);
/* SCORE_SHOP. */
void standing_tell_shop(const struct standing *s, int64_t now_ms, struct evidence *ev);

#endif
