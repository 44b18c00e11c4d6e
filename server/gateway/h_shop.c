/*
 * shop.search: which registered shops do these words and this place mean?
 * shop.get: the public registration data of one shop.
 */
#include "gateway/shop_json.h"
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
	struct shop_found *found;
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
	if (e)
		return e;
	return shop_found_copy(idx, l->match.candidate, l->match.candidates, &rq->arena, &l->found);
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

static enum err search_decide(struct request *rq, struct effects *fx)
{
	const struct search_loaded *l = rq->loaded;

	(void)fx;
	rq->result = json_pack("{s:o, s:s}", "shops",
			       shop_found_json(rq, l->found, l->match.candidates), "decision",
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

static enum err get_decide(struct request *rq, struct effects *fx)
{
	(void)fx;
	rq->result = shop_json(rq->loaded);
	return rq->result ? ERR_OK : ERR_MEMORY;
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
