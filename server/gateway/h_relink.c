/*
 * review.relink: the report is about another shop than it was taken for. Whoever holds it says
 * which; it goes to that shop's office, and from there on counts for that shop alone. The words
 * its sender used become a name of the right shop once the report is found true.
 */
#include "gateway/offices.h"
#include "gateway/review_case.h"
#include "gateway/tables.h"
#include "gateway/verdict.h"

#include "domain/shop_index.h"
#include "domain/step_text.h"

struct relink_body {
	struct id report;
	struct str shop, reason;
};

static const struct field relink_fields[] = {
	FIELD(relink_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(relink_body, shop, FIELD_LINE, 1, SHOP_ID_MAX, REQUIRED),
	FIELD(relink_body, reason, FIELD_TEXT, 1, 1000, REQUIRED),
	{ .name = NULL },
};

struct relink_case {
	struct review_case c; /* first: the shared functions see a review_case */
	struct str shop_name;
	struct office office;
	bool linked; /* the reviewer has declared a link to the new shop */
};

static enum err load_shop(struct request *rq, struct services *sv, struct relink_case *l)
{
	const struct relink_body *body = rq->body;
	struct r_account_link_get *link;
	struct r_shop_get *shop;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, shop_get, &shop, &n, .shop_id = body->shop);

	if (e)
		return e;
	if (!n)
		return refuse(rq, "shop.not_found", "shop");
	l->shop_name = shop->sign.len ? shop->sign : shop->company;
	e = offices_find(sv->offices, shop->street_code, shop->area, &rq->arena, &l->office);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, account_link_get, &link, &n, .account = rq->who.id,
			    .shop_id = body->shop);
	l->linked = !e && n > 0;
	return e;
}

static enum err relink_load(struct request *rq, struct services *sv)
{
	const struct relink_body *body = rq->body;
	struct relink_case *l = arena_new(&rq->arena, struct relink_case);
	struct review_case *c;
	enum err e = l ? review_load_id(rq, sv, body->report, "report", &c) : ERR_MEMORY;

	if (e)
		return e;
	l->c = *c;
	rq->loaded = l;
	return load_shop(rq, sv, l);
}

/* Elsewhere nobody has taken it up yet; here it stays with who holds it. */
static void write_row(struct request *rq, struct effects *fx, const struct relink_case *l,
		      bool moves)
{
	const struct relink_body *body = rq->body;
	const struct review_case *c = &l->c;
	int64_t until_ms = rq->now_ms + rq->config->lease_ms;

	FX(fx, review_relink, .shop_id = body->shop, .shop_name = l->shop_name,
	   .office = l->office.id, .state = str_of(report_state_name(c->state)),
	   .claimed_by = moves ? (struct id){ { 0 } } : rq->who.id,
	   .lease_ms = moves ? I64_NULL : until_ms, .updated_ms = rq->now_ms, .id = c->row.id);
	if (moves)
		FX(fx, timer_drop, .id = review_lease_timer(c->row.id));
	else
		FX(fx, timer_set, .id = review_lease_timer(c->row.id), .due_ms = until_ms,
		   .kind = STR("timer.lease"), .ref = c->row.id);
}

static json_t *result_json(const struct relink_case *l, struct str shop)
{
	return json_pack("{s:s, s:{s:o, s:o}, s:{s:o, s:o}}", "state",
			 report_state_name(l->c.state), "shop", "shop", json_str(shop), "name",
			 json_str(l->shop_name), "office", "office", json_str(l->office.id), "name",
			 json_str(l->office.name));
}

/* Who may hold it may say so. Passed on, it is as it was before they held it: an appeal stays one.
 */
static enum err take_or_pass(struct request *rq, struct review_case *c, bool moves)
{
	struct review_case held = *c;
	enum err e = review_hold(rq, &held);

	if (e)
		return e;
	if (moves)
		return review_move(rq, c, REPORT_EV_HAND_OVER);
	*c = held;
	return ERR_OK;
}

static enum err relink_decide(struct request *rq, struct effects *fx)
{
	const struct relink_body *body = rq->body;
	struct relink_case *l = rq->loaded;
	struct review_case *c = &l->c;
	bool moves = !str_eq(l->office.id, c->row.office);
	enum err e;

	if (l->linked)
		return refuse(rq, "rule.conflict", "shop");
	if (c->row.pending.p || !id_is_zero(c->row.merged_into))
		return refuse(rq, "rule.state", "report");
	if (c->row.shop_id.p && str_eq(c->row.shop_id, body->shop))
		return refuse(rq, "rule.state", "shop");
	e = take_or_pass(rq, c, moves);
	if (e)
		return e;
	review_guard(fx, c);
	write_row(rq, fx, l, moves);
	verdict_move_shop(rq, fx, c, body->shop);
	review_step(rq, fx, c, STR(STEP_RELINKED), l->shop_name);
	review_tell(rq, fx, c->row.contact, c->row.id, c->state);
	review_audit(rq, fx, "review.relink", c->row.id,
		     json_pack("{s:o, s:o}", "shop",
			       c->row.shop_id.p ? json_str(c->row.shop_id) : json_null(), "office",
			       json_str(c->row.office)),
		     json_pack("{s:o, s:o, s:o}", "shop", json_str(body->shop), "office",
			       json_str(l->office.id), "reason", json_str(body->reason)));
	review_hint(fx, c->row.id, c->row.office);
	if (moves)
		review_hint(fx, c->row.id, l->office.id);
	rq->result = result_json(l, body->shop);
	return rq->result ? ERR_OK : ERR_MEMORY;
}

const struct msg_type relink_msgs[] = {
	{.name = "review.relink",
         .roles = ROLE_REVIEWER,
         .per_minute = 60,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct relink_body),
         .fields = relink_fields,
         .zh = "更正一份举报所指的店铺",
         .en = "say that a report is about another shop",
         .work = WORK_READ,
         .load = relink_load,
         .decide = relink_decide },
	{ .name = NULL       },
};
