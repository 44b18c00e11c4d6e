/*
 * How much to trust a report: evidence in, two scores and a lane out.
 *
 * Pure and quick (about a microsecond). A score never says that a report is
 * dropped: it orders the queue and may put a report into the shielded lane,
 * which is read later and from which every 20th is drawn for audit. Rules that
 * no card can change:
 *   - severity 5 is never shielded (rules.md, section 2);
 *   - without a hard signal (enum score_hard) nothing is shielded, however
 *     bad the points are: a newcomer with poor photos is not an attacker;
 *   - a record alone shields no report that its evidence makes a priority;
 *   - many independent reporters of one shop are a crisis, not an attack.
 * The reporter never sees score or lane.
 */
#ifndef DOMAIN_SCORE_H
#define DOMAIN_SCORE_H

#include "domain/score_card.h"

#include <stdbool.h>
#include <stdint.h>

#define EVIDENCE_MISSING    INT32_MIN
#define SCORE_SEVERITY_MOST 5
#define SCORE_REASONS       8 /* most that score_reasons tells */

/*
 * What is known when the report arrives, by feature (units in score_card.h).
 * Whatever could not be found out stays EVIDENCE_MISSING and costs nothing by
 * itself. Whistleblowers leave no device and no address trace.
 */
struct evidence {
	int32_t x[SCORE__FEATURES];
	int32_t severity; /* 1..5, of the category */
};

/* From this share of malicious verdicts on (permille, SCORE_BAD_SHARE) a record is a hard signal.
 */
#define BAD_FAITH_SHARE 150

enum lane { LANE_NORMAL, LANE_PRIORITY, LANE_SHIELDED };

/* Facts that honest people rarely leave. Bits of struct score.hard. */
enum score_hard {
	HARD_COPIED_PHOTO = 1,
	HARD_COPIED_TEXT = 2,
	HARD_DEVICE = 4,     /* the device serves other accounts too */
	HARD_BAD_FAITH = 8,  /* an earlier report was judged malicious */
	HARD_BURST = 16,     /* part of a burst of copies on this shop */
	HARD_UNFOUNDED = 32, /* something was unfounded and nothing ever confirmed */
};

struct score {
	int32_t card_version;
	int16_t v, m;
	uint8_t hard;
	enum lane lane;
	uint8_t bins[SCORE__FEATURES]; /* of the card; stored, and what a refit learns from */
};

struct score_reason {
	const char *code;    /* "place.good", "hard.burst" */
	const char *zh, *en; /* for the reviewer */
	int16_t v, m;        /* points; both 0 for a hard signal */
};

/* Everything missing, severity 1. */
void evidence_init(struct evidence *ev);

/*
 * Evidence as stored bytes, so that another card can read it later. A stored
 * value of a later or earlier version has more or fewer features: the
 * missing ones read as EVIDENCE_MISSING, unknown ones are dropped.
 */
#define EVIDENCE_PACKED (4 * SCORE__FEATURES)
void evidence_pack(const struct evidence *ev, uint8_t ret_bytes[static EVIDENCE_PACKED]);
/* ERR_CORRUPT unless whole numbers are stored. Severity is not part of it. */
CHECKED
enum err evidence_unpack(struct str bytes, struct evidence *ret_ev);

struct score score_report(const struct score_card *card, const struct evidence *ev);

/* The same for bins that were kept: what another card would have said. Each must be one of the
 * card's. */
struct score score_of_bins(const struct score_card *card,
			   const uint8_t bins[static SCORE__FEATURES], uint8_t hard,
			   int32_t severity);

/* Which gate a report with these hard signals (not 0) has to pass. */
enum score_gate score_gate_of(uint8_t hard);

/* The probability that points stand for: 0 is .5, 10 is .73, -10 is .27. */
double score_p(int points);

/* "priority", as in PROTOCOL.md and the database. */
const char *lane_name(enum lane lane);
CHECKED
enum err lane_parse(struct str name, enum lane *ret_lane);

/*
 * Why, for a reviewer: hard signals first, then bins by weight, at most
 * SCORE_REASONS of them. The card must be of the score's version.
 */
size_t score_reasons(const struct score_card *card, const struct score *s,
		     struct score_reason ret_reasons[static SCORE_REASONS]);

/* A stored code's texts; false for an unknown code. v and m are 0. */
bool score_reason_find(struct str code, struct score_reason *ret_reason);

#endif
