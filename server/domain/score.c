#include "domain/score.h"

#include <math.h>

/* When a circumstance is a hard signal; BAD_FAITH_SHARE is in the header. */
#define DEVICE_SHARED 1  /* other accounts */
#define BURST_COPIED  15 /* points */
#define UNFOUNDED     50 /* hundredths: a verdict is forgotten after half a year */

static const char *const lanes[] = {
	[LANE_NORMAL] = "normal",
	[LANE_PRIORITY] = "priority",
	[LANE_SHIELDED] = "shielded",
};

void evidence_init(struct evidence *ev)
{
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		ev->x[f] = EVIDENCE_MISSING;
	ev->severity = 1;
}

void evidence_pack(const struct evidence *ev, uint8_t ret_bytes[static EVIDENCE_PACKED])
{
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		for (size_t i = 0; i < 4; i++)
			ret_bytes[4 * f + i] = (uint8_t)((uint32_t)ev->x[f] >> (8 * i));
}

enum err evidence_unpack(struct str bytes, struct evidence *ret_ev)
{
	if (bytes.len % 4)
		return ERR_CORRUPT;
	evidence_init(ret_ev);
	for (size_t f = 0; f < SCORE__FEATURES && f < bytes.len / 4; f++) {
		uint32_t x = 0;

		for (size_t i = 4; i-- > 0;)
			x = x << 8 | (uint8_t)bytes.p[4 * f + i];
		ret_ev->x[f] = (int32_t)x;
	}
	return ERR_OK;
}

static uint8_t bin_of(const struct score_card *card, size_t f, int32_t x)
{
	uint8_t i = 1;

	if (x == EVIDENCE_MISSING)
		return 0;
	while (i + 1 < card->n_bins[f] && x >= card->bins[f][i].bound)
		i++;
	return i;
}

/* A missing value is INT32_MIN, so it never reaches a bound from below. */
static uint8_t hard_signals(const struct evidence *ev)
{
	unsigned hard = 0;

	if (ev->x[SCORE_COPIED_PHOTO] > 0)
		hard |= HARD_COPIED_PHOTO;
	if (ev->x[SCORE_COPIED_TEXT] > 0)
		hard |= HARD_COPIED_TEXT;
	if (ev->x[SCORE_DEVICE] >= DEVICE_SHARED)
		hard |= HARD_DEVICE;
	if (ev->x[SCORE_BAD_SHARE] >= BAD_FAITH_SHARE)
		hard |= HARD_BAD_FAITH;
	if (ev->x[SCORE_BURST] >= BURST_COPIED)
		hard |= HARD_BURST;
	if (ev->x[SCORE_UNFOUNDED] >= UNFOUNDED)
		hard |= HARD_UNFOUNDED;
	return (uint8_t)hard;
}

enum score_gate score_gate_of(uint8_t hard)
{
	unsigned other = hard & ~(unsigned)HARD_UNFOUNDED;
	bool copy = other == HARD_COPIED_PHOTO || other == HARD_COPIED_TEXT;

	if (hard & HARD_UNFOUNDED && (!other || copy || other == HARD_BURST))
		return GATE_UNFOUNDED;
	if (other == HARD_BURST)
		return GATE_BYSTANDER;
	return copy ? GATE_COPY : GATE_MARKED;
}

static bool is_shielded(const struct score_card *card, const struct score *s, int32_t severity)
{
	if (!s->hard || severity >= SCORE_SEVERITY_MOST)
		return false;
	/* A record is about the past: today's good evidence beats it. */
	if (!(s->hard & ~(HARD_BAD_FAITH | HARD_UNFOUNDED)) && s->v >= card->priority_v)
		return false;
	return s->m >= card->shield_m[score_gate_of(s->hard)];
}

static enum lane lane_of(const struct score_card *card, const struct score *s, int32_t severity)
{
	if (is_shielded(card, s, severity))
		return LANE_SHIELDED;
	return s->v >= card->priority_v ? LANE_PRIORITY : LANE_NORMAL;
}

struct score score_of_bins(const struct score_card *card,
			   const uint8_t bins[static SCORE__FEATURES], uint8_t hard,
			   int32_t severity)
{
	struct score s = { .card_version = card->version, .hard = hard };
	int v = card->base_v, m = card->base_m;

	for (size_t f = 0; f < SCORE__FEATURES; f++) {
		s.bins[f] = bins[f];
		v += card->bins[f][bins[f]].v;
		m += card->bins[f][bins[f]].m;
	}
	s.v = (int16_t)v;
	s.m = (int16_t)m;
	s.lane = lane_of(card, &s, severity);
	return s;
}

struct score score_report(const struct score_card *card, const struct evidence *ev)
{
	uint8_t bins[SCORE__FEATURES];

	for (size_t f = 0; f < SCORE__FEATURES; f++)
		bins[f] = bin_of(card, f, ev->x[f]);
	return score_of_bins(card, bins, hard_signals(ev), ev->severity);
}

double score_p(int points)
{
	return 1.0 / (1.0 + exp(-points / 10.0));
}

const char *lane_name(enum lane lane)
{
	return lanes[lane];
}

enum err lane_parse(struct str name, enum lane *ret_lane)
{
	for (size_t i = 0; i < ARRAY_LEN(lanes); i++) {
		if (str_eq(name, str_of(lanes[i]))) {
			*ret_lane = (enum lane)i;
			return ERR_OK;
		}
	}
	return ERR_INPUT;
}
