/*
 * Rewards, seen by those they concern: the reporter claims, finance reads.
 * Approving is in h_approval.c; only the payer moves money.
 */
#include "gateway/reward_propose.h"
#include "gateway/reward_view.h"
#include "gateway/tables.h"

#include <string.h>

#define PAGE       50
#define CURSOR_MAX 60
#define SEALED_LEN 560 /* crypto_box_seal of 512 bytes */

/* --- reward.list --------------------------------------------------------------------- */

struct list_body {
	struct str state, cursor;
	struct id report;
};

static const struct field list_fields[] = { FIELD(list_body, state, FIELD_LINE, 1, 10, OPTIONAL),
					    FIELD(list_body, report, FIELD_ID, 0, 0, OPTIONAL),
					    FIELD(list_body, cursor, FIELD_LINE, 1, CURSOR_MAX,
						  OPTIONAL),
					    { .name = NULL } };

static enum err list_rows(struct request *rq, struct services *sv, const struct page *page,
			  struct r_reward_list_all **ret, size_t *ret_n)
{
	const struct list_body *b = rq->body;
	struct str state = b->state.p ? b->state : STR("");
	struct r_reward_list_owner *own;
	enum err e;

	if (!(rq->who.roles & ROLE_REPORTER))
		return DB_ROWS(sv->db, &rq->arena, reward_list_all, ret, ret_n, .state = state,
			       .state_all = state, .before_ms = page->before_ms,
			       .same_ms = page->before_ms, .before_id = page->before_id,
			       .most = PAGE);
	e = DB_ROWS(sv->db, &rq->arena, reward_list_owner, &own, ret_n, .owner = request_owner(rq),
		    .state = state, .state_all = state, .before_ms = page->before_ms,
		    .same_ms = page->before_ms, .before_id = page->before_id, .most = PAGE);
	if (e)
		return e;
	*ret = arena_array(&rq->arena, *ret_n + 1, struct r_reward_list_all);
	for (size_t i = 0; *ret && i < *ret_n; i++)
		(*ret)[i] = (struct r_reward_list_all){ own[i].id,    own[i].report,
							own[i].state, own[i].amount_fen,
							own[i].rule,  own[i].proposed_ms };
	return *ret ? ERR_OK : ERR_LIMIT;
}

static enum err list_report(struct request *rq, struct services *sv, struct r_reward_list_all **ret,
			    size_t *ret_n)
{
	const struct list_body *b = rq->body;
	struct r_reward_list_report *row;
	size_t n, kept = 0;
	enum err e = DB_ROWS(sv->db, &rq->arena, reward_list_report, &row, &n, .report = b->report);

	if (e)
		return e;
	*ret = arena_array(&rq->arena, n + 1, struct r_reward_list_all);
	for (size_t i = 0; *ret && i < n; i++) {
		if (!reward_may_see(rq, row[i].owner) ||
		    (b->state.p && !str_eq(b->state, row[i].state)))
			continue;
		(*ret)[kept++] = (struct r_reward_list_all){ row[i].id,    row[i].report,
							     row[i].state, row[i].amount_fen,
							     row[i].rule,  row[i].proposed_ms };
	}
	*ret_n = kept;
	return *ret ? ERR_OK : ERR_LIMIT;
}

static enum err list_load(struct request *rq, struct services *sv)
{
	const struct list_body *b = rq->body;
	struct r_reward_list_all *row = NULL;
	json_t *rewards = json_array();
	struct page page;
	size_t n = 0;
	enum err e = page_parse(b->cursor, &page);

	rq->result = json_pack("{s:o}", "rewards", rewards);
	if (e)
		return refuse(rq, "params.bad", "cursor");
	if (!id_is_zero(b->report) && rq->who.roles & ROLE_FINANCE)
		return refuse(rq, "auth.not_allowed", NULL); /* finance sees no report */
	e = id_is_zero(b->report) ? list_rows(rq, sv, &page, &row, &n)
				  : list_report(rq, sv, &row, &n);
	for (size_t i = 0; !e && i < n; i++) {
		/* A receipt opens one report and no other. */
		if (rq->who.roles & ROLE_RECEIPT && !id_eq(row[i].report, rq->who.report))
			continue;
		e = reward_row_json(rq, sv, &row[i], rewards);
	}
	if (!e && n == PAGE && id_is_zero(b->report))
		json_object_set_new(rq->result, "cursor",
				    page_cursor(row[n - 1].proposed_ms, row[n - 1].id));
	return e;
}

/* --- reward.claim ---------------------------------------------------------------------- */

struct claim_body {
	struct id report;
	struct str key_id, payee;
};

static const struct field claim_fields[] = { FIELD(claim_body, report, FIELD_ID, 0, 0, REQUIRED),
					     FIELD(claim_body, key_id, FIELD_LINE, 1, 40, OPTIONAL),
					     FIELD(claim_body, payee, FIELD_BASE64, 1, 4096,
						   OPTIONAL),
					     { .name = NULL } };

struct claim_loaded {
	struct r_reward_of_report *reward; /* NULL: none, or not theirs */
	struct r_approval_list *approval;
	size_t n_approval;
};

static enum err claim_load(struct request *rq, struct services *sv)
{
	const struct claim_body *b = rq->body;
	struct claim_loaded *l = arena_new(&rq->arena, struct claim_loaded);
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	if (rq->who.roles & ROLE_RECEIPT && !id_eq(b->report, rq->who.report))
		return refuse(rq, "report.not_found", "report");
	e = DB_ROWS(sv->db, &rq->arena, reward_of_report, &l->reward, &n, .report = b->report);
	if (e)
		return e;
	if (!n || !id_eq(l->reward->owner, request_owner(rq)))
		return refuse(rq, "rule.no_reward", "report");
	return DB_ROWS(sv->db, &rq->arena, approval_list, &l->approval, &l->n_approval,
		       .reward = l->reward->id);
}

/*
 * Approved by all whom it needs: the payer reserves the money a moment later, and a
 * claim that comes before it waits in its mailbox.
 */
static bool may_claim(const struct request *rq, const struct claim_loaded *l)
{
	struct str s = l->reward->state;

	if (str_eq(s, STR("claimable")) || str_eq(s, STR("failed")))
		return true;
	return str_eq(s, STR("proposed")) &&
	       reward_approvals(l->approval, l->n_approval) >=
		       reward_approvals_needed(rq->config, l->reward->amount_fen);
}

static enum err check_payee(struct request *rq, const struct claim_loaded *l)
{
	const struct claim_body *b = rq->body;
	bool deposited = str_eq(l->reward->source, STR("whistle"));

	if (deposited)
		return b->payee.p || b->key_id.p ? refuse(rq, "rule.payee", "payee") : ERR_OK;
	if (!b->payee.p)
		return refuse(rq, "rule.payee_needed", "payee");
	if (!b->key_id.p)
		return refuse(rq, "rule.payee_needed", "key_id");
	if (b->payee.len != SEALED_LEN)
		return refuse_text(rq, "params.bad", "payee", "收款信息未按要求加密",
				   "the payee is not sealed as the protocol says");
	return ERR_OK;
}

static enum err claim_decide(struct request *rq, struct effects *fx)
{
	const struct claim_body *b = rq->body;
	const struct claim_loaded *l = rq->loaded;
	const struct r_reward_of_report *w = l->reward;
	enum err e;

	if (!may_claim(rq, l))
		return refuse(rq, "rule.state", NULL);
	e = check_payee(rq, l);
	if (e)
		return e;
	effects_guard(fx, GUARD_REWARD, w->id, w->version);
	FX(fx, reward_set_state, .state = STR("claimed"), .updated_ms = request_store_ms(rq),
	   .id = w->id);
	FX(fx, payer_mail_put, .kind = STR("claim"), .ref = w->id, .client_key = fx->key,
	   .key_id = b->key_id, .body = b->payee);
	reward_tell(rq, fx, w->contact, w->report, "claimed", w->amount_fen);
	effects_audit(fx, (struct effect_audit){ .actor = STR("reporter"),
						 .action = STR("reward.claim"),
						 .object = w->id });
	rq->result = json_pack("{s:s, s:I}", "state", "claimed", "amount_fen",
			       (json_int_t)w->amount_fen);
	return ERR_OK;
}

/* --- reward.confirm ------------------------------------------------------------------------ */

static const struct field confirm_fields[] = { FIELD(claim_body, report, FIELD_ID, 0, 0, REQUIRED),
					       { .name = NULL } };

static enum err confirm_load(struct request *rq, struct services *sv)
{
	const struct claim_body *b = rq->body;
	const struct config *c = rq->config;
	struct r_transfer_package *row;
	size_t n;
	enum err e = claim_load(rq, sv);

	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, transfer_package, &row, &n, .report = b->report);
	if (e)
		return e;
	if (!n || !str_eq(row->state, STR("needs_user")) || !row->package.p)
		return refuse_text(rq, "rule.state", NULL, "目前没有需要您确认的收款",
				   "there is nothing to confirm now");
	rq->result = json_pack("{s:o, s:o, s:o, s:o}", "rail", json_str(row->rail), "app_id",
			       json_str(c->wechat_appid), "mch_id", json_str(c->wechat_mchid),
			       "package", json_str(row->package));
	return ERR_OK;
}

/* --- reward.statement --------------------------------------------------------------------------
 */

struct statement_body {
	int64_t from, to;
	struct str cursor;
};

static const struct field statement_fields[] = {
	FIELD(statement_body, from, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	FIELD(statement_body, to, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	FIELD(statement_body, cursor, FIELD_LINE, 1, CURSOR_MAX, OPTIONAL),
	{ .name = NULL }
};

static enum err statement_load(struct request *rq, struct services *sv)
{
	const struct statement_body *b = rq->body;
	struct r_transfer_statement *row;
	json_t *rows = json_array();
	struct statement_page page;
	size_t n;
	enum err e = statement_page_parse(b->cursor, &page);

	rq->result = json_pack("{s:o}", "rows", rows);
	if (e)
		return refuse(rq, "params.bad", "cursor");
	e = DB_ROWS(sv->db, &rq->arena, transfer_statement, &row, &n, .from_ms = b->from,
		    .to_ms = b->to, .before_ms = page.before_ms, .same_ms = page.before_ms,
		    .before_bill = page.before_bill, .most = PAGE);
	for (size_t i = 0; !e && i < n; i++)
		json_array_append_new(
			rows, json_pack("{s:I, s:o, s:I, s:o, s:o}", "at", (json_int_t)row[i].at_ms,
					"bill", json_str(row[i].bill), "amount_fen",
					(json_int_t)row[i].amount_fen, "rail",
					json_str(row[i].rail), "state", json_str(row[i].state)));
	if (!e && n == PAGE)
		json_object_set_new(rq->result, "cursor",
				    statement_cursor(row[n - 1].at_ms, row[n - 1].bill));
	return e;
}

#define REWARD_MSG(name_, roles_, flags_, zh_, en_, body_, fields_, load_, decide_)              \
	{                                                                                        \
		.name = (name_), .roles = (roles_), .flags = (flags_), .zh = (zh_), .en = (en_), \
		.body_size = sizeof(struct body_), .fields = (fields_), .work = WORK_READ,       \
		.load = (load_), .decide = (decide_)                                             \
	}

const struct msg_type reward_msgs[] = {
	REWARD_MSG("reward.list", ROLE_REPORTER | ROLE_APPROVER | ROLE_FINANCE, 0, "奖励列表",
		   "rewards: own ones, those to approve, or amounts", list_body, list_fields,
		   list_load, NULL),
	REWARD_MSG("reward.claim", ROLE_REPORTER, MSG_KEYED, "领取奖励", "claims a reward",
		   claim_body, claim_fields, claim_load, claim_decide),
	REWARD_MSG("reward.confirm", ROLE_REPORTER, 0, "确认收款所需的信息",
		   "what the payee's own confirmation needs", claim_body, confirm_fields,
		   confirm_load, NULL),
	REWARD_MSG("reward.statement", ROLE_FINANCE | ROLE_AUDITOR, 0, "付款明细",
		   "transfers without payee and report", statement_body, statement_fields,
		   statement_load, NULL),
	{ .name = NULL }
};
