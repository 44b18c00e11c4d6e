/*
 * The registered shops around a position, for whoever stands before one and
 * does not know its name.
 */
#ifndef DOMAIN_SHOP_NEAR_H
#define DOMAIN_SHOP_NEAR_H

#include "domain/shop_match.h"

#define SHOP_NEAR_M 1000 /* nobody means a shop further away than this */

/*
 * At most SHOP_CANDIDATES shops in business within SHOP_NEAR_M, the nearest first, each with its
 * distance as the reason. at must be valid. Returns how many.
 */
size_t shop_near(const struct shop_index *idx, struct geo_point at, enum geo_datum datum,
		 struct shop_candidate ret[static SHOP_CANDIDATES]);

#endif
