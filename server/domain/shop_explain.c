#include "domain/shop_explain.h"

#include <math.h>

static void add(struct shop_candidate *c, enum shop_reason_code code, uint32_t a, uint32_t b)
{
	if (c->reasons < SHOP_REASONS)
		c->reason[c->reasons++] = (struct shop_reason){ code, a, b };
}

static void explain_licence(const struct shop_found *f, struct shop_candidate *ret)
{
	static const enum shop_reason_code code[] = { SHOP_R__COUNT, SHOP_R_LICENCE_SAME,
						      SHOP_R_LICENCE_ONE_WRONG,
						      SHOP_R_LICENCE_OTHER };

	if (f->licence != LICENCE_UNSAID)
		add(ret, code[f->licence], 0, 0);
}

/*
 * Which symbols differ: the two strings side by side, stepping over what only
 * one of them has.
 */
static size_t differences(const struct reading *r, struct aligned al, const uint16_t *s, size_t n,
			  struct shop_candidate *ret)
{
	size_t i = al.from, j = 0, same = 0;

	while (i < al.to && j < n) {
		uint16_t a = r->c[i], b = s[j];

		if (a == b) {
			same++;
		} else if (i + 1 < al.to && r->c[i + 1] == b) {
			i++;
			continue;
		} else if (j + 1 < n && a == s[j + 1]) {
			j++;
			continue;
		} else if (han_is(a) && han_same_sound(a, b)) {
			add(ret, SHOP_R_HOMOPHONE, a, b);
		} else if (han_is(a) && han_alike(a, b)) {
			add(ret, SHOP_R_LOOKALIKE, a, b);
		} else if (han_is_pinyin(a) && han_same_sound(a, b)) {
			same++;
		}
		i++;
		j++;
	}
	return same;
}

static void explain_name(const struct shop_evidence *ev, const struct shop_found *f,
			 struct shop_candidate *ret)
{
	static const enum shop_reason_code kind[] = { SHOP_R__COUNT, SHOP_R_NAME_COMPANY,
						      SHOP_R_NAME_FORMER, SHOP_R_NAME_ALIAS };
	const struct reading *r = &ev->reading[f->reading];
	size_t n, same, longer;
	const uint16_t *s = lexicon_text(&ev->v->names, f->name, &n);

	if (f->kind != NAME_TRADE && f->kind < ARRAY_LEN(kind))
		add(ret, kind[f->kind], 0, 0);
	if (!n)
		return;
	longer = n > (size_t)(f->al.to - f->al.from) ? n : (size_t)(f->al.to - f->al.from);
	if (longer == n && (size_t)(f->al.to - f->al.from) == n &&
	    !memcmp(r->c + f->al.from, s, n * sizeof(*s))) {
		add(ret, SHOP_R_NAME_SAME, 0, 0);
		return;
	}
	same = differences(r, f->al, s, n, ret);
	add(ret, SHOP_R_NAME_LIKE, (uint32_t)(100 * same / (longer ? longer : 1)), 0);
}

static void explain_places(const struct shop_evidence *ev, const struct shop_found *f,
			   struct shop_candidate *ret)
{
	const struct shop_rec *rec = &ev->v->rec[f->ordinal];
	uint32_t branch = get24(rec->branch), road = get24(rec->road);
	const struct place_hit *in = road ? shop_evidence_place(ev, road) : NULL;
	bool road_same = ev->has_address && in && in->address > 0;

	if (f->judged.branch && f->judged.branch->id1 == branch)
		add(ret, SHOP_R_BRANCH_SAME, 0, 0);
	else if (f->judged.branch)
		add(ret, SHOP_R_PLACE_SAME, 0, 0);
	else if (branch && f->judged.text_place < -2)
		add(ret, SHOP_R_BRANCH_OTHER, 0, 0);
	else if (branch && f->judged.text_place < 0)
		add(ret, SHOP_R_BRANCH_MISSING, 0, 0);
	if (road_same && ev->ad.number && ev->ad.number == rec->number)
		add(ret, SHOP_R_NUMBER_SAME, 0, 0);
	else if (road_same)
		add(ret, SHOP_R_ROAD_SAME, 0, 0);
	if (road_same && ev->ad.number && rec->number && ev->ad.number != rec->number)
		add(ret, SHOP_R_NUMBER_OTHER, ev->ad.number, rec->number);
	if (ev->has_road && !road_same)
		add(ret, f->judged.address > 0 ? SHOP_R_PLACE_SAME : SHOP_R_ROAD_OTHER, 0, 0);
}

void shop_explain(const struct shop_evidence *ev, const struct shop_found *f,
		  struct shop_candidate *ret)
{
	const struct shop_judged *j = &f->judged;

	ret->ordinal = f->ordinal;
	ret->distance_m = (double)j->distance_m;
	ret->reasons = 0;
	explain_licence(f, ret);
	explain_name(ev, f, ret);
	explain_places(ev, f, ret);
	if (j->distance_m >= 0)
		add(ret, SHOP_R_DISTANCE, (uint32_t)lroundf(j->distance_m), 0);
	if (j->distance_m >= 0 && j->other_datum && j->gps > 2)
		add(ret, SHOP_R_DATUM, 0, 0);
	if (ev->v->rec[f->ordinal].flags & REC_CLOSED)
		add(ret, SHOP_R_CLOSED, 0, 0);
}
