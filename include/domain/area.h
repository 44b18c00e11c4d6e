/*
 * The districts and counties of Fuzhou by their GB/T 2260 codes, and finding
 * one in what a person wrote.
 */
#ifndef DOMAIN_AREA_H
#define DOMAIN_AREA_H

#include "base/str.h"

#include <stddef.h>

#define AREA_COUNT 13

struct area {
	const char *code; /* six digits */
	const char *zh, *en;
	const char *stem; /* what people say: 鼓楼, not 鼓楼区 */
};

extern const struct area area_all[AREA_COUNT];

/* NULL for an unknown code. Accepts 350182, the code of Changle before 2017. */
const struct area *area_find(struct str code);

/* The district that the text names (in Chinese, or in English letters); NULL when none or several.
 */
const struct area *area_in_text(struct str text);

#endif
