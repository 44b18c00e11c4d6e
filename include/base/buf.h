/*
 * A growing byte buffer with a cap. Overflow is sticky: append freely, then
 * ask buf_ok once. Always NUL-terminated after the first append.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *p;
	size_t len, size, cap;
	bool failed;
};

#define BUF_INIT(cap_) ((struct buf){ .cap = (cap_) })

void buf_release(struct buf *b);
void buf_reset(struct buf *b); /* keeps the memory, forgets the failure */
void buf_add(struct buf *b, const void *p, size_t len);
void buf_add_str(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Room for len more bytes that the caller fills at b->p + b->len; NULL when over the cap. */
char *buf_reserve(struct buf *b, size_t len);

static inline struct str buf_str(const struct buf *b)
{
	return (struct str){ b->p, b->len };
}

static inline bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

#endif
