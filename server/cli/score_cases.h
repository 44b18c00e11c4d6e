/*
 * Stored evidence and verdicts as the cases of a refit, and what another card
 * would have said of them.
 */
#ifndef CLI_SCORE_CASES_H
#define CLI_SCORE_CASES_H

#include "domain/score_fit.h"
#include "io/db.h"

/* More verdicts than this are not read; the oldest fall away. */
#define SCORE_CASES_MAX 200000

struct score_cases {
	struct score_case *cases;
	size_t n;
};

/*
 * Reports of the last `days` that have a verdict which counts, oldest first, binned by card.
 * Of the shielded lane only those that were drawn, for all the others.
 */
CHECKED enum err score_cases_read(struct db *db, struct arena *a, const struct score_card *card,
				  int64_t now_ms, int days, struct score_cases *ret_cases);

struct score_shadow {
	int days;
	size_t n;
	size_t moved[LANE_SHIELDED + 1][LANE_SHIELDED + 1]; /* [now][other] */
};

/* What stands beside a draft for the two who release it. */
struct score_findings {
	struct score_fit_report fit;
	struct score_harm before, after;
	struct score_shadow shadow;
};

/* As JSON; { NULL, 0 } without memory. */
struct str score_cases_report(struct arena *a, const struct score_findings *f);

/* All reports of the last `days`, with or without a verdict. */
CHECKED enum err score_cases_shadow(struct db *db, const struct score_card *now,
				    const struct score_card *other, int64_t now_ms, int days,
				    struct score_shadow *ret_shadow);

#endif
