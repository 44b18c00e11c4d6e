/*
 * Foreign text as a query: name, address and licence number separated by zero
 * bytes, then a position. The same bytes as a sentence and as a row of the
 * registry.
 */
#include "domain/shop_index.h"
#include "domain/shop_match.h"
#include "domain/understand.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
	struct arena arena;
	struct shop_index idx;
};

/* Built once: a few shops are enough to reach every path. */
static const struct world *world(void)
{
	static struct world w;
	static const char *const names[] = { "老街面馆(东街店)", "老街面馆(西湖店)", "阿强鱼丸",
					     "KFG炸鸡·学府店", "小巷深处的拌面" };
	struct shop_build *b;
	struct str image;
	const char *why;

	if (w.idx.view)
		return &w;
	arena_init(&w.arena, 64u << 20);
	b = shop_build_new(&w.arena);
	for (size_t i = 0; b && i < ARRAY_LEN(names); i++) {
		struct shop s = {
			.id = arena_printf(&w.arena, "%zu", i),
			.sign = str_of(names[i]),
			.company = STR("福州市鼓楼区老街餐饮店"),
			.address = STR("福州市鼓楼区东街街道东街12号天地2层A01"),
			.area = STR("350102"),
			.street_code = STR("350102004"),
			.street = STR("东街街道"),
			.licence = STR("JY13501040006708"),
			.has_at = true,
			.at = {26.08, 119.3}
		};

		if (shop_build_add(b, &s, &why))
			abort();
	}
	if (!b || shop_build_finish(b, 7, &image) || shop_index_open(image, &w.arena, &w.idx, NULL))
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
	struct understood u;
	struct arena a;

	q.address = part(&rest);
	q.licence = part(&rest);
	if (rest.p && rest.len >= sizeof(q.at)) {
		memcpy(&q.at, rest.p, sizeof(q.at));
		q.has_at = true;
	}
	arena_init(&a, SHOP_MATCH_ARENA);
	(void)!shop_match(&w->idx, &q, &a, &r);
	arena_reset(&a);
	(void)!shop_match_one(&w->idx, 1, &q, &a, &c);
	arena_reset(&a);
	(void)!understand(q.text, 1774500000000, &w->idx, &a, &u);
	arena_release(&a);
	return 0;
}
