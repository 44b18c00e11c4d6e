/*
 * shop.search: which registered shops do these words and this place mean?
 * shop.get: the public registration data of one shop.
 */
#include "gateway/tables.h"

#include "domain/area.h"
#include "domain/shop_match.h"
#include "io/shop_file.h"

#include <math.h>

#define AREA_ANY "350100" /* the whole city: no restriction */

/* --- shop.search ------------------------------------------------------------------------ */

struct search_body {
	struct str q, area;
	struct point at;
};

static const struct field search_fields[] = {
	FIELD(search_body, q, FIELD_LINE, 1, 200, REQUIRED),
	FIELD(search_body, at, FIELD_POINT, 0, 0, OPTIONAL),
	FIELD(search_body, area, FIELD_LINE, 6, 6, OPTIONAL),
	{ .name = NULL },
};

struct search_loaded {
	struct shop_match_result match;
	struct shop shop[SHOP_CANDIDATES];
};

static enum err search_index(struct request *rq, const struct shop_index *idx,
			     const struct shop_query *q, struct search_loaded *l)
{
	enum err e = shop_match(idx, q, &rq->arena, &l->match);

	/* Nothing but decoration: no name to look for, so nothing is found. */
	if (e == ERR_INPUT) {
		l->match = (struct shop_match_result){ .decision = SHOP_NONE, .p_none = 1 };
		return ERR_OK;
	}
	for (size_t i = 0; !e && i < l->match.candidates; i++)
		e = shop_index_get(idx, l->match.candidate[i].ordinal, &rq->arena, &l->shop[i]);
	return e;
}

static enum err search_load(struct request *rq, struct services *sv)
{
	const struct search_body *b = rq->body;
	struct search_loaded *l = arena_new(&rq->arena, struct search_loaded);
	struct shop_mapping *m = sv->shops ? shop_file_hold(sv->shops) : NULL;
	struct shop_query q = { .text = b->q, .area = b->area };
	enum err e = l ? ERR_OK : ERR_MEMORY;

	if (b->area.p && !area_find(b->area) && !str_eq(b->area, STR(AREA_ANY)))
		e = refuse(rq, "params.bad", "area");
	if (b->at.set) {
		q.has_at = true;
		q.at = b->at.at;
		q.datum = b->at.datum;
		q.accuracy_m = isnan(b->at.accuracy_m) ? 0 : b->at.accuracy_m;
	}
	if (!e) {
		l->match = (struct shop_match_result){ .decision = SHOP_NONE, .p_none = 1 };
		rq->loaded = l;
		if (m)
			e = search_index(rq, shop_mapping_index(m), &q, l);
	}
	if (m)
		shop_file_drop(sv->shops, m);
	return e;
}

static json_t *reasons_json(struct request *rq, const struct shop_candidate *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->reasons; i++)
		json_array_append_new(
			list, json_str(shop_reason_text(&c->reason[i], rq->en, &rq->arena)));
	return list;
}

static json_t *found_json(struct request *rq, const struct shop *s, const struct shop_candidate *c)
{
	json_t *o = json_pack("{s:o, s:o, s:o, s:o, s:o, s:f, s:o}", "shop", json_str(s->id),
			      "name", json_str(shop_name(s)), "company", json_str(s->company),
			      "address", json_str(s->address), "licence", json_str(s->licence), "p",
			      round(c->p * 1e4) / 1e4, "reasons", reasons_json(rq, c));

	if (o && c->distance_m >= 0)
		json_object_set_new(o, "distance_m", json_integer(llround(c->distance_m)));
	return o;
}

static enum err search_decide(struct request *rq, struct effects *fx)
{
	const struct search_loaded *l = rq->loaded;
	json_t *shops = json_array();

	(void)fx;
	for (size_t i = 0; i < l->match.candidates; i++)
		json_array_append_new(shops, found_json(rq, &l->shop[i], &l->match.candidate[i]));
	rq->result = json_pack("{s:o, s:s}", "shops", shops, "decision",
			       shop_decision_name(l->match.decision));
	return ERR_OK;
}

/* --- shop.get ----------------------------------------------------------------------------- */

struct get_body {
	struct str shop;
};

static const struct field get_fields[] = {
	FIELD(get_body, shop, FIELD_LINE, 1, SHOP_ID_MAX, REQUIRED),
	{ .name = NULL },
};

static enum err get_load(struct request *rq, struct services *sv)
{
	const struct get_body *b = rq->body;
	struct r_shop_get *row;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, shop_get, &row, &n, .shop_id = b->shop);

	if (e)
		return e;
	if (!n)
		return refuse(rq, "shop.not_found", "shop");
	rq->loaded = row;
	return ERR_OK;
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

static enum err get_decide(struct request *rq, struct effects *fx)
{
	const struct r_shop_get *r = rq->loaded;

	(void)fx;
	rq->result = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
			       "shop", json_str(r->shop_id), "names", names_json(r), "company",
			       json_str(r->company), "address", json_str(r->address), "area",
			       json_str(r->area), "uscc", json_str(r->uscc), "licence",
			       json_str(r->licence), "valid_from", json_str(r->valid_from),
			       "valid_to", json_str(r->valid_to), "scope", json_str(r->scope),
			       "status", json_str(r->status), "category", json_str(r->category),
			       "no_dine_in", (int)(r->no_dine_in != 0));
	return ERR_OK;
}

const struct msg_type shop_msgs[] = {
	{.name = "shop.search",
         .roles = ROLE_CITIZEN | ROLE_WHISTLE | ROLE_REVIEWER,
         .per_minute = 60,
         .body_size = sizeof(struct search_body),
         .fields = search_fields,
         .work = WORK_READ,
         .load = search_load,
         .decide = search_decide,
         .zh = "按名称和位置找登记商户",
         .en = "finds registered shops by name and place" },
	{ .name = "shop.get",
         .roles = ROLE_NONE,
         .per_minute = 120,
         .body_size = sizeof(struct get_body),
         .fields = get_fields,
         .work = WORK_READ,
         .load = get_load,
         .decide = get_decide,
         .zh = "一家商户的公开登记信息",
         .en = "the public registration data of a shop" },
	{ .name = NULL},
};
