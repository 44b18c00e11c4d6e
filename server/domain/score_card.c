#include "domain/score_card.h"

#include <assert.h>
#include <stdbool.h>

struct feature {
	const char *name;
	int8_t v_sign, m_sign;
};

static const struct feature features[SCORE__FEATURES] = {
	[SCORE_ACCOUNT] = {"account",       1,  -1},
	[SCORE_CREDIT] = { "credit",       1,  -1},
	[SCORE_HISTORY] = { "history",      1,  -1},
	[SCORE_BAD_FAITH] = { "bad_faith",    -1, 1 },
	[SCORE_BAD_SHARE] = { "bad_share",    -1, 1 },
	[SCORE_MATCH] = { "match",        1,  -1},
	[SCORE_PHOTOS] = { "photos",       1,  -1},
	[SCORE_PLACE] = { "place",        -1, 1 },
	[SCORE_TIME] = { "time",         1,  -1},
	[SCORE_VISIBLE] = { "visible",      1,  -1},
	[SCORE_ORDER] = { "order",        1,  -1},
	[SCORE_TEXT] = { "text",         1,  -1},
	[SCORE_RIDER] = { "rider",        1,  -1},
	[SCORE_COPIED_PHOTO] = { "copied_photo", -1, 1 },
	[SCORE_COPIED_TEXT] = { "copied_text",  -1, 1 },
	[SCORE_DEVICE] = { "device",       -1, 1 },
	[SCORE_ADDRESS] = { "address",      -1, 1 },
	[SCORE_PACE] = { "pace",         -1, 1 },
	[SCORE_REPEAT] = { "repeat",       -1, 1 },
	[SCORE_SHOP] = { "shop",         1,  -1},
	[SCORE_BURST] = { "burst",        -1, 1 },
	[SCORE_CROWD] = { "crowd",        1,  -1},
	[SCORE_UNFOUNDED] = { "unfounded",    -1, 1 },
};

/*
 * Written down by judgement before any verdict was seen: what an officer would
 * say each circumstance is worth. The bins are round numbers on purpose.
 */
static const char default_text[] =
	"ezhili-card 1\n"
	"version 1\n"
	"base 5/-24\n"
	"priority 14\n"
	"shield -28/-2/2/-15\n"
	"account ?:0/0 1:-2/3 7:-1/2 30:0/0 180:1/-1 +:2/-3\n"
	"credit ?:0/0 350:-5/6 550:-3/3 650:-1/0 750:1/-2 850:2/-4 +:3/-5\n"
	"history ?:0/0 200:-15/9 350:-10/5 500:-5/1 600:-1/0 700:3/-3 800:7/-6 900:11/-9 +:14/-12\n"
	"bad_faith ?:0/0 1:0/0 50:-2/4 150:-4/8 300:-5/10 +:-6/12\n"
	"bad_share ?:0/0 1:0/0 60:0/1 120:-2/4 200:-3/6 350:-5/9 550:-7/12 +:-9/15\n"
	"match ?:-3/0 500:-6/3 700:-3/1 850:0/0 950:2/-1 +:3/-2\n"
	"photos ?:0/0 1:-6/1 2:-1/0 3:2/0 4:4/-1 +:5/-1\n"
	"place ?:0/0 50:5/-2 150:4/-2 400:1/0 1000:-3/2 3000:-6/3 +:-8/4\n"
	"time ?:0/0 300:-6/6 500:-3/3 700:0/0 850:3/-2 +:4/-3\n"
	"visible ?:0/0 200:-6/2 350:-3/1 500:-1/0 650:2/0 800:5/-1 +:7/-2\n"
	"order ?:0/0 1:-3/2 +:5/-5\n"
	"text ?:0/0 10:-4/2 20:-2/1 40:0/0 80:2/0 160:3/-1 +:4/-1\n"
	"rider ?:0/0 1:0/0 +:8/-8\n"
	"copied_photo ?:0/0 1:0/-1 +:-14/16\n"
	"copied_text ?:0/0 1:0/-1 +:-10/14\n"
	"device ?:0/0 1:0/-1 2:-6/12 4:-10/18 +:-12/22\n"
	"address ?:0/0 1:0/0 2:0/1 4:-2/3 10:-4/5 +:-4/5\n"
	"pace ?:0/0 2:0/0 4:0/1 10:-2/3 30:-4/6 +:-6/9\n"
	"repeat ?:0/0 1:0/0 3:-1/2 +:-3/4\n"
	"shop ?:0/0 1:-4/2 50:-1/0 100:3/-2 200:7/-4 400:9/-5 +:10/-6\n"
	"burst ?:0/0 -20:0/-8 -8:0/-4 1:0/0 15:-3/8 30:-8/16 60:-14/24 +:-18/30\n"
	"crowd ?:0/0 1:0/0 3:2/-2 6:5/-5 +:8/-8\n"
	"unfounded ?:0/0 50:0/0 +:-1/2\n";

/* What a card from before a feature says about it: nothing, but a refit may learn. */
#define FIRST_LATER SCORE_UNFOUNDED
static const char *const later_bins[SCORE__FEATURES] = {
	[SCORE_UNFOUNDED] = "?:0/0 50:0/0 +:0/0",
};

const char *score_feature_name(enum score_feature f)
{
	assert((unsigned)f < SCORE__FEATURES);
	return features[f].name;
}

int score_feature_v_sign(enum score_feature f)
{
	return features[f].v_sign;
}

int score_feature_m_sign(enum score_feature f)
{
	return features[f].m_sign;
}

static bool small(struct str s, int limit, int *ret_value)
{
	long long v;

	if (!str_to_i64(s, &v) || v < -limit || v > limit)
		return false;
	*ret_value = (int)v;
	return true;
}

/* "V/M" */
static bool pair(struct str s, int limit, int16_t *ret_v, int16_t *ret_m)
{
	struct str v = str_cut(&s, '/');
	int a, b;

	if (!s.p || !small(v, limit, &a) || !small(s, limit, &b))
		return false;
	*ret_v = (int16_t)a;
	*ret_m = (int16_t)b;
	return true;
}

/* "MARKED/BYSTANDER/COPY/UNFOUNDED", older without the last, or "MARKED/COPY" */
static bool gates(struct str s, int16_t ret_m[static GATE__COUNT])
{
	int m[GATE__COUNT], n = 0;

	while (s.p && n < GATE__COUNT)
		if (!small(str_cut(&s, '/'), 10 * SCORE_POINTS_MAX, &m[n++]))
			return false;
	if (s.p || n < 2)
		return false;
	ret_m[GATE_MARKED] = (int16_t)m[0];
	ret_m[GATE_BYSTANDER] = (int16_t)m[n > 2];
	ret_m[GATE_COPY] = (int16_t)m[n > 2 ? 2 : 1];
	ret_m[GATE_UNFOUNDED] = (int16_t)m[n - 1];
	return true;
}

static bool bin(struct str word, bool first, struct score_bin *ret_bin)
{
	struct str bound = str_cut(&word, ':');
	struct score_bin b = { 0 };
	long long n;

	if (!word.p || !pair(word, SCORE_POINTS_MAX, &b.v, &b.m))
		return false;
	if (first != str_eq(bound, STR("?")))
		return false;
	if (str_eq(bound, STR("+"))) {
		b.bound = INT32_MAX;
	} else if (!first) {
		if (!str_to_i64(bound, &n) || n <= INT32_MIN || n >= INT32_MAX)
			return false;
		b.bound = (int32_t)n;
	}
	*ret_bin = b;
	return true;
}

/* Bounds rise, the last one is open, points go the way of their sign. */
static bool is_sound(const struct score_bin *bins, size_t n, const struct feature *f)
{
	if (n < 2 || bins[n - 1].bound != INT32_MAX)
		return false;
	for (size_t i = 2; i < n; i++) {
		if (bins[i].bound <= bins[i - 1].bound)
			return false;
		if ((bins[i].v - bins[i - 1].v) * f->v_sign < 0)
			return false;
		if ((bins[i].m - bins[i - 1].m) * f->m_sign < 0)
			return false;
	}
	return true;
}

static enum err feature_line(struct str name, struct str rest, struct score_card *card)
{
	size_t f = 0, n = 0;

	while (f < SCORE__FEATURES && !str_eq(name, str_of(features[f].name)))
		f++;
	if (f == SCORE__FEATURES || card->n_bins[f])
		return ERR_INPUT;
	while (rest.p) {
		struct str word = str_cut(&rest, ' ');

		if (n == SCORE_BINS || !bin(word, n == 0, &card->bins[f][n]))
			return ERR_INPUT;
		n++;
	}
	if (!is_sound(card->bins[f], n, &features[f]))
		return ERR_INPUT;
	card->n_bins[f] = (uint8_t)n;
	return ERR_OK;
}

static enum err card_line(struct str line, struct score_card *card)
{
	struct str name = str_cut(&line, ' ');
	int n;

	if (!line.p)
		return ERR_INPUT;
	if (str_eq(name, STR("version"))) {
		if (!small(line, 1000000000, &n) || n < 1)
			return ERR_INPUT;
		card->version = n;
	} else if (str_eq(name, STR("base"))) {
		if (!pair(line, 10 * SCORE_POINTS_MAX, &card->base_v, &card->base_m))
			return ERR_INPUT;
	} else if (str_eq(name, STR("priority"))) {
		if (!small(line, 10 * SCORE_POINTS_MAX, &n))
			return ERR_INPUT;
		card->priority_v = (int16_t)n;
	} else if (str_eq(name, STR("shield"))) {
		if (!gates(line, card->shield_m))
			return ERR_INPUT;
	} else {
		return feature_line(name, line, card);
	}
	return ERR_OK;
}

/* Fills in what the card is too old to know. */
static bool is_complete(struct score_card *card)
{
	for (size_t f = 0; f < SCORE__FEATURES; f++) {
		if (card->n_bins[f])
			continue;
		if (f < FIRST_LATER ||
		    feature_line(str_of(features[f].name), str_of(later_bins[f]), card))
			return false;
	}
	return true;
}

enum err score_card_parse(struct str text, struct score_card *ret_card)
{
	struct score_card card = { .priority_v = INT16_MAX, .shield_m = { INT16_MAX } };
	struct str head = str_cut(&text, '\n');

	if (text.len > SCORE_CARD_TEXT_MAX || !str_eq(head, STR("ezhili-card 1")))
		return ERR_INPUT;
	while (text.p) {
		struct str line = str_cut(&text, '\n');

		if (!line.len || line.p[0] == '#')
			continue;
		if (card_line(line, &card))
			return ERR_INPUT;
	}
	if (!card.version || card.priority_v == INT16_MAX ||
	    card.shield_m[GATE_MARKED] == INT16_MAX)
		return ERR_INPUT;
	if (!is_complete(&card))
		return ERR_INPUT;
	*ret_card = card;
	return ERR_OK;
}

void score_card_format(const struct score_card *card, struct buf *out)
{
	buf_printf(out, "ezhili-card 1\nversion %d\nbase %d/%d\npriority %d\nshield %d/%d/%d/%d\n",
		   card->version, card->base_v, card->base_m, card->priority_v,
		   card->shield_m[GATE_MARKED], card->shield_m[GATE_BYSTANDER],
		   card->shield_m[GATE_COPY], card->shield_m[GATE_UNFOUNDED]);
	for (size_t f = 0; f < SCORE__FEATURES; f++) {
		buf_printf(out, "%s", features[f].name);
		for (size_t i = 0; i < card->n_bins[f]; i++) {
			const struct score_bin *b = &card->bins[f][i];

			if (i == 0)
				buf_printf(out, " ?:%d/%d", b->v, b->m);
			else if (b->bound == INT32_MAX)
				buf_printf(out, " +:%d/%d", b->v, b->m);
			else
				buf_printf(out, " %d:%d/%d", b->bound, b->v, b->m);
		}
		buf_add_char(out, '\n');
	}
}

const struct score_card *score_card_default(struct score_card *ret_card)
{
	enum err e = score_card_parse(str_of(default_text), ret_card);

	assert(e == ERR_OK);
	(void)e;
	return ret_card;
}
