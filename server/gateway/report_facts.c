#include "gateway/report_facts.h"

#include "domain/area.h"
#include "domain/shop_match.h"
#include "io/shop_file.h"

#include <math.h>

/* --- the shop ---------------------------------------------------------------------- */

static struct shop_query query_of(const struct submit_body *b)
{
	struct shop_query q = { .text = b->shop_text, .accuracy_m = 0 };

	if (b->at.set) {
		q.has_at = true;
		q.at = b->at.at;
		q.datum = b->at.datum;
		q.accuracy_m = isnan(b->at.accuracy_m) ? 0 : b->at.accuracy_m;
	}
	return q;
}

static struct str reasons_text(struct request *rq, const struct shop_candidate *c)
{
	json_t *list = json_array(), *all;
	struct str text;

	/* In both languages: who will read it is not known yet. */
	for (size_t i = 0; i < c->reasons; i++)
		json_array_append_new(
			list,
			json_pack("{s:o, s:o}", "zh",
				  json_str(shop_reason_text(&c->reason[i], false, &rq->arena)),
				  "en",
				  json_str(shop_reason_text(&c->reason[i], true, &rq->arena))));
	all = json_pack("{s:o}", "reasons", list);
	text = request_json(rq, all);
	json_decref(all);
	return text;
}

static enum err take_shop(struct request *rq, const struct shop_index *idx, uint32_t ordinal,
			  struct report_shop *ret)
{
	struct shop s;
	enum err e = shop_index_get(idx, ordinal, &rq->arena, &s);

	if (e)
		return e;
	ret->id = s.id;
	ret->name = shop_name(&s);
	ret->street_code = s.street_code;
	ret->area = s.area;
	ret->has_at = s.has_at;
	ret->at = s.at;
	return ERR_OK;
}

/* Whoever names the shop by its id has chosen it: there is nothing to match. */
static enum err by_id(struct request *rq, const struct shop_index *idx, const struct submit_body *b,
		      struct report_shop *ret)
{
	uint32_t ordinal;

	if (shop_index_find(idx, b->shop, &ordinal))
		return refuse(rq, "shop.not_found", "shop");
	ret->match_p = 1;
	ret->match_json = STR(
		"{\"reasons\":[{\"zh\":\"举报人选定\",\"en\":\"chosen by the reporter\"}]}");
	return take_shop(rq, idx, ordinal, ret);
}

static enum err by_text(struct request *rq, const struct shop_index *idx,
			const struct submit_body *b, struct report_shop *ret)
{
	struct shop_query q = query_of(b);
	struct shop_match_result m;
	enum err e = shop_match(idx, &q, &rq->arena, &m);

	if (e == ERR_INPUT) /* nothing in it that names a shop */
		return ERR_OK;
	if (e || !m.candidates)
		return e;
	ret->match_p = m.candidate[0].p;
	ret->match_json = reasons_text(rq, &m.candidate[0]);
	return m.decision == SHOP_LINK ? take_shop(rq, idx, m.candidate[0].ordinal, ret) : ERR_OK;
}

enum err report_find_shop(struct request *rq, struct services *sv, const struct submit_body *b,
			  struct report_shop *ret)
{
	struct shop_mapping *m = sv->shops ? shop_file_hold(sv->shops) : NULL;
	const struct area *named;
	enum err e = ERR_OK;

	*ret = (struct report_shop){ .match_p = (double)NAN };
	if (b->shop.p)
		e = m ? by_id(rq, shop_mapping_index(m), b, ret)
		      : refuse(rq, "shop.not_found", "shop");
	else if (b->shop_text.p && m)
		e = by_text(rq, shop_mapping_index(m), b, ret);
	shop_file_drop(sv->shops, m);
	named = !ret->id.p && b->shop_text.p ? area_in_text(b->shop_text) : NULL;
	if (named)
		ret->area = str_of(named->code);
	return e;
}

/* --- photos ------------------------------------------------------------------------- */

enum err report_find_photos(struct request *rq, struct services *sv, const struct id_list *ids,
			    struct r_photo_get **ret)
{
	struct id owner = request_owner(rq);
	struct r_photo_get *photos = arena_array(&rq->arena, ids->n + 1, struct r_photo_get);

	if (!photos)
		return ERR_LIMIT;
	for (size_t i = 0; i < ids->n; i++) {
		struct r_photo_get *row;
		size_t n;
		enum err e = DB_ROWS(sv->db, &rq->arena, photo_get, &row, &n, .id = ids->id[i]);

		if (e)
			return e;
		if (!n || !id_eq(row->owner, owner) || !str_eq(row->state, STR("free")))
			return refuse(rq, "photo.not_found", "photos");
		photos[i] = *row;
	}
	*ret = photos;
	return ERR_OK;
}
