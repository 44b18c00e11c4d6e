/* review.decide, review.undo, and the end of the window between them. */
#include "gateway/tables.h"
#include "gateway/verdict.h"

#include "domain/verdict_reason.h"

#define VERDICTS "verified|partly|unfounded|malicious|duplicate|other_authority|unverifiable"

struct decide_body {
	struct id report;
	struct str verdict, reason, note;
};

static const struct field decide_fields[] = {
	FIELD(decide_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD_OF(decide_body, verdict, VERDICTS, REQUIRED),
	FIELD(decide_body, reason, FIELD_LINE, 1, 40, REQUIRED),
	FIELD(decide_body, note, FIELD_TEXT, 0, 2000, OPTIONAL),
	{ .name = NULL },
};

static enum err check_reason(struct request *rq, enum report_state verdict, struct str reason,
			     struct str note)
{
	switch (verdict_reason_check(verdict, reason, note)) {
	case ERR_OK:
		return ERR_OK;
	case ERR_RULE:
		return refuse_text(rq, "rule.reason", "note", "请写明理由（至少 10 个字）",
				   "please explain (at least 10 characters)");
	default:
		return refuse(rq, "rule.reason", "reason");
	}
}

static enum err decide_decide(struct request *rq, struct effects *fx)
{
	const struct decide_body *body = rq->body;
	struct review_case *c = rq->loaded;
	struct str note = body->note.p ? body->note : STR("");
	int64_t until = rq->now_ms + rq->config->undo_ms;
	struct id timer = request_id(rq);
	enum report_state verdict, held, after;
	enum err e;

	if (report_state_parse(body->verdict, &verdict))
		return refuse(rq, "params.bad", "verdict");
	e = review_hold(rq, c);
	if (!e)
		e = check_reason(rq, verdict, body->reason, note);
	if (e)
		return e;
	held = c->state;
	if (report_state_next(held, report_verdict_event(verdict), &after))
		return refuse(rq, "rule.state", "report");
	review_guard(fx, c);
	FX(fx, review_claim, .claimed_by = rq->who.id, .lease_ms = until + rq->config->lease_ms,
	   .state = str_of(report_state_name(held)), .updated_ms = rq->now_ms, .id = c->row.id);
	FX(fx, verdict_pending_put, .report = c->row.id, .timer = timer,
	   .verdict = str_of(report_state_name(verdict)), .reason = body->reason, .note = note,
	   .decided_by = rq->who.id, .decided_ms = rq->now_ms, .due_ms = until);
	FX(fx, timer_put, .id = timer, .due_ms = until, .kind = STR("timer.verdict"),
	   .ref = c->row.id);
	review_audit(rq, fx, "review.decide", c->row.id,
		     json_pack("{s:o}", "state", json_str(c->row.state)),
		     json_pack("{s:s, s:o, s:o}", "verdict", report_state_name(verdict), "reason",
			       json_str(body->reason), "note", json_str(note)));
	review_hint(fx, c->row.id, c->row.office);
	rq->result = json_pack("{s:I}", "undo_until", (json_int_t)until);
	return ERR_OK;
}

/* --- review.undo ------------------------------------------------------------------- */

static const struct field undo_fields[] = {
	FIELD(review_body, report, FIELD_ID, 0, 0, REQUIRED),
	{ .name = NULL },
};

static enum err undo_decide(struct request *rq, struct effects *fx)
{
	struct review_case *c = rq->loaded;
	struct verdict_given given;

	if (!verdict_pending(c, &given) || !id_eq(given.by, rq->who.id) ||
	    rq->now_ms >= c->row.pending_due_ms)
		return refuse(rq, "rule.undo_over", "report");
	review_guard(fx, c);
	FX(fx, verdict_pending_drop, .report = c->row.id);
	FX(fx, timer_drop, .id = c->row.pending_timer);
	review_audit(rq, fx, "review.undo", c->row.id,
		     json_pack("{s:s}", "verdict", report_state_name(given.verdict)),
		     json_pack("{s:s}", "state", report_state_name(c->state)));
	review_hint(fx, c->row.id, c->row.office);
	rq->result = json_pack("{s:s}", "state", report_state_name(c->state));
	return ERR_OK;
}

/* --- the window is over --------------------------------------------------------------- */

struct window {
	struct review_case c;
	struct verdict_copies copies;
};

static enum err window_load(struct request *rq, struct services *sv)
{
	const struct timer_body *timer = rq->body;
	struct window *w = arena_new(&rq->arena, struct window);
	struct review_case *c;
	enum err e;

	if (!w)
		return ERR_MEMORY;
	e = review_load_id(rq, sv, timer->ref, "ref", &c);
	if (e)
		return e;
	w->c = *c;
	rq->loaded = w;
	return verdict_load_copies(rq, sv, timer->ref, &w->copies);
}

static enum err window_decide(struct request *rq, struct effects *fx)
{
	const struct timer_body *timer = rq->body;
	struct window *w = rq->loaded;
	struct verdict_given given;
	enum report_state after;

	FX(fx, timer_drop, .id = timer->timer);
	/* Taken back, given anew, or made effective by case.close in the meantime. */
	if (!verdict_pending(&w->c, &given) || !id_eq(w->c.row.pending_timer, timer->timer))
		return ERR_OK;
	review_guard(fx, &w->c);
	if (report_state_next(w->c.state, report_verdict_event(given.verdict), &after)) {
		/* The reporter withdrew it meanwhile: there is nothing left to decide. */
		FX(fx, verdict_pending_drop, .report = w->c.row.id);
		return ERR_OK;
	}
	return verdict_apply(rq, fx, &w->c, &given, &w->copies);
}

/* --- a lease is over -------------------------------------------------------------------- */

static enum err lease_load(struct request *rq, struct services *sv)
{
	const struct timer_body *timer = rq->body;
	struct review_case *c;
	enum err e = review_load_id(rq, sv, timer->ref, "ref", &c);

	if (!e)
		rq->loaded = c;
	return e;
}

static enum err lease_decide(struct request *rq, struct effects *fx)
{
	const struct timer_body *timer = rq->body;
	struct review_case *c = rq->loaded;

	if (c->row.lease_ms > rq->now_ms)
		return ERR_OK; /* prolonged: the timer was moved with it */
	FX(fx, timer_drop, .id = timer->timer);
	if (id_is_zero(c->row.claimed_by))
		return ERR_OK;
	review_guard(fx, c);
	FX(fx, review_claim, .claimed_by = { { 0 } }, .lease_ms = I64_NULL, .state = c->row.state,
	   .updated_ms = c->row.updated_ms, .id = c->row.id);
	review_audit(rq, fx, "review.lease_over", c->row.id,
		     json_pack("{s:o}", "claimed_by", json_str(c->row.claimed_name)), NULL);
	review_hint(fx, c->row.id, c->row.office);
	return ERR_OK;
}

const struct msg_type verdict_msgs[] = {
	{.name = "review.decide",
         .roles = ROLE_REVIEWER,
         .per_minute = 120,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct decide_body),
         .fields = decide_fields,
         .zh = "作出核查结论，5 秒内可撤销",
         .en = "give a verdict; it can be undone for a moment",
         .work = WORK_READ,
         .load = review_load,
         .decide = decide_decide },
	{ .name = "review.undo",
         .roles = ROLE_REVIEWER,
         .per_minute = 120,
         .body_size = sizeof(struct review_body),
         .fields = undo_fields,
         .zh = "撤销刚作出的结论",
         .en = "take the verdict just given back",
         .work = WORK_READ,
         .load = review_load,
         .decide = undo_decide },
	{ .name = "timer.verdict",
         .body_size = sizeof(struct timer_body),
         .zh = "结论生效",
         .en = "a verdict takes effect",
         .work = WORK_READ,
         .load = window_load,
         .decide = window_decide },
	{ .name = "timer.lease",
         .body_size = sizeof(struct timer_body),
         .zh = "领取到期",
         .en = "a lease ends",
         .work = WORK_READ,
         .load = lease_load,
         .decide = lease_decide },
	{ .name = NULL			     },
};
