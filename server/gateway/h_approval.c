/*
 * Approving a reward: a signature by the approver's own key. The gateway looks
 * at it to say at once what is wrong; what counts is the payer's check.
 */
#include "gateway/reward_propose.h"
#include "gateway/reward_view.h"
#include "gateway/tables.h"

#include "domain/signed_text.h"
#include "io/signature.h"

#define NOTE_MAX 400
#define SIG_LEN  64

struct approve_body {
	struct id reward;
	struct str note, sig;
};

static const struct field approve_fields[] = {
	FIELD(approve_body, reward, FIELD_ID, 0, 0, REQUIRED),
	FIELD(approve_body, note, FIELD_TEXT, 0, NOTE_MAX, REQUIRED),
	FIELD(approve_body, sig, FIELD_BASE64, SIG_LEN, SIG_LEN, REQUIRED),
	{ .name = NULL }
};

static const struct field refuse_fields[] = { FIELD(approve_body, reward, FIELD_ID, 0, 0, REQUIRED),
					      FIELD(approve_body, note, FIELD_TEXT, 0, NOTE_MAX,
						    REQUIRED),
					      { .name = NULL } };

struct approve_loaded {
	struct r_reward_get *reward;
	struct r_reward_case *report;
	struct r_approval_list *approval;
	struct r_approver_key_list *key;
	size_t n_approval, n_key;
};

static enum err approve_load(struct request *rq, struct services *sv)
{
	const struct approve_body *b = rq->body;
	struct approve_loaded *l = arena_new(&rq->arena, struct approve_loaded);
	struct arena *a = &rq->arena;
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	e = DB_ROWS(sv->db, a, reward_get, &l->reward, &n, .id = b->reward);
	if (!e && !n)
		return refuse(rq, "reward.not_found", "reward");
	if (!e)
		e = DB_ROWS(sv->db, a, reward_case, &l->report, &n, .report = l->reward->report);
	if (!e && !n)
		return refuse(rq, "reward.not_found", "reward");
	if (!e)
		e = DB_ROWS(sv->db, a, approval_list, &l->approval, &l->n_approval,
			    .reward = b->reward);
	if (!e)
		e = DB_ROWS(sv->db, a, approver_key_list, &l->key, &l->n_key,
			    .account = rq->who.id);
	return e;
}

static bool is_signed(struct request *rq, const struct approve_loaded *l)
{
	const struct approve_body *b = rq->body;
	const struct r_reward_get *w = l->reward;
	struct str text = reward_approve_text(&rq->arena, w->id, w->amount_fen, w->rule, b->note);

	for (size_t i = 0; i < l->n_key; i++)
		if (signature_ok(b->sig, text, l->key[i].public_key))
			return true;
	return false;
}

/* Who verified the case has no say about its reward. */
static bool is_verifier(const struct request *rq, const struct approve_loaded *l)
{
	return id_eq(rq->who.id, l->reward->verifier) || id_eq(rq->who.id, l->report->verdict_by);
}

static enum err may_approve(struct request *rq, const struct approve_loaded *l)
{
	if (is_verifier(rq, l))
		return refuse(rq, "rule.own_reward", NULL);
	for (size_t i = 0; i < l->n_approval; i++)
		if (id_eq(l->approval[i].approver, rq->who.id))
			return refuse(rq, "rule.same_approver", NULL);
	if (!str_eq(l->reward->state, STR("proposed")) ||
	    reward_approvals(l->approval, l->n_approval) >=
		    reward_approvals_needed(rq->config, l->reward->amount_fen))
		return refuse(rq, "rule.state", NULL);
	return is_signed(rq, l) ? ERR_OK : refuse(rq, "rule.signature", "sig");
}

static enum err approve_decide(struct request *rq, struct effects *fx)
{
	const struct approve_body *b = rq->body;
	const struct approve_loaded *l = rq->loaded;
	const struct r_reward_get *w = l->reward;
	bool last;
	enum err e = may_approve(rq, l);

	if (e)
		return e;
	last = reward_approvals(l->approval, l->n_approval) + 1 >=
	       reward_approvals_needed(rq->config, w->amount_fen);
	effects_guard(fx, GUARD_REWARD, w->id, w->version);
	FX(fx, approval_put, .reward = w->id, .approver = rq->who.id,
	   .login = arena_str(&rq->arena, str_of(rq->who.login)), .note = b->note, .sig = b->sig,
	   .at_ms = rq->now_ms);
	effects_audit(fx, (struct effect_audit){ .actor = str_of(rq->who.login),
						 .action = STR("reward.approve"),
						 .object = w->report,
						 .after = arena_printf(&rq->arena,
								       "{\"amount_fen\":%lld}",
								       (long long)w->amount_fen) });
	rq->result = json_pack("{s:s}", "state", last ? "claimable" : "proposed");
	return ERR_OK;
}

static enum err refuse_decide(struct request *rq, struct effects *fx)
{
	const struct approve_body *b = rq->body;
	const struct approve_loaded *l = rq->loaded;
	const struct r_reward_get *w = l->reward;
	json_t *note;

	if (is_verifier(rq, l))
		return refuse(rq, "rule.own_reward", NULL);
	if (!str_eq(w->state, STR("proposed")) ||
	    reward_approvals(l->approval, l->n_approval) >=
		    reward_approvals_needed(rq->config, w->amount_fen))
		return refuse(rq, "rule.state", NULL);
	note = json_pack("{s:o}", "note", json_str(b->note));
	effects_guard(fx, GUARD_REWARD, w->id, w->version);
	FX(fx, reward_set_state, .state = STR("refused"), .updated_ms = rq->now_ms, .id = w->id);
	reward_tell(rq, fx, l->report->contact, w->report, "refused", w->amount_fen);
	effects_audit(fx, (struct effect_audit){ .actor = str_of(rq->who.login),
						 .action = STR("reward.refuse"),
						 .object = w->report,
						 .after = request_json(rq, note) });
	json_decref(note);
	rq->result = json_pack("{s:s}", "state", "refused");
	return ERR_OK;
}

const struct msg_type approval_msgs[] = {
	{.name = "reward.approve",
         .roles = ROLE_APPROVER,
         .flags = MSG_KEYED,
         .zh = "审批奖励",
         .en = "approves a reward with a signature",
         .body_size = sizeof(struct approve_body),
         .fields = approve_fields,
         .work = WORK_READ,
         .load = approve_load,
         .decide = approve_decide },
	{ .name = "reward.refuse",
         .roles = ROLE_APPROVER,
         .flags = MSG_KEYED,
         .zh = "驳回奖励",
         .en = "refuses a reward",
         .body_size = sizeof(struct approve_body),
         .fields = refuse_fields,
         .work = WORK_READ,
         .load = approve_load,
         .decide = refuse_decide },
	{ .name = NULL}
};
