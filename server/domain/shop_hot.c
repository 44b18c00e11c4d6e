#include "domain/shop_hot.h"

static void set(struct shop_hot *h, uint32_t ordinal)
{
	if (ordinal < h->shops)
		h->bits[ordinal / 64] |= 1ull << (ordinal % 64);
}

/* Whole words where they are inside, so that a row of cells costs a few stores. */
static void set_range(struct shop_hot *h, uint32_t from, uint32_t to)
{
	while (from < to && from % 64)
		set(h, from++);
	for (; from + 64 <= to && from + 64 <= h->shops; from += 64)
		h->bits[from / 64] = UINT64_MAX;
	while (from < to && from < h->shops)
		set(h, from++);
}

enum err shop_hot_build(struct shop_hot *h, const struct shop_evidence *ev, struct arena *a)
{
	const struct shop_view *v = ev->v;

	h->shops = v->image->shops;
	h->bits = arena_array(a, h->shops / 64 + 1, uint64_t);
	if (!h->bits)
		return ERR_MEMORY;
	for (size_t i = 0; i < PLACE_SLOTS; i++) {
		struct lexicon_members m;
		uint32_t member;

		if (!ev->place[i].id1)
			continue;
		lexicon_members(&v->places, ev->place[i].id1 - 1, &m);
		while (lexicon_next(&m, &member))
			set(h, member >> 2);
	}
	for (size_t g = 0; g < ev->guesses; g++) {
		struct shop_cells c = shop_cells_around(v, ev->at[g], SHOP_HOT_M);
		uint32_t from, to;

		while (shop_cells_next(&c, &from, &to))
			set_range(h, from, to);
	}
	return ERR_OK;
}
