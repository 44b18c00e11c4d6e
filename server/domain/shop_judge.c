#include "domain/shop_evidence.h"

#include <math.h>
#include <stdlib.h>

const struct place_hit *shop_evidence_place(const struct shop_evidence *ev, uint32_t id1)
{
	for (size_t i = id1 * 2654435761u >> 25;; i = (i + 1) % PLACE_SLOTS) {
		if (!ev->place[i].id1)
			return NULL;
		if (ev->place[i].id1 == id1)
			return &ev->place[i];
	}
}

/* --- where it was sent from ------------------------------------------------------------ */

/*
 * Log density per m² of reports around their shop, by distance: 66 % are sent
 * from the shop (spread 10 to 150 m), 28 % from where the meal was delivered
 * (log-normal, median 1.1 km), the rest from anywhere. At 4 m × 2^(i/4).
 */
static const float near_shop[] = {
	-7.62f,  -7.62f,  -7.62f,  -7.76f,  -7.99f,  -8.23f,  -8.49f,  -8.78f,  -9.10f,  -9.45f,
	-9.81f,  -10.17f, -10.54f, -10.90f, -11.28f, -11.66f, -12.05f, -12.44f, -12.85f, -13.28f,
	-13.72f, -14.19f, -14.69f, -15.21f, -15.70f, -16.13f, -16.44f, -16.62f, -16.73f, -16.85f,
	-17.02f, -17.25f, -17.54f, -17.89f, -18.30f, -18.78f, -19.31f, -19.89f, -20.53f, -21.21f,
	-21.91f, -22.59f, -23.18f, -23.63f, -23.95f, -24.18f, -24.38f, -24.58f, -24.80f, -25.06f,
	-25.37f, -25.73f, -26.17f, -26.68f, -27.30f, -28.03f, -28.90f,
};

static float density(float d)
{
	float x = d > 4 ? 4 * log2f(d / 4) : 0;
	size_t i = (size_t)x;

	if (i + 1 >= ARRAY_LEN(near_shop))
		return near_shop[ARRAY_LEN(near_shop) - 1] - 2 * (x - ARRAY_LEN(near_shop)) * 0.17f;
	return near_shop[i] + (x - (float)i) * (near_shop[i + 1] - near_shop[i]);
}

#define OTHER_DATUM_PRICE 1.9f /* 15 of 100 labels are wrong */

static void judge_position(const struct shop_evidence *ev, const struct shop_rec *rec,
			   struct shop_judged *j)
{
	float best = -HUGE_VALF;

	j->distance_m = -1;
	if (!ev->guesses || rec->lat == SHOP_NOWHERE)
		return;
	for (size_t i = 0; i < ev->guesses; i++) {
		double dy = (rec->lat / 1e6 - ev->at[i].lat) * 111195;
		double dx = (rec->lng / 1e6 - ev->at[i].lng) * 111195 * ev->cos_lat;
		float d = (float)sqrt(dx * dx + dy * dy);
		float f = density(d) - (i ? OTHER_DATUM_PRICE : 0);

		if (f <= best)
			continue;
		best = f;
		j->distance_m = d;
		j->other_datum = i > 0;
	}
	j->gps = fmaxf(fminf(best - ev->elsewhere, 11), -7);
}

/* --- what was said of the place ---------------------------------------------------------- */

struct name_at shop_evidence_name(const struct shop_evidence *ev, const struct reading *r,
				  struct aligned al)
{
	struct name_at name = {
		{0, 0},
                0, 0
	};
	size_t n = ev->text.n, tail, head;

	if (al.from < al.to) {
		name.cut.from = r->at[al.from];
		name.cut.to = al.to < r->n ? r->at[al.to] : n;
	}
	tail = n - name.cut.to;
	name.business = syms_business_hash(ev->text.c + name.cut.to, tail);
	tail -= syms_business(ev->text.c + name.cut.to, tail);
	tail -= syms_filler(ev->text.c + name.cut.to, tail);
	head = name.cut.from - syms_filler(ev->text.c, name.cut.from);
	name.said = (uint8_t)(tail + head);
	return name;
}

/* The hit of a place outside of the name; NULL else. */
static const struct place_hit *beside(const struct shop_evidence *ev, uint32_t id1,
				      const struct name_at *name)
{
	const struct place_hit *p = NULL;
	size_t from, to;

	if (id1 && ev->text_places)
		p = shop_evidence_place(ev, id1);

	if (!p || p->text <= 0)
		return NULL;
	from = p->from > name->cut.from ? p->from : name->cut.from;
	to = p->to < name->cut.to ? p->to : name->cut.to;
	return to > from && 3 * (to - from) > (size_t)(p->to - p->from) ? NULL : p;
}

#define BRANCH_UNSAID 1.2f
#define BRANCH_OTHER  3.0f
#define PLACE_UNNAMED 1.3f /* the place is right, but the shop is not called so */
#define PLACE_INSTEAD 3.0f /* ″, and its branch has another name */
#define SAID_BESIDE   1.2f /* each symbol beside name and place */

static float beside_price(const struct name_at *name, const struct place_hit *p)
{
	size_t took = (size_t)(p->to - p->from);

	return SAID_BESIDE * (name->said > took ? fminf(3, (float)(name->said - took)) : 0);
}

static void judge_text_places(const struct shop_evidence *ev, const struct shop_rec *rec,
			      const struct name_at *name, struct shop_judged *j)
{
	const struct shop_street *st = &ev->v->street[rec->street];
	uint32_t branch = get24(rec->branch);
	const uint32_t other[] = { get24(rec->road), get24(rec->poi), st->street, st->area };
	const struct place_hit *best = beside(ev, branch, name);
	float llr = best ? best->text - beside_price(name, best) : -HUGE_VALF;

	for (size_t i = 0; ev->text_places && i < ARRAY_LEN(other); i++) {
		const struct place_hit *p = beside(ev, other[i], name);
		float x = -HUGE_VALF;

		if (p)
			x = p->text - beside_price(name, p) -
			    (branch ? PLACE_INSTEAD : PLACE_UNNAMED);
		if (x <= llr)
			continue;
		best = p;
		llr = x;
	}
	j->branch = best;
	if (best && llr > -BRANCH_OTHER)
		j->text_place = llr;
	else if (name->said >= 2)
		j->text_place = -BRANCH_OTHER;
	else if (branch)
		j->text_place = -BRANCH_UNSAID;
}

static float in_address(const struct shop_evidence *ev, uint32_t id1)
{
	const struct place_hit *p = id1 ? shop_evidence_place(ev, id1) : NULL;

	return p ? p->address : 0;
}

#define ROAD_OTHER    3.2f
#define NUMBER_SAME   4.2f
#define NUMBER_INSIDE 1.0f /* of a mall: its shops share one */
#define NUMBER_OTHER  3.5f
#define UNIT_SAME     4.5f
#define UNIT_OTHER    2.5f
#define POI_OTHER     0.7f

static void judge_address(const struct shop_evidence *ev, const struct shop_rec *rec,
			  struct shop_judged *j)
{
	const struct shop_street *st = &ev->v->street[rec->street];
	float road, poi, branch, sum, wide;

	if (!ev->has_address)
		return;
	road = in_address(ev, get24(rec->road));
	poi = in_address(ev, get24(rec->poi));
	branch = in_address(ev, get24(rec->branch));
	wide = fmaxf(in_address(ev, st->street), in_address(ev, st->area));
	poi = fmaxf(poi, branch);
	sum = fmaxf(road, wide);
	if (poi > sum)
		sum = poi + 0.4f * sum;
	else
		sum += 0.4f * poi;
	if (road <= 0 && poi <= 0)
		sum -= ROAD_OTHER;
	else if (ev->has_poi && poi <= 0)
		sum -= POI_OTHER;
	if (ev->ad.number && rec->number && (road > 0 || poi > 0))
		sum += ev->ad.number == rec->number ? (poi > 0 ? NUMBER_INSIDE : NUMBER_SAME)
						    : -NUMBER_OTHER;
	if (ev->ad.unit && (road > 0 || poi > 0))
		sum += rec->unit == (uint16_t)ev->ad.unit ? UNIT_SAME : -UNIT_OTHER;
	j->address = sum;
}

#define CLOSED_PRICE 0.5f
#define AREA_OTHER   3.0f

#define SECOND_SHARE 0.6f
#define THIRD_SHARE  0.4f

/*
 * Branch, address and position say the same thing in three ways: who stands in
 * front of the shop also names its road. The best of them counts whole, the
 * others in part; what speaks against the shop counts whole.
 */
static float where(const struct shop_judged *j)
{
	float said[] = { j->text_place, j->address, j->gps }, best = 0, middle = 0, least = 0,
	      sum = 0;

	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		float x = said[i];

		if (x <= 0) {
			sum += x;
		} else if (x > best) {
			least = middle;
			middle = best;
			best = x;
		} else if (x > middle) {
			least = middle;
			middle = x;
		} else {
			least = x;
		}
	}
	return sum + best + SECOND_SHARE * middle + THIRD_SHARE * least;
}

void shop_evidence_judge(const struct shop_evidence *ev, uint32_t ordinal,
			 const struct name_at *name, struct shop_judged *ret)
{
	const struct shop_rec *rec = &ev->v->rec[ordinal];
	struct shop_judged j = { .prior = ev->v->prior[rec->sales] };

	if (rec->flags & REC_CLOSED)
		j.prior -= CLOSED_PRICE;
	if (ev->area) {
		const char *code = ev->v->street_text.p + ev->v->street[rec->street].text;

		j.area = (uint32_t)strtoul(code, NULL, 10) == ev->area ? 1 : -AREA_OTHER;
	}
	judge_text_places(ev, rec, name, &j);
	judge_address(ev, rec, &j);
	judge_position(ev, rec, &j);
	j.total = j.prior + where(&j) + j.area;
	*ret = j;
}
