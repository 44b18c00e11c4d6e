/*
 * A registered shop as it is shown: found by shop.search and the chat, opened by shop.get and
 * by a reviewer.
 */
#ifndef GATEWAY_SHOP_JSON_H
#define GATEWAY_SHOP_JSON_H

#include "gateway/message.h"

#include "domain/shop_match.h"

/* A candidate with its row of the registry, both independent of the index they came from. */
struct shop_found {
	struct shop shop;
	struct shop_candidate candidate;
};

/* Copies the candidates' rows into the arena. */
CHECKED enum err shop_found_copy(const struct shop_index *idx, const struct shop_candidate *c,
				 size_t n, struct arena *a, struct shop_found **ret);

/* [{shop, name, company, address, licence, distance_m?, p, reasons[]}]; new reference. */
json_t *shop_found_json(struct request *rq, const struct shop_found *found, size_t n);

/* The public registration data of one shop; new reference. */
json_t *shop_json(const struct r_shop_get *row);

#endif
