/* A whole index of a few shops, enough to reach every path of the matcher. */
#ifndef FUZZ_SMALL_TOWN_H
#define FUZZ_SMALL_TOWN_H

#include "domain/shop_index.h"

#include <stdlib.h>

static inline struct str small_town(struct arena *a)
{
	static const char *const names[] = { "老街面馆(东街店)", "老街面馆(西湖店)", "阿强鱼丸",
					     "KFG炸鸡·学府店", "小巷深处的拌面" };
	struct shop_build *b = shop_build_new(a);
	struct str image = { NULL, 0 };
	const char *why;

	for (size_t i = 0; b && i < ARRAY_LEN(names); i++) {
		struct shop s = {
			.id = arena_printf(a, "%zu", i),
			.sign = str_of(names[i]),
			.company = STR("福州市鼓楼区老街餐饮店"),
			.address = STR("福州市鼓楼区东街街道东街12号天地2层A01"),
			.area = STR("350102"),
			.street_code = STR("350102004"),
			.street = STR("东街街道"),
			.licence = STR("JY13501040006708"),
			.has_at = i != 2,
			.at = {26.08 + (double)i * 0.003, 119.3}
		};

		if (i == 1) {
			s.alias[0] = STR("老街那家");
			s.aliases = 1;
		}
		if (shop_build_add(b, &s, &why))
			abort();
	}
	if (!b || shop_build_finish(b, 7, &image))
		abort();
	return image;
}

#endif
