/*
 * A new card from verdicts: logistic regression over the bins of the present
 * card, pulled towards its points (ridge), with the signs of score_card.h.
 *
 * A bin that few verdicts speak about keeps its judgement; one that many speak
 * about follows them. Bounds never move. Both cards are fitted: V against
 * "valid", M against "malicious". Plain duplicates, reports of another authority
 * and those that nobody could verify teach nothing and are not cases.
 */
#ifndef DOMAIN_SCORE_FIT_H
#define DOMAIN_SCORE_FIT_H

#include "base/arena.h"
#include "domain/score.h"
#include "domain/standing.h"

#include <stddef.h>

/* Fewer cases than this are no ground for a new card. */
#define SCORE_FIT_LEAST        300
/* One part in this many, the newest, is held out for the check. */
#define SCORE_FIT_HOLD_OUT     5
/* A case weighs half after each of these: shops, attackers and reviewers change. */
#define SCORE_FIT_HALF_LIFE_MS (60LL * 86400000)

/* One reviewed report: how it was binned when it came, and what was found. */
struct score_case {
	uint8_t bins[SCORE__FEATURES];
	uint8_t verdict; /* enum standing_verdict */
	uint8_t hard;
	uint8_t severity;
	/*
	 * How many reports it stands for: 1, but a drawn one of the shielded lane
	 * for all of that lane, whoever else was read there. Else a refit would
	 * believe that few reports are shielded, or that those are malicious.
	 */
	float weight;
	int64_t at_ms; /* when it came */
};

/* Mean log loss of one card over cases, in nats. */
struct score_loss {
	double v, m;
};

struct score_fit_report {
	size_t n, n_held_out;
	struct score_loss before, after; /* on the held-out part, fitted without it */
	bool better;                     /* the two losses together did not grow */
};

/* A group of people, and what a card does to its reports that were found valid or made in good
 * faith. */
enum score_group {
	GROUP_ALL,
	GROUP_NEWCOMER,
	GROUP_NO_CREDIT,
	GROUP_RIDER,
	GROUP_CROWD,
	GROUP__COUNT
};

struct score_harm {
	size_t n[GROUP__COUNT];        /* reports that were not malicious, by weight */
	size_t shielded[GROUP__COUNT]; /* of those, how many the card would shield */
};

const char *score_group_name(enum score_group g);

/*
 * cases: oldest first, binned by `from`. The new card's version is from's plus one.
 * ERR_INPUT below SCORE_FIT_LEAST cases; ERR_MEMORY when scratch is too small
 * (16 bytes a case).
 */
CHECKED
enum err score_fit(const struct score_card *from, const struct score_case *cases, size_t n,
		   struct arena *scratch, struct score_card *ret_card,
		   struct score_fit_report *ret_report);

struct score_loss score_fit_loss(const struct score_card *card, const struct score_case *cases,
				 size_t n);
struct score_harm score_fit_harm(const struct score_card *card, const struct score_case *cases,
				 size_t n);

#endif
