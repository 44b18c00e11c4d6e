/*
 * A borrowed span of bytes, usually UTF-8, not necessarily NUL-terminated.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).p ? (s).p : ""

static inline struct str str_of(const char *cstr)
{
	return (struct str){ cstr, cstr ? strlen(cstr) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.p, prefix.p, prefix.len) == 0);
}

/* memcmp order, the shorter first when one is the other's beginning. */
int str_cmp(struct str a, struct str b);

/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);

/* Cuts *rest at the first sep and returns the part before it; *rest.p becomes NULL at the end. */
struct str str_cut(struct str *rest, char sep);

/* Decimal, optional sign, nothing else around it. */
bool str_to_i64(struct str s, long long *ret_value);

#endif
