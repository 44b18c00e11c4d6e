/*
 * What a query says about any one shop, made ready once: places named in it,
 * its address, where it was sent from, its licence number. Then a shop is
 * judged by table look-ups alone.
 */
#ifndef DOMAIN_SHOP_EVIDENCE_H
#define DOMAIN_SHOP_EVIDENCE_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/licence_no.h"
#include "domain/shop_align.h"
#include "domain/shop_image.h"
#include "domain/shop_match.h"
#include "domain/shop_text.h"

#include <stdbool.h>
#include <stdint.h>

/* A text as it may be meant: literally, or with Latin letters read as pinyin. */
struct reading {
	uint16_t c[SYMS_MAX];
	uint8_t at[SYMS_MAX]; /* which symbol of the text it begins at */
	float w[SYMS_MAX];
	size_t n;
	struct align_text text;
};

/* A place named in the query. Kept in a small hash table by id. */
struct place_hit {
	uint32_t id1; /* place id + 1; 0: free slot */
	float text;   /* llr in the text, 0: not there */
	float address;
	uint8_t from, to;                 /* where in the text */
	uint8_t address_from, address_to; /* where in the address */
	bool whole, address_whole;        /* written out exactly there */
};

#define PLACE_SLOTS   128
#define DATUM_GUESSES 2

struct shop_evidence {
	const struct shop_view *v;
	unsigned effort_pct;
	struct syms text, address;
	struct reading reading[2];
	size_t readings;
	struct place_hit place[PLACE_SLOTS];
	size_t text_places, address_places; /* how many hits each has */
	bool has_address, has_road, has_poi;
	struct shop_address ad; /* of address, or of text when that reads like one */
	float road_best;        /* the best road in the address */
	size_t guesses;         /* positions to try, as labelled first */
	struct geo_point at[DATUM_GUESSES];
	double cos_lat;
	float elsewhere; /* log density of reports at this position, per m² */
	bool has_licence;
	struct licence_no licence;
	uint32_t area; /* the one the person chose; 0: none */
};

/* Which part of the text the name took. */
struct name_at {
	struct cut cut;   /* in symbols of the text */
	uint8_t said;     /* symbols beside it that are no business word: a branch, perhaps */
	uint8_t business; /* syms_business_hash of what follows it */
};

/* What each kind of evidence said of one shop, in nats. */
struct shop_judged {
	float total, text_place, address, gps, licence, area, prior;
	float distance_m; /* < 0: none; by the better datum */
	bool other_datum;
	const struct place_hit *branch; /* the hit that its branch, road, mall … had in the text */
};

/* ERR_INPUT as shop_match. */
CHECKED enum err shop_evidence_init(struct shop_evidence *ev, const struct shop_view *v,
				    const struct shop_query *q, struct arena *a);

struct name_at shop_evidence_name(const struct shop_evidence *ev, const struct reading *r,
				  struct aligned al);
void shop_evidence_judge(const struct shop_evidence *ev, uint32_t ordinal,
			 const struct name_at *name, struct shop_judged *ret);
/* Of a budget, what the query wants to spend: never nothing. */
static inline uint32_t shop_effort(const struct shop_evidence *ev, uint32_t budget)
{
	return (budget * ev->effort_pct + 99) / 100;
}

/* NULL when the query does not name the place. */
const struct place_hit *shop_evidence_place(const struct shop_evidence *ev, uint32_t id1);

#endif
