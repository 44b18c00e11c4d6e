/*
 * Which of the service's categories a sentence is about: a few plain words, for
 * a terminal that has no menu. The person sees the choice and can name another.
 */
#ifndef CATEGORY_H
#define CATEGORY_H

#include "base/str.h"

struct category {
	const char *code, *zh, *en;
};

/* Never NULL: without a known word it is V13, a filthy kitchen. */
const struct category *category_guess(struct str text);

/* NULL when a citizen cannot report this code. */
const struct category *category_find(struct str code);

/* Ends with .code == NULL. */
extern const struct category categories[];

#endif
