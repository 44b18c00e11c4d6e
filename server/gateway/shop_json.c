#include "gateway/shop_json.h"

#include <math.h>

enum err shop_found_copy(const struct shop_index *idx, const struct shop_candidate *c, size_t n,
			 struct arena *a, struct shop_found **ret)
{
	struct shop_found *found = arena_array(a, n + 1, struct shop_found);

	if (!found)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		enum err e = shop_index_get(idx, c[i].ordinal, a, &found[i].shop);

		if (e)
			return e;
		found[i].candidate = c[i];
	}
	*ret = found;
	return ERR_OK;
}

static json_t *one_json(struct request *rq, const struct shop_found *f)
{
	const struct shop_candidate *c = &f->candidate;
	json_t *reasons = json_array(), *out;

	for (size_t i = 0; i < c->reasons; i++)
		json_array_append_new(reasons, json_str(shop_reason_text(&c->reason[i], rq->en,
									 &rq->arena)));
	out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:f, s:o}", "shop", json_str(f->shop.id),
			"name", json_str(shop_name(&f->shop)), "company", json_str(f->shop.company),
			"address", json_str(f->shop.address), "licence", json_str(f->shop.licence),
			"p", c->p, "reasons", reasons);
	if (c->distance_m >= 0)
		json_object_set_new(out, "distance_m", json_integer(llround(c->distance_m)));
	return out;
}

json_t *shop_found_json(struct request *rq, const struct shop_found *found, size_t n)
{
	json_t *out = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, one_json(rq, &found[i]));
	return out;
}
