/*
 * The layout of a shop index image (domain/shop_index.h). Native byte order is
 * little-endian on every machine this runs on; a static assertion says so.
 *
 *   header | sections, each 8-byte aligned, in the order of enum shop_section
 *
 * The checksum covers everything behind the header and the header itself with
 * the checksum field zero. A reader trusts nothing that it has not checked:
 * shop_index_open checks sections and ids, decoding checks every step.
 */
#ifndef DOMAIN_SHOP_IMAGE_H
#define DOMAIN_SHOP_IMAGE_H

#include "domain/lexicon.h"
#include "domain/phrase.h"
#include "domain/shop_index.h"

#include <stdint.h>

#define SHOP_IMAGE_MAGIC   "EZSHOPS\x1a"
#define SHOP_IMAGE_VERSION 2u
#define SHOP_NOWHERE       INT32_MIN
#define SHOP_CELL          2000 /* micro-degrees: a grid cell is about 220 m × 200 m */

enum shop_section {
	SEC_REC,  /* struct shop_rec[shops], ordered by grid cell */
	SEC_TEXT, /* coded records */
	SEC_PHRASE_START,
	SEC_PHRASE_TEXT,
	SEC_ID, /* hash slots: ordinal + 1 */
	SEC_USCC,
	SEC_PERMIT,
	SEC_GRID,   /* struct shop_cell, ascending; the last one is a sentinel */
	SEC_STREET, /* struct shop_street */
	SEC_STREET_TEXT,
	SEC_NAMES, /* LEX_SECTIONS of them */
	SEC_PLACES = SEC_NAMES + LEX_SECTIONS,
	SEC__COUNT = SEC_PLACES + LEX_SECTIONS
};

struct shop_image {
	char magic[8];
	uint32_t version, shops;
	uint64_t len, checksum;
	uint64_t source;    /* as the builder was told */
	int32_t lat0, lng0; /* the grid's corner, micro-degrees */
	uint64_t sales;     /* of all shops together */
	struct {
		uint64_t at, len;
	} section[SEC__COUNT];
};

/* The upper six bits hash the business words that end the company's name. */
enum shop_rec_flag { REC_CLOSED = 1, REC_NO_DINE_IN = 2 };
#define REC_BUSINESS_SHIFT 2

/* What scoring needs of a shop. Place ids are stored + 1, 0 is none. */
struct shop_rec {
	int32_t lat, lng; /* micro-degrees, SHOP_NOWHERE without a position */
	uint32_t text;    /* where its record begins in SEC_TEXT */
	uint8_t branch[3], road[3], poi[3];
	uint8_t sales;   /* 8 × log2(1 + sales) */
	uint16_t number; /* house number, 0: none */
	uint16_t unit;
	uint16_t street;
	uint8_t flags;
	uint8_t name[3]; /* its first trade name */
};

struct shop_cell {
	uint32_t key, first; /* key: row << 16 | column */
};

struct shop_street {
	uint32_t text;         /* area \0 code \0 name \0 in SEC_STREET_TEXT */
	uint32_t street, area; /* place ids + 1 */
	uint32_t shops, area_shops;
};

/* Whose name is it? Members of SEC_NAMES are ordinal << 3 | this. */
enum shop_name_kind { NAME_TRADE, NAME_COMPANY, NAME_FORMER, NAME_ALIAS };

/* Members of SEC_PLACES are ordinal << 2 | this. */
enum shop_place_kind { PLACE_BRANCH, PLACE_ROAD, PLACE_POI };

static inline uint32_t get24(const uint8_t p[3])
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

/* An opened image with all its parts; views into the caller's bytes. */
struct shop_view {
	const struct shop_image *image;
	const struct shop_rec *rec;
	const uint8_t *text;
	size_t text_len;
	struct phrases phrases;
	const struct shop_cell *cell;
	uint32_t cells; /* without the sentinel */
	const struct shop_street *street;
	uint32_t streets;
	struct str street_text;
	struct lexicon names, places;
	const uint32_t *slot[3]; /* SEC_ID, SEC_USCC, SEC_PERMIT */
	uint32_t slots[3];
	float prior[256]; /* log share of reports by shop_rec.sales */
};

uint64_t shop_image_checksum(const void *p, size_t len, uint64_t seed);
uint32_t shop_hash(struct str s);
/* Candidates of a hash table: calls shop_probe until it returns UINT32_MAX. */
struct shop_probe {
	const uint32_t *slot;
	uint32_t slots, at, left;
};

struct shop_probe shop_probe_of(const struct shop_view *v, enum shop_section table, struct str key);
uint32_t shop_probe_next(struct shop_probe *p);
/* The grid key of a point; false when it lies outside. */
bool shop_cell_key(const struct shop_image *im, int32_t lat, int32_t lng, uint32_t *ret_key);

/* Asks memory for a record that will be read soon. */
static inline void shop_rec_ask(const struct shop_view *v, uint32_t ordinal)
{
	if (ordinal < v->image->shops)
		__builtin_prefetch(&v->rec[ordinal]);
}

/* The shops of all cells within m metres to each side of a point, a row of cells at a time. */
struct shop_cells {
	const struct shop_view *v;
	int32_t row, last_row, col, last_col;
};

struct shop_cells shop_cells_around(const struct shop_view *v, struct geo_point at, double m);
/* Ordinals [from, to) of the next row; false at the end. */
bool shop_cells_next(struct shop_cells *c, uint32_t *ret_from, uint32_t *ret_to);
uint32_t shop_cells_count(const struct shop_view *v, struct geo_point at, double m);

#endif
