/*
 * A sentence as symbols with their bytes, and patterns that are looked for in it.
 *
 * Symbols are those of domain/han.h, with spaces and punctuation kept as
 * ' ' ',' '.' '"' '(' ')'. A pattern is a row of groups that follow each other with
 * at most SENTENCE_GAP symbols between; a group is a choice of words:
 *   "没|不|未*口罩|帽子"
 * Words are matched in any width, script and case; the
 * pattern itself is written in simplified characters and lower case. A pattern that begins with
 * '~' allows one wrong character that sounds the same; one that begins with
 * '!' is not counted when a "no" stands before it ("没有老鼠"). Within a longer word 没 also stands
 * for what it is in dialects: "毛戴" is "没戴".
 */
#ifndef DOMAIN_SENTENCE_H
#define DOMAIN_SENTENCE_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SENTENCE_SYMS 500
#define SENTENCE_GAP  6

struct sentence {
	struct str text;
	uint16_t c[SENTENCE_SYMS];
	uint16_t at[SENTENCE_SYMS + 1]; /* the byte where each symbol begins; at[n] ends the last */
	bool taken[SENTENCE_SYMS];      /* understood as something already */
	size_t n;
	bool english;
};

struct span {
	size_t from, to; /* symbols */
};

/* Reads at most SENTENCE_SYMS symbols and UINT16_MAX bytes. ERR_INPUT when not UTF-8. */
CHECKED enum err sentence_read(struct str text, struct sentence *ret);

/* The first match that begins at or after from. *ret_exact (may be NULL): no wrong character. */
bool sentence_find(const struct sentence *s, const char *pattern, size_t from, struct span *ret,
		   bool *ret_exact);
/* A match that begins exactly at. */
bool sentence_at(const struct sentence *s, const char *pattern, size_t at, size_t *ret_to);
/* One of the words, ending exactly at to and beginning not before from. */
bool sentence_before(const struct sentence *s, const char *words, size_t from, size_t to,
		     size_t *ret_from);

void sentence_take(struct sentence *s, struct span span);
/* The bytes of a span. */
struct str sentence_text(const struct sentence *s, struct span span);

/* A number in digits or words (十二, 两; in an English sentence two) at *at; false when there is none. */
bool sentence_number(const struct sentence *s, size_t *at, long *ret);

#endif
