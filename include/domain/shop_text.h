/*
 * A shop's names and addresses as symbols: cut into what names the business,
 * what names the branch, the road, the house number and the place inside.
 * Knows how such texts are written in China, nothing of any single shop.
 */
#ifndef DOMAIN_SHOP_TEXT_H
#define DOMAIN_SHOP_TEXT_H

#include "base/err.h"
#include "base/str.h"
#include "domain/han.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

#define SYMS_MAX  96
#define SYMS_NONE 0xFFFF

/* Symbols of a text. Decoration is gone; gap[i] tells that some stood before c[i]. */
struct syms {
	uint16_t c[SYMS_MAX];
	bool gap[SYMS_MAX];
	size_t n;
};

/* The first SYMS_MAX symbols. ERR_INPUT when not UTF-8. */
CHECKED enum err syms_of(struct str text, struct syms *ret);

/* A range [from, to) of symbols. */
struct cut {
	size_t from, to;
};

static inline size_t cut_len(struct cut c)
{
	return c.to - c.from;
}

/*
 * A registered name: "base(branch店)deco", "base·branch店", "base【deco】".
 * branch is without its 店 and empty when there is none; slogan is what
 * followed a middle dot and is no branch (it may belong to the name).
 */
struct shop_name_parts {
	struct syms s;
	struct cut base, branch, slogan;
	struct cut bracket; /* in round brackets but not ending in 店 */
};

CHECKED enum err shop_name_split(struct str name, struct shop_name_parts *ret);
/* A registered company: without its region, its legal form kept; branch from 〇〇分公司. */
CHECKED enum err shop_company_split(struct str name, struct shop_name_parts *ret);

/* How many symbols of c name a region: "福建省福州市鼓楼区" → 9. */
size_t syms_region(const uint16_t *c, size_t n);
/* How many name a street office or town: "东街街道" → 4. */
size_t syms_street(const uint16_t *c, size_t n);
/* How many at the end only say what kind of business it is: "小吃店" → 3. */
size_t syms_business(const uint16_t *c, size_t n);

/* How many at the end only say that it is near: 附近, 对面. */
size_t syms_nearby(const uint16_t *c, size_t n);
/* Is c one of the characters of the set? */
bool syms_one_of(uint16_t c, const char16_t *set);
/* How many at the beginning and end only lead to a name: 就是, 这家, 举报 … 附近, 那家店. */
size_t syms_filler(const uint16_t *c, size_t n);
/* 1..63 for the business words at the end of a company's name, 0 for none. */
uint8_t syms_business_hash(const uint16_t *c, size_t n);

/* An address. Empty cuts for what it does not have. */
struct shop_address {
	struct cut region, street, road, poi;
	uint32_t number; /* house number; 0: none */
	uint32_t unit;   /* a hash of the figures behind it; 0: none */
};

/* Works on what people write too: "东街128号附近", "万达3楼A12". */
void shop_address_split(const struct syms *s, struct shop_address *ret);

/* Does hay hold the needle? */
bool syms_within(const uint16_t *hay, size_t hay_n, const uint16_t *needle, size_t n);

#endif
