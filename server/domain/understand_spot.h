/* The names of registered shops in a sentence: a part of understand_shop(). */
#ifndef DOMAIN_UNDERSTAND_SPOT_H
#define DOMAIN_UNDERSTAND_SPOT_H

#include "domain/sentence.h"
#include "domain/shop_index.h"

#define SPOTTED_MAX 24

/* Where a registered name stands, mistakes and all. */
struct spotted {
	struct span at;
	float nats; /* how much more likely than by chance */
};

struct spotting {
	struct spotted name[SPOTTED_MAX];
	size_t n;
};

/* What has been taken is left out. ERR_MEMORY. */
CHECKED enum err understand_spot(const struct sentence *s, const struct shop_index *idx,
				 struct arena *a, struct spotting *ret);

#endif
