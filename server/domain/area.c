#include "domain/area.h"

#include "base/err.h"

#include <stdbool.h>
#include <strings.h>

/* clang-format off */
const struct area area_all[AREA_COUNT] = {
	{ "350102", "鼓楼区", "Gulou", "鼓楼" },
	{ "350103", "台江区", "Taijiang", "台江" },
	{ "350104", "仓山区", "Cangshan", "仓山" },
	{ "350105", "马尾区", "Mawei", "马尾" },
	{ "350111", "晋安区", "Jin'an", "晋安" },
	{ "350112", "长乐区", "Changle", "长乐" },
	{ "350121", "闽侯县", "Minhou", "闽侯" },
	{ "350122", "连江县", "Lianjiang", "连江" },
	{ "350123", "罗源县", "Luoyuan", "罗源" },
	{ "350124", "闽清县", "Minqing", "闽清" },
	{ "350125", "永泰县", "Yongtai", "永泰" },
	{ "350128", "平潭县", "Pingtan", "平潭" },
	{ "350181", "福清市", "Fuqing", "福清" },
};
/* clang-format on */

#define CHANGLE     5
#define CHANGLE_OLD "350182"

const struct area *area_find(struct str code)
{
	for (size_t i = 0; i < AREA_COUNT; i++)
		if (str_eq(code, str_of(area_all[i].code)))
			return &area_all[i];
	return str_eq(code, STR(CHANGLE_OLD)) ? &area_all[CHANGLE] : NULL;
}

static bool holds(struct str text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++)
		if (strncasecmp(text.p + i, word, len) == 0)
			return true;
	return false;
}

const struct area *area_in_text(struct str text)
{
	const struct area *found = NULL;

	for (size_t i = 0; i < AREA_COUNT; i++) {
		if (!holds(text, area_all[i].stem) && !holds(text, area_all[i].en))
			continue;
		if (found)
			return NULL;
		found = &area_all[i];
	}
	return found;
}
