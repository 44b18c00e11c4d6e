/*
 * Foreign text as a query: name, address and licence number separated by zero
 * bytes, then a position, its datum, a district and an effort.
 */
#include "domain/shop_index.h"
#include "domain/shop_match.h"
#include "domain/shop_near.h"
#include "small_town.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
	struct arena arena;
	struct shop_index idx;
};

static const struct world *world(void)
{
	static struct world w; /* built once */

	if (w.idx.view)
		return &w;
	arena_init(&w.arena, 64u << 20);
	if (shop_index_open(small_town(&w.arena), &w.arena, &w.idx, NULL))
		abort();
	return &w;
}

static struct str part(struct str *rest)
{
	struct str p = str_cut(rest, '\0');

	return p.p ? p : (struct str){ "", 0 };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct world *w = world();
	struct str rest = { (const char *)data, size };
	struct shop_query q = { .text = part(&rest), .datum = GEO_GCJ02 };
	struct shop_match_result r;
	struct shop_candidate c;
	struct arena a;

	q.address = part(&rest);
	q.licence = part(&rest);
	if (rest.p && rest.len >= sizeof(q.at)) {
		memcpy(&q.at, rest.p, sizeof(q.at));
		q.has_at = true;
		rest = (struct str){ rest.p + sizeof(q.at), rest.len - sizeof(q.at) };
	}
	if (q.has_at && rest.len >= 2) {
		q.datum = (enum geo_datum)((uint8_t)rest.p[0] % 3);
		q.effort_pct = (uint8_t)rest.p[1];
		q.area = (uint8_t)rest.p[0] & 4 ? STR("350102") : STR("350104");
	}
	arena_init(&a, SHOP_MATCH_ARENA);
	(void)!shop_match(&w->idx, &q, &a, &r);
	arena_reset(&a);
	(void)!shop_match_one(&w->idx, 1, &q, &a, &c);
	if (q.has_at && geo_valid(q.at))
		(void)shop_near(&w->idx, q.at, q.datum, r.candidate);
	arena_release(&a);
	return 0;
}
