/*
 * Which registered shop does this report mean?
 *
 * Pure: index bytes and a query in, at most SHOP_CANDIDATES shops with
 * calibrated probabilities and a decision out. Everything that a person wrote
 * may be wrong: homophones, look-alikes, missing branch, a position labelled
 * with the wrong datum. Each source of evidence (name, branch, address,
 * position, licence number) adds log-likelihood; the probability is the share
 * among all candidates and the case "not registered".
 */
#ifndef DOMAIN_SHOP_MATCH_H
#define DOMAIN_SHOP_MATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/geo.h"
#include "domain/shop_index.h"

#include <stdbool.h>
#include <stdint.h>

#define SHOP_CANDIDATES  5
#define SHOP_REASONS     6
#define SHOP_EFFORT_MAX  200
/* Longer texts are cut here: nobody names a shop in more. */
#define SHOP_QUERY_CHARS 96
/* What one match takes from its arena at most. */
#define SHOP_MATCH_ARENA (2u << 20)

struct shop_query {
	struct str text;    /* name as written, branch and all; may hold the address too */
	struct str address; /* or empty */
	struct str licence; /* USCC or permit as typed, or empty */
	struct str area;    /* GB/T 2260 chosen by the person, or empty */
	bool has_at;
	struct geo_point at;
	enum geo_datum datum; /* as labelled; the other one is tried too */
	double accuracy_m;    /* ≤ 0: unknown */
	/*
	 * How far to look, in per cent of the chosen budgets (names, shops of a name,
	 * shops around), for measuring what accuracy costs; 0 is 100, at most
	 * SHOP_EFFORT_MAX.
	 */
	unsigned effort_pct;
};

enum shop_reason_code {
	SHOP_R_NAME_SAME,    /* the name is the same */
	SHOP_R_NAME_LIKE,    /* a: per cent alike */
	SHOP_R_NAME_FORMER,  /* it is a former name */
	SHOP_R_NAME_COMPANY, /* it is the registered company's name */
	SHOP_R_NAME_ALIAS,   /* reporters use this name; learnt */
	SHOP_R_HOMOPHONE,    /* a was written, b is registered (code points) */
	SHOP_R_LOOKALIKE,    /* ″ */
	SHOP_R_BRANCH_SAME,
	SHOP_R_BRANCH_OTHER,
	SHOP_R_BRANCH_MISSING, /* several branches, the report names none */
	SHOP_R_ROAD_SAME,
	SHOP_R_ROAD_OTHER,
	SHOP_R_NUMBER_SAME,  /* house number */
	SHOP_R_NUMBER_OTHER, /* a was written, b is registered */
	SHOP_R_PLACE_SAME,   /* mall, street or district named in the report */
	SHOP_R_DISTANCE,     /* a: metres */
	SHOP_R_DATUM,        /* fits only if the position was labelled with the wrong datum */
	SHOP_R_LICENCE_SAME,
	SHOP_R_LICENCE_ONE_WRONG, /* one character of the licence number differs */
	SHOP_R_LICENCE_OTHER,
	SHOP_R_CLOSED, /* the registration was cancelled */
	SHOP_R__COUNT
};

struct shop_reason {
	enum shop_reason_code code;
	uint32_t a, b;
};

struct shop_candidate {
	uint32_t ordinal; /* for shop_index_get */
	double p;
	double distance_m; /* < 0: no position */
	struct shop_reason reason[SHOP_REASONS];
	size_t reasons;
};

enum shop_decision {
	SHOP_LINK, /* sure: the first candidate is it */
	SHOP_ASK,  /* show the candidates */
	SHOP_NONE  /* believed not registered */
};

struct shop_match_result {
	struct shop_candidate candidate[SHOP_CANDIDATES]; /* best first */
	size_t candidates;
	double p_none;
	enum shop_decision decision;
};

/*
 * Scratch comes from a (≤ SHOP_MATCH_ARENA); the result holds no pointers into
 * it. ERR_INPUT: text, address and licence are all empty, or the text is not
 * UTF-8, or the position is invalid. ERR_MEMORY.
 */
CHECKED
enum err shop_match(const struct shop_index *idx, const struct shop_query *q, struct arena *a,
		    struct shop_match_result *ret);

/*
 * How well the query fits this one shop, with its reasons: for reports that
 * name the shop by id. Microseconds. p is against "another shop or none" and
 * rougher than shop_match's. ERR_NOT_FOUND: ordinal out of range.
 */
CHECKED
enum err shop_match_one(const struct shop_index *idx, uint32_t ordinal, const struct shop_query *q,
			struct arena *a, struct shop_candidate *ret);

/* A reason for people, "同音字: 面/麵" or "sounds alike: 面/麵". Empty when the arena is full. */
struct str shop_reason_text(const struct shop_reason *r, bool english, struct arena *a);
/* A fixed word for programs: "homophone". */
const char *shop_reason_name(enum shop_reason_code code);
const char *shop_decision_name(enum shop_decision d);

#endif
