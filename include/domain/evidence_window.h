/*
 * What the last 30 days of reports say about the one that arrives: devices and
 * addresses that serve several accounts, the pace of an account, the burst on
 * a shop. In memory, bounded, rebuilt from stored traces at start.
 *
 * Keys are the first 8 bytes of keyed hashes or random ids; 0 is unknown (a
 * whistleblower has neither device nor address).
 */
#ifndef DOMAIN_EVIDENCE_WINDOW_H
#define DOMAIN_EVIDENCE_WINDOW_H

#include "domain/burst.h"
#include "domain/score.h"

#define EVIDENCE_WINDOW_MS (30LL * 86400000)
#define EVIDENCE_SHARERS   8 /* accounts on one device or address are counted up to here */

/* A report as the window keeps it. */
struct trace {
	uint64_t shop; /* 0: not known yet, then there is no burst */
	struct burst_report r;
};

struct evidence_window {
	struct lossy_table devices, addresses, owners;
	struct burst_table bursts;
};

/* scale: accounts that are active within a week; memory is about 400 bytes of each, all taken now.
 */
CHECKED
enum err evidence_window_new(struct arena *a, size_t scale, struct evidence_window *ret_w);

/*
 * Sets SCORE_DEVICE, SCORE_ADDRESS, SCORE_PACE, SCORE_REPEAT, SCORE_BURST,
 * SCORE_CROWD and, from the trace, SCORE_COPIED_PHOTO and SCORE_COPIED_TEXT.
 */
void evidence_window_tell(const struct evidence_window *w, const struct trace *t,
			  struct evidence *ev);
/* Reports of the account on the day of at_ms. */
int evidence_window_today(const struct evidence_window *w, uint64_t owner, int64_t at_ms);
void evidence_window_add(struct evidence_window *w, const struct trace *t);
void evidence_window_judge(struct evidence_window *w, uint64_t shop, uint64_t report,
			   enum standing_verdict v);

#endif
