#include "gateway/report_withdraw.h"

#include "domain/step_text.h"
#include "gateway/review_case.h"

enum err report_withdraw_load(struct request *rq, struct services *sv)
{
	const struct own_report_body *b = rq->body;

	return own_report_load(rq, sv, b->report, true);
}

/* A whistleblower's stored time is cut to the hour: the free seconds are counted from its end. */
static bool freely(const struct request *rq, const struct own_report *r)
{
	int64_t slack = rq->who.roles & ROLE_WHISTLE ? 3600000 : 0;

	return rq->now_ms <= r->row->submitted_ms + slack + rq->config->withdraw_ms;
}

/* Money that is on its way must be able to say where it is. */
static bool reward_is_open(const struct own_report *r)
{
	static const char *const settled[] = { "paid", "refused", "lapsed" };

	for (size_t i = 0; r->reward && i < ARRAY_LEN(settled); i++) {
		if (str_eq(r->reward->state, str_of(settled[i])))
			return false;
	}
	return r->reward != NULL;
}

static void take_back(struct request *rq, struct effects *fx, const struct own_report *r,
		      enum report_state next)
{
	own_report_step(rq, fx, r, next, "", STR(""));
	FX(fx, report_withdraw, .state = str_of(report_state_name(next)),
	   .updated_ms = request_store_ms(rq), .id = r->id);
	FX(fx, report_withdraw_steps, .report = r->id);
	FX(fx, report_withdraw_photos, .report = r->id);
	FX(fx, report_withdraw_uploads, .report = r->id);
	FX(fx, report_withdraw_copies, .updated_ms = rq->now_ms, .into = r->id);
	FX(fx, score_trace_withdraw, .keep_print = 0, .report = r->id);
	FX(fx, timer_drop, .id = review_lease_timer(r->id));
}

/* An unanswered question waits for nobody from now on. */
static void end_contact(struct request *rq, struct effects *fx, const struct own_report *r,
			struct str text, enum report_state *ret_next)
{
	enum report_state next = r->state;

	if (r->state == REPORT_INFO_NEEDED && report_state_next(r->state, REPORT_EV_ANSWER, &next))
		next = r->state;
	own_report_step(rq, fx, r, next, STEP_CONTACT_OVER, text);
	FX(fx, report_contact_end, .state = str_of(report_state_name(next)),
	   .updated_ms = request_store_ms(rq), .id = r->id);
	FX(fx, score_trace_withdraw, .keep_print = 1, .report = r->id);
	*ret_next = next;
}

enum err report_withdraw_decide(struct request *rq, struct effects *fx)
{
	const struct own_report_body *b = rq->body;
	const struct own_report *r = rq->loaded;
	enum report_state next = r->state;

	if (r->row->contact.len && freely(rq, r) &&
	    !report_state_next(r->state, REPORT_EV_WITHDRAW, &next))
		take_back(rq, fx, r, next);
	else if (r->row->contact.len && reward_is_open(r))
		return refuse(rq, "rule.reward_open", "report");
	else if (r->row->contact.len)
		end_contact(rq, fx, r, b->text.p ? b->text : STR(""), &next);
	rq->result = json_pack("{s:s}", "state", report_state_name(next));
	return ERR_OK;
}
