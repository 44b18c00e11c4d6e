/*
 * One sentence of a person → what it says about shop, place, problem, time and
 * wish: "昨晚在仓山万达的老福州锅边点外卖吃到蟑螂".
 *
 * Works on Chinese as people type it and on English. It never claims what it
 * did not understand: a slot that is not set was not found, and a slot below
 * the asking threshold should be confirmed, not assumed.
 * Pure: the time now is an argument; days are those of UTC+8.
 */
#ifndef DOMAIN_UNDERSTAND_H
#define DOMAIN_UNDERSTAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/shop_index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer texts are read up to here. */
#define UNDERSTAND_CHARS 500
/* Below this confidence a slot is a guess to be confirmed. */
#define UNDERSTAND_SURE  70

/* Bytes [from, to) of the sentence. */
struct said {
	bool found;
	uint8_t confidence; /* 0..100 */
	size_t from, to;
};

enum intent {
	INTENT_UNKNOWN,
	INTENT_REPORT,  /* tells of a problem */
	INTENT_STATUS,  /* asks how an earlier report stands */
	INTENT_REWARD,  /* asks about a reward */
	INTENT_DISPUTE, /* wants money back: a 投诉, goes to 12315 */
	INTENT_WHISTLE, /* works for a shop or platform and wants to tell in secret */
	INTENT_HELP,    /* what is this, how does it work, a greeting */
	INTENT_CANCEL,  /* stop, start over, withdraw */
	INTENT_YES,     /* agrees */
	INTENT_NO       /* refuses, "none of these", "don't know" */
};

struct understood {
	struct said intent_said, shop_said, place_said, category_said, time_said;
	enum intent intent;
	struct str shop;   /* the shop's name as written, a part of the sentence */
	struct str place;  /* where, as written, a part of the sentence */
	int category;      /* 1..28 for V01..V28; 0 when not found */
	int category_also; /* a second problem in the same sentence, or 0 */
	/* When it happened: at some time in [from_ms, to_ms). */
	int64_t from_ms, to_ms;
	bool english; /* the sentence's language */
};

/*
 * idx may be NULL; with it, names of registered shops and places support the
 * cut between shop and place. ERR_INPUT: not UTF-8. ERR_MEMORY.
 * The strings in *ret point into text.
 */
CHECKED
enum err understand(struct str text, int64_t now_ms, const struct shop_index *idx, struct arena *a,
		    struct understood *ret);

#endif
