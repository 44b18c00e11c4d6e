/* case.close: the end of a case, and the only step that proposes a reward. */
#include "gateway/reward_propose.h"
#include "gateway/tables.h"
#include "gateway/verdict.h"

#define FEN_MAX 1000000000000 /* ten milliards of yuan: a typing error, not a fine */

struct close_body {
	struct id report;
	struct str outcome, doc_no;
	int64_t fine_fen, confiscated_fen;
	bool serious;
};

static const struct field close_fields[] = {
	FIELD(close_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD_OF(close_body, outcome, "penalty|rectified|no_case", REQUIRED),
	FIELD(close_body, doc_no, FIELD_LINE, 1, 80, OPTIONAL),
	FIELD(close_body, fine_fen, FIELD_INT, 0, FEN_MAX, OPTIONAL),
	FIELD(close_body, confiscated_fen, FIELD_INT, 0, FEN_MAX, OPTIONAL),
	FIELD(close_body, serious, FIELD_BOOL, 0, 0, OPTIONAL),
	{ .name = NULL },
};

struct close_case {
	struct review_case c;
	struct verdict_copies copies;
	struct reward_basis *reward;
};

static enum err close_load(struct request *rq, struct services *sv)
{
	const struct close_body *body = rq->body;
	struct close_case *cc = arena_new(&rq->arena, struct close_case);
	struct review_case *c;
	enum err e;

	if (!cc)
		return ERR_MEMORY;
	e = review_load_id(rq, sv, body->report, "report", &c);
	if (e)
		return e;
	cc->c = *c;
	rq->loaded = cc;
	e = verdict_load_copies(rq, sv, body->report, &cc->copies);
	return e ? e : reward_basis_load(rq, sv, body->report, &cc->copies, &cc->reward);
}

/* Money was taken exactly when there was a penalty. */
static enum err check_outcome(struct request *rq, const struct close_body *b, enum report_state s)
{
	bool penalty = str_eq(b->outcome, STR("penalty"));
	bool found = s == REPORT_VERIFIED || s == REPORT_PARTLY;

	if (!found && !str_eq(b->outcome, STR("no_case")))
		return refuse(rq, "rule.state", "outcome");
	if (!penalty && b->fine_fen > 0)
		return refuse(rq, "params.bad", "fine_fen");
	if (!penalty && b->confiscated_fen > 0)
		return refuse(rq, "params.bad", "confiscated_fen");
	return ERR_OK;
}

static enum err propose(struct request *rq, struct effects *fx, const struct close_case *cc,
			enum report_state verdict, struct id verifier)
{
	const struct close_body *b = rq->body;
	const struct reward_closing closing = {
		.verdict = str_of(report_state_name(verdict)),
		.verifier = verifier,
		.outcome = b->outcome,
		.fine_fen = b->fine_fen,
		.confiscated_fen = b->confiscated_fen,
		.serious = b->serious,
	};

	return reward_propose(rq, fx, cc->reward, &closing);
}

static enum err close_decide(struct request *rq, struct effects *fx)
{
	const struct close_body *b = rq->body;
	struct close_case *cc = rq->loaded;
	struct review_case *c = &cc->c;
	struct verdict_given given = { .by = { { 0 } } };
	enum report_state verdict;
	enum err e = review_bar_conflict(rq, c);

	if (e)
		return e;
	if (review_held_by_other(rq, c))
		return refuse(rq, "report.claimed", "report");
	review_guard(fx, c);
	/* Whoever closes inside the undo window has made up their mind. */
	if (verdict_pending(c, &given)) {
		FX(fx, timer_drop, .id = c->row.pending_timer);
		e = verdict_apply(rq, fx, c, &given, &cc->copies);
		if (e)
			return e;
	}
	verdict = c->state;
	e = review_move(rq, c, REPORT_EV_CLOSE);
	if (!e)
		e = check_outcome(rq, b, verdict);
	if (e)
		return e;
	FX(fx, review_close, .state = str_of(report_state_name(c->state)), .outcome = b->outcome,
	   .doc_no = b->doc_no, .fine_fen = b->fine_fen, .confiscated_fen = b->confiscated_fen,
	   .serious = b->serious, .closed_ms = rq->now_ms, .updated_ms = rq->now_ms,
	   .id = c->row.id);
	review_step(rq, fx, c, b->outcome, b->doc_no); /* outcomes are step codes */
	review_tell(rq, fx, c->row.contact, c->row.id, c->state);
	review_audit(rq, fx, "case.close", c->row.id,
		     json_pack("{s:s}", "state", report_state_name(verdict)),
		     json_pack("{s:s, s:o}", "state", report_state_name(c->state), "outcome",
			       json_str(b->outcome)));
	review_hint(fx, c->row.id, c->row.office);
	rq->result = json_pack("{s:s}", "state", report_state_name(c->state));
	return propose(rq, fx, cc, verdict, given.by);
}

const struct msg_type case_msgs[] = {
	{.name = "case.close",
         .roles = ROLE_REVIEWER,
         .per_minute = 60,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct close_body),
         .fields = close_fields,
         .zh = "结案",
         .en = "close a case with its outcome",
         .work = WORK_READ,
         .load = close_load,
         .decide = close_decide },
	{ .name = NULL    },
};
