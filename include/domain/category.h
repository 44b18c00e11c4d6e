/*
 * The 28 kinds of violation a report can name, with who is able to recognise
 * them and how severe they are.
 *
 * Severity 1..5; a report of severity 5 is never dropped or shielded
 * automatically, whatever its sender's score (CATEGORY_SEVERE).
 */
#ifndef DOMAIN_CATEGORY_H
#define DOMAIN_CATEGORY_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define CATEGORY_COUNT  28
#define CATEGORY_SEVERE 5

enum category_who {
	CATEGORY_CITIZEN = 1u << 0,
	CATEGORY_RIDER = 1u << 1,
	CATEGORY_BD = 1u << 2,     /* platform business development */
	CATEGORY_CAMERA = 1u << 3, /* kitchen camera */
	CATEGORY_DATA = 1u << 4,   /* data comparison */
};

struct category {
	const char *code; /* "V01" … "V28" */
	const char *zh, *en;
	unsigned who; /* enum category_who bits */
	int severity;
};

/* In the order of their codes: category_all[0] is V01. */
extern const struct category category_all[CATEGORY_COUNT];

/* NULL when there is no such code; upper case only. */
const struct category *category_find(struct str code);

/* 0 … CATEGORY_COUNT - 1, for arrays by category. */
static inline size_t category_index(const struct category *c)
{
	return (size_t)(c - category_all);
}

static inline bool category_is_severe(const struct category *c)
{
	return c->severity >= CATEGORY_SEVERE;
}

#endif
