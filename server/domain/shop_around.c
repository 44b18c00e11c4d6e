#include "domain/shop_candidates.h"

#include <math.h>

#define AROUND_M     260 /* to each side */
#define AROUND_SHOPS 450
#define ROAD_SHOPS   900
#define SHARED_LEAST 2 /* symbols that a name must share with the text */

/*
 * A name too garbled to be found among all may still be told among the few
 * around: 256-bit sets of the text's symbols and sounds reject most of those
 * without an alignment.
 */
struct around {
	const struct shop_evidence *ev;
	struct shop_pool *pool;
	uint64_t symbols[4], sounds[4];
};

static void put_in(uint64_t set[4], uint32_t x)
{
	uint32_t h = x * 2654435761u >> 24;

	set[h / 64] |= 1ull << (h % 64);
}

static bool is_in(const uint64_t set[4], uint32_t x)
{
	uint32_t h = x * 2654435761u >> 24;

	return set[h / 64] >> (h % 64) & 1;
}

static void around_init(struct around *ar, const struct shop_evidence *ev, struct shop_pool *pool)
{
	*ar = (struct around){ .ev = ev, .pool = pool };
	for (size_t r = 0; r < ev->readings; r++) {
		for (size_t i = 0; i < ev->reading[r].n; i++) {
			uint16_t c = ev->reading[r].c[i];
			unsigned s = han_syllable(c);

			put_in(ar->symbols, c);
			if (s)
				put_in(ar->sounds, s);
		}
	}
}

static void try_shop(struct around *ar, uint32_t ordinal)
{
	const struct shop_evidence *ev = ar->ev;
	struct shop_found f = { .ordinal = ordinal, .kind = NAME_TRADE, .name_llr = -HUGE_VALF };
	struct name_at name;
	size_t n, shared = 0;
	const uint16_t *c;

	f.name = get24(ev->v->rec[ordinal].name) - 1;
	c = lexicon_text(&ev->v->names, f.name, &n);
	for (size_t i = 0; i < n; i++)
		shared += is_in(ar->symbols, c[i]) || is_in(ar->sounds, han_syllable(c[i]));
	if (shared < (n < SHARED_LEAST ? n : SHARED_LEAST) || !n || 2 * shared < n)
		return;
	for (size_t r = 0; r < ev->readings; r++) {
		struct aligned al = shop_align(&ev->reading[r].text, c, n);

		if (al.llr - SHOP_TRADE_PRICE <= f.name_llr)
			continue;
		f.name_llr = al.llr - SHOP_TRADE_PRICE;
		f.al = al;
		f.reading = (uint8_t)r;
	}
	name = shop_evidence_name(ev, &ev->reading[f.reading], f.al);
	shop_found_judge(ev, &name, &f);
	shop_pool_offer(ar->pool, &f);
}

#define AT_A_TIME 32

/* Shops on their way to being tried, so that memory is asked for many at once. */
struct queue {
	uint32_t ordinal[AT_A_TIME];
	size_t n;
};

static void try_all(struct around *ar, struct queue *q)
{
	const struct shop_view *v = ar->ev->v;

	for (size_t i = 0; i < q->n; i++)
		lexicon_ask(&v->names, get24(v->rec[q->ordinal[i]].name) - 1);
	for (size_t i = 0; i < q->n; i++)
		lexicon_ask_text(&v->names, get24(v->rec[q->ordinal[i]].name) - 1);
	for (size_t i = 0; i < q->n; i++)
		try_shop(ar, q->ordinal[i]);
	q->n = 0;
}

static void try_later(struct around *ar, struct queue *q, uint32_t ordinal)
{
	q->ordinal[q->n++] = ordinal;
	if (q->n == AT_A_TIME)
		try_all(ar, q);
}

static void by_position(struct around *ar)
{
	const struct shop_view *v = ar->ev->v;
	uint32_t budget = shop_effort(ar->ev, AROUND_SHOPS);
	struct queue q = { .n = 0 };

	for (size_t g = 0; g < ar->ev->guesses; g++) {
		struct shop_cells cells = shop_cells_around(v, ar->ev->at[g], AROUND_M);
		uint32_t from, to;

		while (budget && shop_cells_next(&cells, &from, &to))
			for (; budget && from < to; from++, budget--)
				try_later(ar, &q, from);
	}
	try_all(ar, &q);
}

/* With a house number only its own shops are worth a look. */
static bool at_number(const struct shop_evidence *ev, uint32_t ordinal)
{
	return !ev->ad.number || ev->v->rec[ordinal].number == ev->ad.number;
}

/* Returns how many members there were, at most budget. */
static uint32_t by_place(struct around *ar, uint32_t id, uint32_t budget)
{
	const struct shop_evidence *ev = ar->ev;
	struct queue q = { .n = 0 };
	uint32_t member[AT_A_TIME], used = 0;
	struct lexicon_members m;
	size_t n = 0;

	lexicon_members(&ev->v->places, id, &m);
	do {
		for (n = 0; n < AT_A_TIME && used < budget && lexicon_next(&m, &member[n]); n++) {
			shop_rec_ask(ev->v, member[n] >> 2);
			used++;
		}
		for (size_t i = 0; i < n; i++)
			if (member[i] >> 2 < ev->v->image->shops && at_number(ev, member[i] >> 2))
				try_later(ar, &q, member[i] >> 2);
	} while (n == AT_A_TIME);
	try_all(ar, &q);
	return used;
}

static void by_road(struct around *ar)
{
	const struct shop_evidence *ev = ar->ev;
	uint32_t budget = shop_effort(ev, ROAD_SHOPS);

	for (size_t i = 0; i < PLACE_SLOTS; i++)
		if (ev->place[i].id1 && ev->place[i].address >= ev->road_best - 1)
			budget -= by_place(ar, ev->place[i].id1 - 1, budget);
}

void shop_pool_look_around(const struct shop_evidence *ev, struct shop_pool *p)
{
	struct around ar;

	around_init(&ar, ev, p);
	by_position(&ar);
	if (ev->road_best > 0)
		by_road(&ar);
}
