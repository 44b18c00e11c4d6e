/*
 * The parts of domain/understand.h, in the order in which they look at a
 * sentence. Each takes what it understood, so that the next one does not see
 * it. Until the end the ranges of *r count symbols, not bytes.
 */
#ifndef DOMAIN_UNDERSTAND_PARTS_H
#define DOMAIN_UNDERSTAND_PARTS_H

#include "domain/sentence.h"
#include "domain/understand.h"

void understand_time(struct sentence *s, int64_t now_ms, struct understood *r);
void understand_category(struct sentence *s, struct understood *r);
void understand_intent(const struct sentence *s, struct understood *r);
/* idx may be NULL. ERR_MEMORY. */
CHECKED enum err understand_shop(struct sentence *s, const struct shop_index *idx, struct arena *a,
				 struct understood *r);

#endif
