/* Whom a card would have wronged, by group. */
#include "domain/score_fit.h"

#define NEWCOMER_DAYS 30
#define CROWD_LEAST   2

static const char *const groups[GROUP__COUNT] = {
	[GROUP_ALL] = "all",     [GROUP_NEWCOMER] = "newcomer", [GROUP_NO_CREDIT] = "no_credit",
	[GROUP_RIDER] = "rider", [GROUP_CROWD] = "crowd",
};

const char *score_group_name(enum score_group g)
{
	return groups[g];
}

/* Does the whole bin of the case lie at or above least? */
static bool reaches(const struct score_card *card, const struct score_case *c, enum score_feature f,
		    int32_t least)
{
	uint8_t b = c->bins[f];

	return b > 1 && card->bins[f][b - 1].bound >= least;
}

static bool is_in(enum score_group g, const struct score_card *card, const struct score_case *c)
{
	switch (g) {
	case GROUP_ALL:
		return true;
	case GROUP_NEWCOMER:
		return c->bins[SCORE_HISTORY] == 0 && c->bins[SCORE_ACCOUNT] &&
		       !reaches(card, c, SCORE_ACCOUNT, NEWCOMER_DAYS);
	case GROUP_NO_CREDIT:
		return c->bins[SCORE_CREDIT] == 0;
	case GROUP_RIDER:
		return reaches(card, c, SCORE_RIDER, 1);
	case GROUP_CROWD:
		return reaches(card, c, SCORE_CROWD, CROWD_LEAST);
	case GROUP__COUNT:
		break;
	}
	return false;
}

struct score_harm score_fit_harm(const struct score_card *card, const struct score_case *cases,
				 size_t n)
{
	struct score_harm harm = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct score_case *c = &cases[i];
		struct score s;
		bool shielded;

		if (c->verdict == STANDING_MALICIOUS)
			continue;
		s = score_of_bins(card, c->bins, c->hard, c->severity);
		shielded = s.lane == LANE_SHIELDED;
		for (int g = 0; g < GROUP__COUNT; g++) {
			if (!is_in((enum score_group)g, card, c))
				continue;
			harm.n[g] += (size_t)c->weight;
			harm.shielded[g] += shielded ? (size_t)c->weight : 0;
		}
	}
	return harm;
}
