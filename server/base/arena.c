#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define BLOCK_MIN   4096
/* Blocks stop doubling here: after a large piece the next small one should not double it. */
#define BLOCK_MAX   (1u << 20)
/* From here on calloc returns fresh pages, which are zero without being written. */
#define BLOCK_FRESH (128u << 10)

/* Large enough that pages of 2 MiB spare thousands of faults and address look-ups. */
#define BLOCK_HUGE  (4u << 20)

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	size_t dirty; /* from here on its bytes are known to be zero */
	_Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t cap)
{
	*a = (struct arena){ .cap = cap };
}

void arena_release(struct arena *a)
{
	if (!a)
		return;
	for (struct arena_block *b = a->first, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){ .cap = a->cap };
}

/* The largest block of an ordinary size: the next piece of work will need about as much. */
static struct arena_block *worth_keeping(const struct arena *a)
{
	struct arena_block *keep = NULL;

	for (struct arena_block *b = a->first; b; b = b->next) {
		if (b->size <= BLOCK_MAX && (!keep || b->size > keep->size))
			keep = b;
	}
	return keep;
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = worth_keeping(a);

	for (struct arena_block *b = a->first, *next; b; b = next) {
		next = b->next;
		if (b != keep)
			free(b);
	}
	*a = (struct arena){ .first = keep, .last = keep, .cap = a->cap };
	if (!keep)
		return;
	keep->next = NULL;
	if (keep->dirty < keep->used)
		keep->dirty = keep->used;
	keep->used = 0;
	a->used_total = keep->size;
}

/* A hint to the kernel: whether it can follow it makes no difference but in speed. */
static void ask_for_huge_pages(unsigned char *p, size_t size)
{
	size_t page = 4096, skip = -(uintptr_t)p & (page - 1);

	(void)madvise(p + skip, (size - skip) & ~(page - 1), MADV_HUGEPAGE);
}

static struct arena_block *grow(struct arena *a, size_t need)
{
	size_t left = a->cap - a->used_total;
	size_t size = a->last ? a->last->size * 2 : BLOCK_MIN;
	struct arena_block *b;

	if (need > left)
		return NULL;
	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < need)
		size = need;
	if (size > left)
		size = left;
	b = size < BLOCK_FRESH ? malloc(sizeof(*b) + size) : calloc(1, sizeof(*b) + size);
	if (b && size >= BLOCK_HUGE)
		ask_for_huge_pages(b->bytes, size);
	if (!b)
		return NULL;
	*b = (struct arena_block){ .size = size, .dirty = size < BLOCK_FRESH ? size : 0 };
	if (a->last)
		a->last->next = b;
	else
		a->first = b;
	a->last = b;
	a->used_total += size;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t align = _Alignof(max_align_t);
	struct arena_block *b = a->last;
	void *p;

	if (size > SIZE_MAX - align)
		return NULL;
	size = (size + align - 1) & ~(align - 1);
	if (!b || b->size - b->used < size)
		b = grow(a, size);
	if (!b)
		return NULL;
	p = b->bytes + b->used;
	if (b->used < b->dirty)
		memset(p, 0, size < b->dirty - b->used ? size : b->dirty - b->used);
	b->used += size;
	return p;
}

void *arena_calloc(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return NULL;
	return arena_alloc(a, total);
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len + 1);

	if (!p)
		return (struct str){ NULL, 0 };
	if (s.len)
		memcpy(p, s.p, s.len);
	return (struct str){ p, s.len };
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (p)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p ? (struct str){ p, (size_t)n } : (struct str){ NULL, 0 };
}
