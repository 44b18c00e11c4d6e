/*
 * A score card: how many points each piece of evidence is worth, as data.
 *
 * Two integer cards over the same bins: V (is the report valid?) and M (is it
 * malicious?). 10 points are one unit of log-odds, so a sum of points is read
 * as a probability by score_p. A card is a small versioned text:
 *
 *   ezhili-card 1
 *   version 7
 *   base 2/-24
 *   priority 15
 *   shield -28/-2/2/-15
 *   photos ?:0/0 1:-8/2 2:0/0 +:4/-1
 *
 * A feature's line lists bins as BOUND:V/M; a value falls into the first bin
 * whose bound is above it, "+" takes the rest, "?" is a missing value. Every
 * feature has exactly one line. "shield" has one threshold for each gate of enum
 * score_gate. Lines that start with # are comments.
 *
 * Cards are kept for ever, so what older ones did not know has a reading: a
 * feature that was added later counts nothing, of two thresholds the first is
 * the bystanders', too, and without a fourth who was only ever wrong is doubted
 * no more than who copied.
 */
#ifndef DOMAIN_SCORE_CARD_H
#define DOMAIN_SCORE_CARD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define SCORE_BINS          12 /* of one feature, the missing one (number 0) included */
#define SCORE_POINTS_MAX    99 /* of one bin, either sign */
#define SCORE_CARD_TEXT_MAX 8192

/* Stored with evidence: add at the end, never reorder. */
enum score_feature {
	SCORE_ACCOUNT,      /* days since the account began */
	SCORE_CREDIT,       /* personal credit score, 0..1000 */
	SCORE_HISTORY,      /* smoothed share of valid earlier reports, permille */
	SCORE_BAD_FAITH,    /* decayed malicious verdicts, hundredths */
	SCORE_BAD_SHARE,    /* their smoothed share of all verdicts, permille */
	SCORE_MATCH,        /* confidence of the shop match, permille */
	SCORE_PHOTOS,       /* count */
	SCORE_PLACE,        /* metres between photo and shop */
	SCORE_TIME,         /* do photo, order and claimed time agree, permille */
	SCORE_VISIBLE,      /* how well the photo shows the violation, permille */
	SCORE_ORDER,        /* 1 with an order proof */
	SCORE_TEXT,         /* characters */
	SCORE_RIDER,        /* 1 from an enrolled whistleblower */
	SCORE_COPIED_PHOTO, /* 1 when somebody else sent the picture before */
	SCORE_COPIED_TEXT,  /* 1 when somebody else sent the text before */
	SCORE_DEVICE,       /* other accounts on the device, 30 days */
	SCORE_ADDRESS,      /* other accounts at the address, 30 days */
	SCORE_PACE,         /* own reports in the last 7 days */
	SCORE_REPEAT,       /* own reports about this shop in the last 7 days */
	SCORE_SHOP,         /* decayed confirmed reports about the shop, hundredths */
	SCORE_BURST,        /* points (log-odds * 10) that the shop's present burst is copied */
	SCORE_CROWD,        /* other independent reporters in that burst */
	SCORE_UNFOUNDED,    /* decayed unfounded verdicts while none found anything, hundredths */
	SCORE__FEATURES
};

/* What kind of hard signal a report carries decides how sure M must be before it is shielded. */
enum score_gate {
	GATE_MARKED,    /* a record of malice, a shared device, copies in a burst, two copies */
	GATE_BYSTANDER, /* reports a shop under attack, but carries no trace itself */
	GATE_COPY,      /* one copied photo or one copied text: honest people pass things on, too */
	GATE_UNFOUNDED, /* never right so far, with at most one copy or a burst: wrong is not malice
			 */
	GATE__COUNT
};

struct score_bin {
	int32_t bound; /* values below it; INT32_MAX in the last bin; unused in bin 0 */
	int16_t v, m;
};

struct score_card {
	int32_t version;
	int16_t base_v, base_m;
	int16_t priority_v;            /* v from here on is the priority lane */
	int16_t shield_m[GATE__COUNT]; /* m from here on, with a hard signal, is the shielded lane
					*/
	uint8_t n_bins[SCORE__FEATURES];
	struct score_bin bins[SCORE__FEATURES][SCORE_BINS];
};

/* "photos"; fixed for ever, since stored cards carry it. */
const char *score_feature_name(enum score_feature f);

/*
 * Which way points may go as the value grows: 1 never down, -1 never up. A
 * refit cannot turn a sign round, whatever a biased set of verdicts says.
 */
int score_feature_v_sign(enum score_feature f);
int score_feature_m_sign(enum score_feature f);

/* The card of judgement that a new installation starts with. Never fails. */
const struct score_card *score_card_default(struct score_card *ret_card);

/* ERR_INPUT: not exactly this format, a feature missing or twice, bounds not rising, a sign turned.
 */
CHECKED
enum err score_card_parse(struct str text, struct score_card *ret_card);

/* The text that parses to the same card. */
void score_card_format(const struct score_card *card, struct buf *out);

#endif
