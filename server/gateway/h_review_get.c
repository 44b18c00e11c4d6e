/* review.get: all that a reviewer may know of one report. Each opening is audited. */
#include "gateway/photo_link.h"
#include "gateway/review_json.h"
#include "gateway/tables.h"

#include "base/utf8.h"
#include "domain/area.h"
#include "domain/step_text.h"

#define DAY_MS        86400000LL
#define LIKE_TEXT_LEN 200 /* characters of another report's text, to recognise a copy */

struct get_case {
	struct review_case c; /* first */
	struct r_photo_of_report *photo;
	size_t photos;
	struct r_report_step_list *step;
	size_t steps;
	struct r_review_like_list *like;
	size_t likes;
	struct r_review_history history;
	struct r_shop_get *shop; /* NULL: not a registered one */
	struct str office_name;
};

static enum err load_like(struct request *rq, struct services *sv, struct get_case *g)
{
	const struct r_review_report *r = &g->c.row;
	int64_t window = rq->config->merge_window_days * DAY_MS;

	if (!r->shop_id.p)
		return ERR_OK;
	return DB_ROWS(sv->db, &rq->arena, review_like_list, &g->like, &g->likes,
		       .shop_id = r->shop_id, .category = r->category,
		       .since_ms = r->submitted_ms - window, .until_ms = r->submitted_ms + window,
		       .self = r->id, .account = rq->who.id);
}

static enum err load_shop(struct request *rq, struct services *sv, struct get_case *g)
{
	struct r_office_get *office;
	size_t n = 0;
	enum err e;

	if (g->c.row.shop_id.p) {
		e = DB_ROWS(sv->db, &rq->arena, shop_get, &g->shop, &n,
			    .shop_id = g->c.row.shop_id);
		if (e)
			return e;
	}
	if (n == 0)
		g->shop = NULL;
	e = DB_ROWS(sv->db, &rq->arena, office_get, &office, &n, .office = g->c.row.office);
	g->office_name = !e && n ? office->name : g->c.row.office;
	return e;
}

static enum err get_load(struct request *rq, struct services *sv)
{
	const struct review_body *b = rq->body;
	struct get_case *g = arena_new(&rq->arena, struct get_case);
	struct r_review_history *history;
	struct review_case *c;
	size_t n;
	enum err e;

	if (!g)
		return ERR_MEMORY;
	e = review_load_id(rq, sv, b->report, "report", &c);
	if (e)
		return e;
	g->c = *c;
	e = DB_ROWS(sv->db, &rq->arena, photo_of_report, &g->photo, &g->photos,
		    .report = b->report);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, report_step_list, &g->step, &g->steps,
			    .first = b->report, .report = b->report);
	if (!e)
		e = load_like(rq, sv, g);
	if (!e)
		e = load_shop(rq, sv, g);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, review_history, &history, &n, .owner = c->row.owner,
			    .self = b->report);
	if (e)
		return e;
	if (n)
		g->history = *history;
	rq->loaded = g;
	return ERR_OK;
}

static json_t *steps_json(struct request *rq, const struct get_case *g)
{
	json_t *steps = json_array();
	enum report_state state;

	for (size_t i = 0; i < g->steps; i++) {
		const struct r_report_step_list *s = &g->step[i];
		bool sender = str_eq(s->who, STR("reporter"));
		int64_t at_ms = sender ? review_shown_ms(g->c.row.source, s->at_ms) : s->at_ms;
		struct str note = s->note;

		/* The state stands beside it already. */
		if (s->code.len && !report_state_parse(s->state, &state))
			note = step_text(state, s->code, s->note, rq->en, &rq->arena);

		json_array_append_new(steps, json_pack("{s:o, s:o, s:o, s:o}", "at", json_ms(at_ms),
						       "state", json_str(s->state), "who",
						       json_str(s->who), "note", json_str(note)));
	}
	return steps;
}

static json_t *likes_json(const struct get_case *g)
{
	json_t *likes = json_array();

	for (size_t i = 0; i < g->likes; i++) {
		const struct r_review_like_list *l = &g->like[i];

		json_array_append_new(
			likes,
			json_pack("{s:o, s:o, s:o, s:I, s:o, s:b, s:b}", "report", json_id(l->id),
				  "state", json_str(l->state), "submitted_at",
				  json_ms(review_shown_ms(l->source, l->submitted_ms)), "photos",
				  (json_int_t)l->photos, "text",
				  json_str(utf8_head(l->text, LIKE_TEXT_LEN)), "merged",
				  (int)id_eq(l->merged_into, g->c.row.id), "joint",
				  (int)(l->joint && id_eq(l->merged_into, g->c.row.id))));
	}
	return likes;
}

static json_t *reporter_json(struct request *rq, const struct get_case *g)
{
	const struct r_review_history *h = &g->history;

	return json_pack("{s:o, s:o, s:{s:s, s:s, s:s, s:s}}", "pseudonym",
			 json_str(review_pseudonym(rq, g->c.row.owner, g->c.row.id)), "source",
			 json_str(review_source(g->c.row.source)), "history", "reports",
			 review_bucket(h->reports), "valid", review_bucket(h->valid), "invalid",
			 review_bucket(h->invalid), "malicious", review_bucket(h->malicious));
}

static json_t *score_json(struct request *rq, const struct r_review_report *r)
{
	return json_pack("{s:I, s:I, s:I, s:o}", "version", (json_int_t)r->score_version, "v",
			 (json_int_t)r->score_v, "m", (json_int_t)r->score_m, "bins",
			 review_score_reasons(rq, r->score_json));
}

static void add_shop(json_t *out, const struct get_case *g)
{
	const struct r_review_report *r = &g->c.row;

	if (g->shop)
		json_object_set_new(out, "shop", review_shop(g->shop));
	if (r->shop_text.p)
		json_object_set_new(out, "shop_text", json_str(r->shop_text));
	if (r->shop_name.p)
		json_object_set_new(out, "shop_name", json_str(r->shop_name));
	json_object_set_new(out, "office_name", json_str(g->office_name));
}

/* Where and when: of a whistleblower only the day, and no position at all. */
static void add_circumstances(json_t *out, const struct r_review_report *r)
{
	bool whistle = str_eq(r->source, STR("whistle"));

	json_object_set_new(out, "submitted_at",
			    json_ms(review_shown_ms(r->source, r->submitted_ms)));
	json_object_set_new(out, "due_at", json_ms(r->due_ms));
	if (r->occurred_ms != I64_NULL)
		json_object_set_new(out, "occurred_at",
				    json_ms(review_shown_ms(r->source, r->occurred_ms)));
	if (!whistle && r->datum.p)
		json_object_set_new(out, "at",
				    json_pack("{s:f, s:f, s:o}", "lat", r->lat, "lng", r->lng,
					      "datum", json_str(r->datum)));
}

static void add_hold(json_t *out, const struct request *rq, const struct r_review_report *r)
{
	if (!id_is_zero(r->claimed_by) && r->lease_ms > rq->now_ms) {
		json_object_set_new(out, "claimed_by", json_str(r->claimed_name));
		json_object_set_new(out, "claimed_by_me",
				    json_boolean(id_eq(r->claimed_by, rq->who.id)));
		json_object_set_new(out, "lease_until", json_ms(r->lease_ms));
	}
	if (r->pending.p) {
		json_object_set_new(out, "pending", json_str(r->pending));
		json_object_set_new(out, "undo_until", json_ms(r->pending_due_ms));
	}
	if (!r->contact.len)
		json_object_set_new(out, "no_contact", json_true());
	if (r->question.p)
		json_object_set_new(out, "question", json_str(r->question));
	if (r->verdict.p) {
		json_object_set_new(out, "verdict", json_str(r->verdict));
		json_object_set_new(out, "verdict_reason", json_str(r->verdict_reason));
		json_object_set_new(out, "verdict_note", json_str(r->verdict_note));
	}
	if (!id_is_zero(r->merged_into))
		json_object_set_new(out, "merged_into", json_id(r->merged_into));
}

static json_t *photo_json(struct request *rq, const struct r_photo_of_report *p)
{
	int64_t until = rq->now_ms + rq->config->photo_link_ms;

	return json_pack("{s:o, s:o, s:o, s:I, s:I}", "photo", json_id(p->id), "url",
			 json_str(photo_link(rq->keys, p->id, EVIDENCE_PHOTO, until, &rq->arena)),
			 "thumb",
			 json_str(photo_link(rq->keys, p->id, EVIDENCE_THUMB, until, &rq->arena)),
			 "width", (json_int_t)p->width, "height", (json_int_t)p->height);
}

static json_t *photos_json(struct request *rq, const struct get_case *g)
{
	json_t *photos = json_array();

	for (size_t i = 0; i < g->photos; i++)
		if (str_eq(g->photo[i].state, STR("kept")))
			json_array_append_new(photos, photo_json(rq, &g->photo[i]));
	return photos;
}

static enum err get_decide(struct request *rq, struct effects *fx)
{
	const struct get_case *g = rq->loaded;
	const struct r_review_report *r = &g->c.row;
	json_t *out;
	enum err e = review_bar_conflict(rq, &g->c);

	if (e)
		return e;
	review_audit(rq, fx, "review.get", r->id, NULL, NULL);
	out = json_pack("{s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			"report", json_id(r->id), "state", json_str(r->state), "category",
			json_str(r->category), "severity", (json_int_t)r->severity, "text",
			json_str(r->text), "office", json_str(r->office), "lane", json_str(r->lane),
			"photos", photos_json(rq, g), "match", review_match(rq, r), "score",
			score_json(rq, r), "reporter", reporter_json(rq, g), "duplicates",
			likes_json(g), "reasons_allowed", review_reasons_allowed(rq->en), "steps",
			steps_json(rq, g));
	if (!out)
		return ERR_MEMORY;
	add_shop(out, g);
	add_circumstances(out, r);
	add_hold(out, rq, r);
	rq->result = out;
	return ERR_OK;
}

static const struct field get_fields[] = {
	FIELD(review_body, report, FIELD_ID, 0, 0, REQUIRED),
	{ .name = NULL },
};

const struct msg_type review_get_msgs[] = {
	{.name = "review.get",
         .roles = ROLE_REVIEWER,
         .per_minute = 240,
         .body_size = sizeof(struct review_body),
         .fields = get_fields,
         .zh = "打开一份举报（每次打开都记入审计）",
         .en = "open a report; each opening is audited",
         .work = WORK_READ,
         .load = get_load,
         .decide = get_decide },
	{ .name = NULL   },
};
