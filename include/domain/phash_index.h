/*
 * Which kept picture looks like this one? Exact search by Hamming distance over
 * 64-bit perceptual hashes.
 *
 * A hash is cut into four parts of 16 bits. Two hashes that differ in at most d
 * bits differ in at most d/4 bits in one of their parts (pigeonhole), so it is
 * enough to look into the buckets of all near parts and count the bits of what
 * lies there: nothing within d is missed. At 1,000,000 hashes and d = 8 that is
 * about 3,000 comparisons.
 *
 * Memory is taken once (33 bytes a picture at most); when full, the oldest picture is
 * forgotten. A hash that two people sent already is not stored again: it is a
 * copy for everybody else, however often it comes.
 */
#ifndef DOMAIN_PHASH_INDEX_H
#define DOMAIN_PHASH_INDEX_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define PHASH_DISTANCE_MAX 11
/* Recompressed, scaled, lightly retouched: the same picture. */
#define PHASH_SAME         8

struct phash_entry;

struct phash_index {
	struct phash_entry *entries;
	uint32_t *heads; /* 4 * 65536; 0: empty, else an entry's number plus 1 */
	uint32_t cap, n, next;
};

CHECKED enum err phash_index_new(struct arena *a, uint32_t cap, struct phash_index *ret_index);

/* owner: never 0. A picture without structure (all bits equal) is not kept: it resembles nothing.
 */
void phash_index_add(struct phash_index *x, uint64_t hash, uint64_t owner);

/*
 * Did somebody else than owner send a picture within d bits? d is at most
 * PHASH_DISTANCE_MAX. *ret_distance (may be NULL): the nearest one's.
 */
bool phash_index_find(const struct phash_index *x, uint64_t hash, uint64_t owner, int d,
		      int *ret_distance);

#endif
