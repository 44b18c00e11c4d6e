/*
 * Many reports about one shop within days: independent people in a crisis, or
 * copies in an attack?
 *
 * For each shop the last BURST_KEPT reports of BURST_WINDOW_MS are kept. Each
 * other reporter adds to the log-odds that the burst is copied: a repeated
 * photo or text, a device shared with another reporter here, a verdict of
 * malice speak for it; reporters without such a trace, and verdicts that found
 * something, speak against it. A shared network address alone says little: an
 * office that was poisoned reports from one address.
 *
 * Bounded: the table forgets the shop that was quiet longest.
 */
#ifndef DOMAIN_BURST_H
#define DOMAIN_BURST_H

#include "base/lossy_table.h"
#include "domain/standing.h"

#include <stdbool.h>

#define BURST_WINDOW_MS (7LL * 86400000)
#define BURST_KEPT      24
#define BURST_POINTS    99 /* the most that a burst is judged, either way */

struct burst_report {
	uint64_t report, owner;   /* never 0 */
	uint64_t device, address; /* 0: unknown */
	int64_t at_ms;
	bool copied_photo, copied_text;
};

struct burst_table {
	struct lossy_table shops;
};

struct burst_view {
	int others;  /* distinct other reporters in the window, at most BURST_KEPT */
	int repeats; /* own earlier reports */
	int points;  /* log-odds * 10 that the others are copies; 0 when there are none */
};

CHECKED
enum err burst_new(struct arena *a, size_t n_shops, struct burst_table *ret_table);

/* How the shop's burst looks to a report that is about to be added. */
struct burst_view burst_ask(const struct burst_table *t, uint64_t shop,
			    const struct burst_report *r);
void burst_add(struct burst_table *t, uint64_t shop, const struct burst_report *r);

/* A verdict on a report of the window; one on a forgotten report changes nothing. */
void burst_judge(struct burst_table *t, uint64_t shop, uint64_t report, enum standing_verdict v);

#endif
