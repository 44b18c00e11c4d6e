#include "domain/shop_near.h"

#include "domain/shop_image.h"

/* Keeps the nearest SHOP_CANDIDATES in order. Returns how many there are now. */
static size_t keep(struct shop_candidate *best, size_t n, uint32_t ordinal, double m)
{
	size_t at = n;

	while (at > 0 && best[at - 1].distance_m > m)
		at--;
	if (at == SHOP_CANDIDATES)
		return n;
	if (n == SHOP_CANDIDATES)
		n--;
	for (size_t i = n; i > at; i--)
		best[i] = best[i - 1];
	best[at] = (struct shop_candidate){
		.ordinal = ordinal,
		.distance_m = m,
		.reason = { { SHOP_R_DISTANCE, (uint32_t)(m + 0.5), 0 } },
		.reasons = 1,
	};
	return n + 1;
}

size_t shop_near(const struct shop_index *idx, struct geo_point at, enum geo_datum datum,
		 struct shop_candidate ret[static SHOP_CANDIDATES])
{
	struct geo_point here = geo_convert(at, datum, GEO_GCJ02);
	struct shop_cells cells = shop_cells_around(idx->view, here, SHOP_NEAR_M);
	uint32_t from, to;
	size_t n = 0;

	while (shop_cells_next(&cells, &from, &to)) {
		for (uint32_t i = from; i < to; i++) {
			const struct shop_rec *r = &idx->view->rec[i];
			struct geo_point there = { r->lat / 1e6, r->lng / 1e6 };
			double m;

			if ((r->flags & REC_CLOSED) || r->lat == SHOP_NOWHERE)
				continue;
			m = geo_distance_m(here, there);
			if (m <= SHOP_NEAR_M)
				n = keep(ret, n, i, m);
		}
	}
	for (size_t i = 0; i < n; i++)
		ret[i].p = 1.0 / (double)(n + 1); /* the position alone prefers none */
	return n;
}
