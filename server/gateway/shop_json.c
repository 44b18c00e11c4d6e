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
		json_array_append_new(
			reasons, json_str(shop_reason_text(&c->reason[i], rq->en, &rq->arena)));
	out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:f, s:o}", "shop", json_str(f->shop.id), "name",
			json_str(shop_name(&f->shop)), "company", json_str(f->shop.company),
			"address", json_str(f->shop.address), "licence", json_str(f->shop.licence),
			"p", round(c->p * 1e4) / 1e4, "reasons", reasons);
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

/* Each name once, the signboard first. */
static json_t *names_json(const struct r_shop_get *r)
{
	const struct str name[] = { r->sign, r->mt, r->ele, r->former };
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(name); i++) {
		bool before = name[i].len == 0;

		for (size_t k = 0; k < i; k++)
			before |= str_eq(name[k], name[i]);
		if (!before)
			json_array_append_new(list, json_str(name[i]));
	}
	return list;
}

json_t *shop_json(const struct r_shop_get *r)
{
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
		"shop", json_str(r->shop_id), "name", json_str(r->sign.len ? r->sign : r->company),
		"names", names_json(r), "company", json_str(r->company), "address",
		json_str(r->address), "area", json_str(r->area), "street", json_str(r->street),
		"uscc", json_str(r->uscc), "licence", json_str(r->licence), "valid_from",
		json_str(r->valid_from), "valid_to", json_str(r->valid_to), "scope",
		json_str(r->scope), "status", json_str(r->status), "category",
		json_str(r->category), "no_dine_in", (int)(r->no_dine_in != 0));
}
