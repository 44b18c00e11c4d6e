#include "gateway/review_case.h"

#include "domain/workday.h"

/* The service's own timers, and auditors. */
static bool sees_all(const struct request *rq)
{
	return rq->type->roles == 0 || (rq->who.roles & ROLE_AUDITOR);
}

enum err review_load_id(struct request *rq, struct services *sv, struct id report,
			const char *field, struct review_case **ret_case)
{
	struct review_case *c = arena_new(&rq->arena, struct review_case);
	struct r_review_report *row;
	size_t n;
	enum err e;

	if (!c)
		return ERR_MEMORY;
	e = DB_ROWS(sv->db, &rq->arena, review_report, &row, &n, .viewer = rq->who.id,
		    .every = sees_all(rq), .account = rq->who.id, .report = report);
	if (e)
		return e;
	if (n == 0)
		return refuse(rq, "report.not_found", field);
	if (report_state_parse(row->state, &c->state))
		return ERR_CORRUPT;
	c->row = *row;
	c->step = row->version + 1;
	*ret_case = c;
	return ERR_OK;
}

enum err review_load(struct request *rq, struct services *sv)
{
	const struct review_body *body = rq->body;
	struct review_case *c;
	enum err e = review_load_id(rq, sv, body->report, "report", &c);

	if (!e)
		rq->loaded = c;
	return e;
}

enum err review_bar_conflict(struct request *rq, const struct review_case *c)
{
	return c->row.linked ? refuse(rq, "rule.conflict", "report") : ERR_OK;
}

bool review_held_by_me(const struct request *rq, const struct review_case *c)
{
	return id_eq(c->row.claimed_by, rq->who.id) && c->row.lease_ms > rq->now_ms;
}

bool review_held_by_other(const struct request *rq, const struct review_case *c)
{
	return !id_is_zero(c->row.claimed_by) && c->row.lease_ms > rq->now_ms &&
	       !id_eq(c->row.claimed_by, rq->who.id);
}

enum err review_hold(struct request *rq, struct review_case *c)
{
	enum err e = review_bar_conflict(rq, c);

	if (e)
		return e;
	if (review_held_by_other(rq, c))
		return refuse(rq, "report.claimed", "report");
	if (c->row.pending.p && !id_eq(c->row.pending_by, rq->who.id))
		return refuse(rq, "report.claimed", "report");
	if (!id_is_zero(c->row.merged_into))
		return refuse(rq, "rule.state", "report");
	if (c->state == REPORT_APPEALED && id_eq(c->row.verdict_by, rq->who.id))
		return refuse_text(
			rq, "rule.conflict", "report", "申诉须由另一位人员复核，您是原核查人",
			"an appeal is reviewed by somebody else than who gave the verdict");
	return review_held_by_me(rq, c) ? ERR_OK : review_move(rq, c, REPORT_EV_CLAIM);
}

enum err review_move(struct request *rq, struct review_case *c, enum report_event ev)
{
	if (report_state_next(c->state, ev, &c->state))
		return refuse(rq, "rule.state", "report");
	return ERR_OK;
}

void review_guard(struct effects *fx, const struct review_case *c)
{
	effects_guard(fx, GUARD_REPORT, c->row.id, c->row.version);
}

void review_step(struct request *rq, struct effects *fx, struct review_case *c, struct str code,
		 struct str note)
{
	if (!note.p)
		note = STR("");
	FX(fx, report_step_put, .report = c->row.id, .n = c->step, .at_ms = rq->now_ms,
	   .state = str_of(report_state_name(c->state)), .who = STR("office"), .code = code,
	   .note = note);
	/* A second step of one change takes the number that the next version would have. */
	if (c->step > c->row.version + 1)
		FX(fx, review_skip_version, .id = c->row.id);
	c->step++;
}

void review_tell(struct request *rq, struct effects *fx, struct str contact, struct id report,
		 enum report_state state)
{
	struct id principal;
	json_t *params;

	if (keyring_open_id(rq->keys, KEY_CONTACT, contact, &principal))
		return;
	params = json_pack("{s:s, s:s}", "report", ID_C(report), "state", report_state_name(state));
	effects_event(fx, topic_of(rq->keys, principal), STR("report.changed"),
		      request_json(rq, params));
	json_decref(params);
}

void review_audit(struct request *rq, struct effects *fx, const char *action, struct id report,
		  json_t *before, json_t *after)
{
	struct effect_audit entry = {
		.actor = rq->who.login[0] ? str_of(rq->who.login) : STR("system"),
		.action = str_of(action),
		.object = report,
	};

	if (before)
		entry.before = request_json(rq, before);
	if (after)
		entry.after = request_json(rq, after);
	effects_audit(fx, entry);
	json_decref(before);
	json_decref(after);
}

void review_hint(struct effects *fx, struct id report, struct str office)
{
	effects_hint(fx, STR("review"), report, office);
}

struct id review_lease_timer(struct id report)
{
	/* A report has one lease, so that its own id can name the timer. */
	return report;
}

int64_t review_shown_ms(struct str source, int64_t at_ms)
{
	if (!str_eq(source, STR("whistle")))
		return at_ms;
	return workday_start_ms(workday_day_of(at_ms));
}

struct str review_pseudonym(struct request *rq, struct id owner, struct id report)
{
	unsigned char both[2 * sizeof(struct id)];
	struct id_text text;

	memcpy(both, owner.b, sizeof(owner.b));
	memcpy(both + sizeof(owner.b), report.b, sizeof(report.b));
	text = id_text(keyring_hash(rq->keys, KEY_PSEUDONYM, both, sizeof(both)));
	/* The first character carries 3 bits only; the next six are enough for a name. */
	return arena_printf(&rq->arena, "R-%.6s", text.c + 1);
}
