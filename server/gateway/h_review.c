/* A reviewer takes a report up, asks its sender, and passes it to another office. */
#include "gateway/chat.h"
#include "gateway/review_case.h"
#include "gateway/tables.h"

#include "domain/step_text.h"

static const struct field report_fields[] = {
	FIELD(review_body, report, FIELD_ID, 0, 0, REQUIRED),
	{ .name = NULL },
};

/* --- review.claim, review.release ---------------------------------------------- */

static enum err claim_decide(struct request *rq, struct effects *fx)
{
	struct review_case *c = rq->loaded;
	enum report_state before = c->state;
	int64_t until = rq->now_ms + rq->config->lease_ms;
	bool again = review_held_by_me(rq, c);
	enum err e = review_hold(rq, c);

	if (e)
		return e;
	if (!report_state_is_open(c->state))
		return refuse(rq, "rule.state", "report");
	review_guard(fx, c);
	FX(fx, review_claim, .claimed_by = rq->who.id, .lease_ms = until,
	   .state = str_of(report_state_name(c->state)), .updated_ms = rq->now_ms, .id = c->row.id);
	FX(fx, timer_set, .id = review_lease_timer(c->row.id), .due_ms = until,
	   .kind = STR("timer.lease"), .ref = c->row.id);
	if (c->state != before) {
		review_step(rq, fx, c, STR(""), STR(""));
		review_tell(rq, fx, c->row.contact, c->row.id, c->state);
	}
	if (!again)
		review_audit(rq, fx, "review.claim", c->row.id,
			     json_pack("{s:s}", "state", report_state_name(before)),
			     json_pack("{s:s}", "state", report_state_name(c->state)));
	review_hint(fx, c->row.id, c->row.office);
	rq->result = json_pack("{s:I}", "lease_until", (json_int_t)until);
	return ERR_OK;
}

static enum err release_decide(struct request *rq, struct effects *fx)
{
	struct review_case *c = rq->loaded;

	if (!review_held_by_me(rq, c))
		return ERR_OK; /* it is free already, or somebody else's */
	review_guard(fx, c);
	FX(fx, review_claim, .claimed_by = { { 0 } }, .lease_ms = I64_NULL, .state = c->row.state,
	   .updated_ms = c->row.updated_ms, .id = c->row.id);
	FX(fx, timer_drop, .id = review_lease_timer(c->row.id));
	review_audit(rq, fx, "review.release", c->row.id, NULL, NULL);
	review_hint(fx, c->row.id, c->row.office);
	return ERR_OK;
}

/* --- review.ask ------------------------------------------------------------------ */

struct ask_body {
	struct id report;
	struct str text;
};

static const struct field ask_fields[] = {
	FIELD(ask_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(ask_body, text, FIELD_TEXT, 1, 1000, REQUIRED),
	{ .name = NULL },
};

static enum err ask_decide(struct request *rq, struct effects *fx)
{
	const struct ask_body *body = rq->body;
	struct review_case *c = rq->loaded;
	enum err e = review_hold(rq, c);

	if (e)
		return e;
	if (c->row.pending.p)
		return refuse(rq, "rule.state", "report");
	if (!c->row.contact.len)
		return refuse(rq, "rule.no_contact", "report");
	e = review_move(rq, c, REPORT_EV_ASK);
	if (e)
		return e;
	review_guard(fx, c);
	FX(fx, review_ask, .question = body->text, .state = str_of(report_state_name(c->state)),
	   .claimed_by = rq->who.id, .lease_ms = rq->now_ms + rq->config->lease_ms,
	   .updated_ms = rq->now_ms, .id = c->row.id);
	FX(fx, timer_set, .id = review_lease_timer(c->row.id),
	   .due_ms = rq->now_ms + rq->config->lease_ms, .kind = STR("timer.lease"),
	   .ref = c->row.id);
	review_step(rq, fx, c, STR(STEP_QUESTION), body->text);
	review_tell(rq, fx, c->row.contact, c->row.id, c->state);
	chat_tell_question(rq, fx, c->row.contact, body->text);
	review_audit(rq, fx, "review.ask", c->row.id, NULL,
		     json_pack("{s:o}", "text", json_str(body->text)));
	review_hint(fx, c->row.id, c->row.office);
	rq->result = json_pack("{s:s}", "state", report_state_name(c->state));
	return ERR_OK;
}

/* --- review.hand_over -------------------------------------------------------------- */

struct hand_over_body {
	struct id report;
	struct str office, reason;
};

static const struct field hand_over_fields[] = {
	FIELD(hand_over_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(hand_over_body, office, FIELD_LINE, 1, 40, REQUIRED),
	FIELD(hand_over_body, reason, FIELD_TEXT, 1, 1000, REQUIRED),
	{ .name = NULL },
};

struct hand_over_case {
	struct review_case c; /* first: the shared functions see a review_case */
	struct str office_name;
};

static enum err hand_over_load(struct request *rq, struct services *sv)
{
	const struct hand_over_body *body = rq->body;
	struct hand_over_case *h = arena_new(&rq->arena, struct hand_over_case);
	struct r_office_get *office;
	struct review_case *c;
	size_t n;
	enum err e;

	if (!h)
		return ERR_MEMORY;
	e = review_load_id(rq, sv, body->report, "report", &c);
	if (e)
		return e;
	e = DB_ROWS(sv->db, &rq->arena, office_get, &office, &n, .office = body->office);
	if (e)
		return e;
	if (n == 0)
		return refuse(rq, "office.not_found", "office");
	h->c = *c;
	h->office_name = office->name;
	rq->loaded = h;
	return ERR_OK;
}

static enum err hand_over_decide(struct request *rq, struct effects *fx)
{
	const struct hand_over_body *body = rq->body;
	struct hand_over_case *h = rq->loaded;
	struct review_case *c = &h->c;
	enum err e;

	if (review_held_by_other(rq, c))
		return refuse(rq, "report.claimed", "report");
	if (str_eq(body->office, c->row.office) || c->row.pending.p)
		return refuse(rq, "rule.state", "office");
	e = review_move(rq, c, REPORT_EV_HAND_OVER);
	if (e)
		return e;
	review_guard(fx, c);
	FX(fx, review_hand_over, .office = body->office,
	   .state = str_of(report_state_name(c->state)), .updated_ms = rq->now_ms, .id = c->row.id);
	FX(fx, timer_drop, .id = review_lease_timer(c->row.id));
	review_step(rq, fx, c, STR(STEP_HANDED_OVER), h->office_name);
	review_tell(rq, fx, c->row.contact, c->row.id, c->state);
	review_audit(rq, fx, "review.hand_over", c->row.id,
		     json_pack("{s:o}", "office", json_str(c->row.office)),
		     json_pack("{s:o, s:o}", "office", json_str(body->office), "reason",
			       json_str(body->reason)));
	review_hint(fx, c->row.id, c->row.office);
	review_hint(fx, c->row.id, body->office);
	return ERR_OK;
}

const struct msg_type review_msgs[] = {
	{.name = "review.claim",
         .roles = ROLE_REVIEWER,
         .per_minute = 240,
         .body_size = sizeof(struct review_body),
         .fields = report_fields,
         .zh = "领取一份举报",
         .en = "take a report up for a while",
         .work = WORK_READ,
         .load = review_load,
         .decide = claim_decide },
	{ .name = "review.release",
         .roles = ROLE_REVIEWER,
         .per_minute = 240,
         .body_size = sizeof(struct review_body),
         .fields = report_fields,
         .zh = "放回一份举报",
         .en = "put it back",
         .work = WORK_READ,
         .load = review_load,
         .decide = release_decide },
	{ .name = "review.ask",
         .roles = ROLE_REVIEWER,
         .per_minute = 60,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct ask_body),
         .fields = ask_fields,
         .zh = "向举报人提问",
         .en = "ask the reporter a question",
         .work = WORK_READ,
         .load = review_load,
         .decide = ask_decide },
	{ .name = "review.hand_over",
         .roles = ROLE_REVIEWER,
         .per_minute = 60,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct hand_over_body),
         .fields = hand_over_fields,
         .zh = "移交其他管辖所",
         .en = "pass it to another office",
         .work = WORK_READ,
         .load = hand_over_load,
         .decide = hand_over_decide },
	{ .name = NULL                 },
};
