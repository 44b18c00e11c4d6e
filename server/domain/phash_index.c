#include "domain/phash_index.h"

#include <assert.h>

#define PARTS        4
#define PART_BITS    16
#define BUCKETS      (1u << PART_BITS)
/* Within 2 bits of 16: 1 + 16 + 16 * 15 / 2. */
#define NEAR_BUCKETS 137
#define ALIKE        2 /* owners of one hash that are kept */

struct phash_entry {
	uint64_t hash, owner;
	uint32_t next[PARTS];
};

enum err phash_index_new(struct arena *a, uint32_t cap, struct phash_index *ret_index)
{
	struct phash_index x = { .cap = cap };

	assert(cap);
	x.heads = arena_array(a, (size_t)PARTS * BUCKETS, uint32_t);
	x.entries = arena_array(a, cap, struct phash_entry);
	if (!x.entries || !x.heads)
		return ERR_MEMORY;
	*ret_index = x;
	return ERR_OK;
}

static uint32_t part_of(uint64_t hash, int part)
{
	return (uint32_t)(hash >> (part * PART_BITS)) & (BUCKETS - 1);
}

static uint32_t *head_of(const struct phash_index *x, int part, uint32_t bucket)
{
	return &x->heads[(uint32_t)part * BUCKETS + bucket];
}

static int distance(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b);
}

static void unlink_entry(struct phash_index *x, uint32_t number)
{
	struct phash_entry *e = &x->entries[number];

	for (int part = 0; part < PARTS; part++) {
		uint32_t *link = head_of(x, part, part_of(e->hash, part));

		while (*link != number + 1)
			link = &x->entries[*link - 1].next[part];
		*link = e->next[part];
	}
}

/* Is the owner's hash kept, or enough of other owners'? */
static bool is_known(const struct phash_index *x, uint64_t hash, uint64_t owner)
{
	int alike = 0;

	for (uint32_t i = *head_of(x, 0, part_of(hash, 0)); i; i = x->entries[i - 1].next[0]) {
		const struct phash_entry *e = &x->entries[i - 1];

		if (e->hash == hash && (e->owner == owner || ++alike == ALIKE))
			return true;
	}
	return false;
}

static bool is_flat(uint64_t hash)
{
	return hash == 0 || hash == UINT64_MAX;
}

void phash_index_add(struct phash_index *x, uint64_t hash, uint64_t owner)
{
	uint32_t number = x->next;
	struct phash_entry *e = &x->entries[number];

	assert(owner);
	if (is_flat(hash) || is_known(x, hash, owner))
		return;
	if (x->n == x->cap)
		unlink_entry(x, number);
	else
		x->n++;
	x->next = (number + 1) % x->cap;
	*e = (struct phash_entry){ .hash = hash, .owner = owner };
	for (int part = 0; part < PARTS; part++) {
		uint32_t *head = head_of(x, part, part_of(hash, part));

		e->next[part] = *head;
		*head = number + 1;
	}
}

struct search {
	const struct phash_index *x;
	uint64_t hash, owner;
	int best; /* nearest so far; starts above d */
};

/* Chains that are walked side by side, so that one waits for memory while others compare. */
struct walk {
	uint32_t at[NEAR_BUCKETS]; /* entry's number plus 1 */
	size_t n;
};

static void walk_add(struct walk *w, const struct search *s, int part, uint32_t bucket)
{
	uint32_t first = *head_of(s->x, part, bucket);

	if (!first)
		return;
	__builtin_prefetch(&s->x->entries[first - 1]);
	w->at[w->n++] = first;
}

static void walk_all(struct walk *w, struct search *s, int part)
{
	while (w->n) {
		size_t left = 0;

		for (size_t i = 0; i < w->n; i++) {
			const struct phash_entry *e = &s->x->entries[w->at[i] - 1];
			int d = distance(e->hash, s->hash);

			if (d < s->best && e->owner != s->owner)
				s->best = d;
			if (!e->next[part])
				continue;
			__builtin_prefetch(&s->x->entries[e->next[part] - 1]);
			w->at[left++] = e->next[part];
		}
		w->n = left;
	}
}

/* All buckets within radius (0..2) of the hash's own. */
static void search_part(struct search *s, int part, int radius)
{
	uint32_t own = part_of(s->hash, part);
	struct walk w = { .n = 0 };

	walk_add(&w, s, part, own);
	for (int i = 0; radius >= 1 && i < PART_BITS; i++) {
		walk_add(&w, s, part, own ^ 1u << i);
		for (int j = i + 1; radius >= 2 && j < PART_BITS; j++)
			walk_add(&w, s, part, own ^ 1u << i ^ 1u << j);
	}
	walk_all(&w, s, part);
}

bool phash_index_find(const struct phash_index *x, uint64_t hash, uint64_t owner, int d,
		      int *ret_distance)
{
	struct search s = { .x = x, .hash = hash, .owner = owner, .best = d + 1 };

	assert(d >= 0 && d <= PHASH_DISTANCE_MAX);
	if (is_flat(hash))
		return false;
	/*
	 * With k = d % 4: if each of parts 0..k differed in more than d/4 bits and
	 * each other part in at least d/4, the sum would be at least d + 1. So one
	 * of the former is within d/4 or one of the latter within d/4 - 1.
	 */
	for (int part = 0; part < PARTS; part++) {
		int radius = part <= d % PARTS ? d / PARTS : d / PARTS - 1;

		if (radius >= 0)
			search_part(&s, part, radius);
	}
	if (s.best > d)
		return false;
	if (ret_distance)
		*ret_distance = s.best;
	return true;
}
