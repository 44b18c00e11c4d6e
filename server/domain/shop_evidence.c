#include "domain/shop_evidence.h"

#include "domain/area.h"

#include <math.h>
#include <stdlib.h>

#define PLACE_HITS     24
#define PLACE_BUDGET   1500
#define PLACE_LEAST    2.5f  /* to be seen at all, in nats of its symbols */
#define PLACE_DOUBTFUL -1.0f /* less than this and it is another place */
#define BUSINESS_WORTH 0.8f  /* of a symbol of a company's business words */
#define PLACE_SEEN     0.2f  /* however common it is */

/* --- the text and its places ---------------------------------------------------- */

static size_t run_of_letters(const struct syms *s, size_t at)
{
	size_t n = 0;

	while (at + n < s->n && han_is_latin(s->c[at + n]) && (n == 0 || !s->gap[at + n]))
		n++;
	return n;
}

/* Reads Latin letters as pinyin where they can be cut into syllables. False: nowhere. */
static bool spelt_reading(const struct syms *s, struct reading *r)
{
	bool any = false;

	r->n = 0;
	for (size_t i = 0; i < s->n;) {
		size_t run = run_of_letters(s, i);
		size_t k = run > 1 ? han_spell(s->c + i, run, r->c + r->n, SYMS_MAX - r->n) : 0;

		any |= k > 0;
		if (!k) {
			r->c[r->n] = s->c[i];
			k = run = 1;
		}
		for (size_t j = 0; j < k; j++)
			r->at[r->n++] = (uint8_t)i;
		i += run;
	}
	return any;
}

/* 福州市台江区〇〇餐饮店: a company's business words say nothing of which one it is. */
static void cheapen_business(struct reading *r)
{
	if (!syms_region(r->c, r->n))
		return;
	for (size_t i = r->n - syms_business(r->c, r->n); i < r->n; i++)
		r->w[i] = fminf(r->w[i], BUSINESS_WORTH);
}

static enum err read_text(struct shop_evidence *ev, struct arena *a)
{
	struct reading *r = &ev->reading[0];

	r->n = ev->text.n;
	memcpy(r->c, ev->text.c, r->n * sizeof(*r->c));
	for (size_t i = 0; i < r->n; i++)
		r->at[i] = (uint8_t)i;
	ev->readings = 1 + spelt_reading(&ev->text, &ev->reading[1]);
	for (size_t i = 0; i < ev->readings; i++) {
		enum err e;

		r = &ev->reading[i];
		lexicon_weights(&ev->v->names, r->c, r->n, r->w);
		cheapen_business(r);
		e = align_text_init(&r->text, r->c, r->w, r->n, a);
		if (e)
			return e;
	}
	return ERR_OK;
}

static struct place_hit *place_slot(struct shop_evidence *ev, uint32_t id1)
{
	for (size_t i = id1 * 2654435761u >> 25;; i = (i + 1) % PLACE_SLOTS)
		if (!ev->place[i].id1 || ev->place[i].id1 == id1)
			return &ev->place[i];
}

/* No place says more than how few shops stand there. */
static float place_cap(const struct shop_view *v, uint32_t id)
{
	struct lexicon_members m;
	uint32_t shops = lexicon_members(&v->places, id, &m);

	for (uint32_t i = 0; !shops && i < v->streets; i++) {
		if (v->street[i].street == id + 1)
			shops = v->street[i].shops;
		else if (v->street[i].area == id + 1)
			shops = v->street[i].area_shops;
	}
	return logf((float)(v->image->shops + 1) / (float)(shops + 1)) + 0.7f;
}

/*
 * What a place earns: no more than its cap when it is there exactly, and less
 * by the price of every mistake.
 */
static float place_llr(const struct lexicon *l, float cap, const uint16_t *c, size_t n,
		       struct aligned al, bool whole)
{
	float w[LEXICON_SYMS], full = 0;

	if (whole)
		return fminf(al.llr, cap);
	lexicon_weights(l, c, n, w);
	for (size_t i = 0; i < n; i++)
		full += w[i];
	return fminf(al.llr, fminf(full, cap) - fmaxf(full - al.llr, 0));
}

/* Who names a place writes its symbols for no more than the place's cap. */
static void cheapen(struct shop_evidence *ev, struct aligned al, float cap)
{
	for (size_t r = 0; r < ev->readings; r++) {
		struct reading *rd = &ev->reading[r];
		float sum = 0;

		for (size_t i = 0; i < rd->n; i++)
			if (rd->at[i] >= al.from && rd->at[i] < al.to)
				sum += rd->w[i];
		for (size_t i = 0; sum > cap && i < rd->n; i++)
			if (rd->at[i] >= al.from && rd->at[i] < al.to)
				rd->w[i] *= cap / sum;
	}
}

#define SHORTER_PRICE 1.5f

/*
 * Who writes 五四北路 hardly means a place that is called 五四北: what is part of
 * a longer place that is there as a whole earns no more than that one, less a price.
 */
static void prefer_longer(struct shop_evidence *ev)
{
	for (size_t i = 0; i < PLACE_SLOTS; i++) {
		struct place_hit *p = &ev->place[i];

		for (size_t k = 0; p->id1 && k < PLACE_SLOTS; k++) {
			const struct place_hit *q = &ev->place[k];

			if (!q->id1 || q == p)
				continue;
			if (p->text > 0 && q->whole && q->from <= p->from && q->to >= p->to &&
			    q->to - q->from > p->to - p->from)
				p->text = fmaxf(fminf(p->text, q->text - SHORTER_PRICE),
						PLACE_SEEN);
			if (p->address > 0 && q->address_whole &&
			    q->address_from <= p->address_from && q->address_to >= p->address_to &&
			    q->address_to - q->address_from > p->address_to - p->address_from)
				p->address = fmaxf(fminf(p->address, q->address - SHORTER_PRICE),
						   PLACE_SEEN);
		}
	}
}

static enum err find_places(struct shop_evidence *ev, const struct syms *s, bool address,
			    struct arena *a)
{
	const struct lexicon *l = &ev->v->places;
	struct lexicon_hit hit[PLACE_HITS];
	float w[SYMS_MAX];
	struct align_text t;
	size_t n = 0;
	enum err e;

	lexicon_weights(l, s->c, s->n, w);
	e = align_text_init(&t, s->c, w, s->n, a);
	if (!e)
		e = lexicon_search(l, s->c, s->n, shop_effort(ev, PLACE_BUDGET), a, hit, PLACE_HITS,
				   &n);
	for (size_t i = 0; !e && i < n; i++)
		lexicon_ask(l, hit[i].id);
	for (size_t i = 0; !e && i < n; i++) {
		lexicon_ask_text(l, hit[i].id);
		lexicon_ask_members(l, hit[i].id);
	}
	for (size_t i = 0; !e && i < n; i++) {
		size_t len;
		const uint16_t *c = lexicon_text(l, hit[i].id, &len);
		struct aligned al = shop_align(&t, c, len);
		bool whole = (size_t)(al.to - al.from) == len &&
			     !memcmp(s->c + al.from, c, len * sizeof(*c));
		float cap = place_cap(ev->v, hit[i].id);
		float llr = place_llr(l, cap, c, len, al, whole);
		struct place_hit *p;

		if (al.llr < PLACE_LEAST || llr < PLACE_DOUBTFUL)
			continue;
		llr = fmaxf(llr, PLACE_SEEN);
		p = place_slot(ev, hit[i].id + 1);
		p->id1 = hit[i].id + 1;
		if (address) {
			p->address = llr;
			p->address_from = al.from;
			p->address_to = al.to;
			p->address_whole = whole;
			ev->address_places++;
			continue;
		}
		ev->text_places++;
		p->text = llr;
		p->from = al.from;
		p->to = al.to;
		p->whole = whole;
		if (whole)
			cheapen(ev, al, cap);
	}
	if (!e)
		prefer_longer(ev);
	return e;
}

/* --- the address ------------------------------------------------------------------- */

static void find_road_best(struct shop_evidence *ev)
{
	for (size_t i = 0; i < PLACE_SLOTS; i++)
		if (ev->place[i].id1 && ev->place[i].address > ev->road_best)
			ev->road_best = ev->place[i].address;
}

static enum err read_address(struct shop_evidence *ev, struct arena *a)
{
	enum err e;

	if (!ev->address.n)
		return ERR_OK;
	ev->has_address = true;
	shop_address_split(&ev->address, &ev->ad);
	ev->has_road = cut_len(ev->ad.road) > 0;
	ev->has_poi = cut_len(ev->ad.poi) > 0;
	e = find_places(ev, &ev->address, true, a);
	find_road_best(ev);
	return e;
}

/* --- the position ------------------------------------------------------------------- */

#define AROUND_M 750 /* to each side: how densely shops stand here */

static void read_position(struct shop_evidence *ev, const struct shop_query *q)
{
	struct geo_point labelled, other;
	double shops = ev->v->image->shops + 1.0, around;

	if (!q->has_at)
		return;
	labelled = geo_convert(q->at, q->datum, GEO_GCJ02);
	/* A phone's position passed off as a map's, or a map's taken for a phone's. */
	other = q->datum == GEO_GCJ02 ? geo_convert(q->at, GEO_WGS84, GEO_GCJ02) : q->at;
	ev->at[0] = labelled;
	ev->at[1] = other;
	ev->guesses = q->datum == GEO_BD09 ? 1 : 2;
	ev->cos_lat = cos(labelled.lat * 3.14159265358979 / 180);
	around = shop_cells_count(ev->v, labelled, AROUND_M);
	/* Half of the reports come from where the shops are, the rest from anywhere in the city. */
	ev->elsewhere = (float)log(0.8 * around / shops / (4.0 * AROUND_M * AROUND_M) + 0.2 / 2e9);
}

enum err shop_evidence_init(struct shop_evidence *ev, const struct shop_view *v,
			    const struct shop_query *q, struct arena *a)
{
	const struct area *area = area_find(q->area);
	enum err e;

	memset(ev, 0, sizeof(*ev));
	ev->v = v;
	ev->effort_pct = q->effort_pct ? q->effort_pct : 100;
	e = syms_of(q->text, &ev->text);
	if (!e)
		e = syms_of(q->address, &ev->address);
	if (e)
		return e;
	if ((q->has_at && !geo_valid(q->at)) || q->effort_pct > SHOP_EFFORT_MAX)
		return ERR_INPUT;
	if (!ev->text.n && !ev->address.n && !q->licence.len)
		return ERR_INPUT;
	ev->area = area ? (uint32_t)strtoul(area->code, NULL, 10) : 0;
	ev->has_licence = q->licence.len && !licence_no_parse(q->licence, &ev->licence);
	e = read_text(ev, a);
	if (!e && ev->text.n)
		e = find_places(ev, &ev->text, false, a);
	if (!e)
		e = read_address(ev, a);
	read_position(ev, q);
	return e;
}
