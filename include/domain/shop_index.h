/*
 * The shop index: all registered shops as one file image.
 *
 * Built whole from registry rows (shop_build_*), then only read: an opened
 * index is a set of pointers into the caller's bytes (a read-only mapping), so
 * any number of threads may share it. The bytes must outlive every use.
 * The image is versioned and checksummed; its layout is in
 * domain/shop_image.h.
 *
 * Limits: SHOP_COUNT_MAX shops, texts SHOP_TEXT_MAX bytes a field, an id
 * SHOP_ID_MAX bytes. Coordinates are GCJ-02.
 */
#ifndef DOMAIN_SHOP_INDEX_H
#define DOMAIN_SHOP_INDEX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/geo.h"

#include <stdbool.h>
#include <stdint.h>

#define SHOP_COUNT_MAX  4000000u
#define SHOP_TEXT_MAX   600
#define SHOP_ID_MAX     40
#define SHOP_NUMBER_MAX 60 /* bytes of a licence number, however wrong */
#define SHOP_ALIAS_MAX  8

enum shop_status { SHOP_ACTIVE, SHOP_CLOSED };

/* One row of the registry, as given to the builder and as read back. */
struct shop {
	struct str id;             /* opaque, ≤ SHOP_ID_MAX, unique */
	struct str company;        /* registered name 企业名称 */
	struct str sign;           /* signboard 招牌 */
	struct str meituan, eleme; /* names on the two platforms; empty when absent */
	struct str former;         /* former name 曾用名, or empty */
	struct str address;
	struct str area;        /* GB/T 2260, 6 digits */
	struct str street_code; /* 9 digits */
	struct str street;      /* its name */
	struct str uscc, licence;
	struct str category; /* 经营类别 */
	struct geo_point at; /* GCJ-02 */
	bool has_at;
	enum shop_status status;
	uint32_t sales; /* orders a month */
	bool no_dine_in;
	struct str alias[SHOP_ALIAS_MAX]; /* learnt from confirmed links */
	size_t aliases;
};

/* --- building ----------------------------------------------------------- */

struct shop_build;

/* All memory comes from a and lives until the caller releases it. NULL when a is full. */
struct shop_build *shop_build_new(struct arena *a);

/*
 * Copies the row. ERR_INPUT: id empty, too long or not plain text, a text too
 * long, no name at all; *ret_field then names the field. ERR_CONFLICT: the id
 * was added before. ERR_LIMIT: too many shops. ERR_MEMORY.
 */
CHECKED
enum err shop_build_add(struct shop_build *b, const struct shop *row, const char **ret_field);

/*
 * Packs everything into one image in the arena. b must not be used afterwards.
 * source: what it was made from, for who asks the index later; 0: not said.
 */
CHECKED
enum err shop_build_finish(struct shop_build *b, uint64_t source, struct str *ret_image);

/* --- reading ------------------------------------------------------------ */

struct shop_view; /* domain/shop_image.h */

struct shop_index {
	uint32_t shops;  /* how many */
	uint64_t source; /* as shop_build_finish was told */
	const struct shop_view *view;
};

/*
 * Checks magic, version, length, checksum and the bounds of every section;
 * reads every byte once. image must be 8-byte aligned. What the index needs
 * beside the bytes is made in a, which must live as long.
 * ERR_INPUT: no shop index, or another version; ERR_CORRUPT: truncated or
 * damaged; *ret_fault (may be NULL) then says what, for a person. ERR_MEMORY.
 */
CHECKED enum err shop_index_open(struct str image, struct arena *a, struct shop_index *ret_idx,
				 const char **ret_fault);

/* ERR_NOT_FOUND when no shop has this id. *ret_ordinal < idx->shops. */
CHECKED
enum err shop_index_find(const struct shop_index *idx, struct str id, uint32_t *ret_ordinal);

/* Texts are made in the arena. ERR_NOT_FOUND when ordinal is out of range. ERR_MEMORY. */
CHECKED
enum err shop_index_get(const struct shop_index *idx, uint32_t ordinal, struct arena *a,
			struct shop *ret_shop);

/* The name a citizen knows: signboard, else a platform's name, else the company's. */
struct str shop_name(const struct shop *s);

#endif
