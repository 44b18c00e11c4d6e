/* Why a candidate fits or does not: evidence as reasons for people. */
#ifndef DOMAIN_SHOP_EXPLAIN_H
#define DOMAIN_SHOP_EXPLAIN_H

#include "domain/shop_candidates.h"
#include "domain/shop_match.h"

/* Fills everything of ret but p. The weightiest reasons stay when there are too many. */
void shop_explain(const struct shop_evidence *ev, const struct shop_found *f,
		  struct shop_candidate *ret);

#endif
