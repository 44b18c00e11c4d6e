/*
 * Opening a whistleblower's identity for a lawful need: a case officer asks with a reason,
 * somebody else approves, each by a signature. The gateway looks at them to say at once what is
 * wrong; what counts is the payer's check, and what comes back is sealed to the officer's own key.
 */
#include "gateway/review_case.h"
#include "gateway/tables.h"

#include "domain/signed_text.h"
#include "io/signature.h"

#include <sodium.h>

#define SIG_LEN  64
#define LIST_MAX 200

/* --- unseal.request ----------------------------------------------------------------- */

struct request_body {
	struct id report;
	struct str reason, sig;
	int64_t at;
};

static const struct field request_fields[] = {
	FIELD(request_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(request_body, reason, FIELD_LINE, 4, OPENING_REASON_MAX, REQUIRED),
	FIELD(request_body, at, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	FIELD(request_body, sig, FIELD_BASE64, SIG_LEN, SIG_LEN, REQUIRED),
	{ .name = NULL },
};

struct request_loaded {
	struct review_case *c;
	struct r_officer_key_list *key;
	size_t n_key;
};

static enum err request_load(struct request *rq, struct services *sv)
{
	const struct request_body *b = rq->body;
	struct request_loaded *l = arena_new(&rq->arena, struct request_loaded);
	enum err e = l ? review_load_id(rq, sv, b->report, "report", &l->c) : ERR_MEMORY;

	if (e)
		return e;
	rq->loaded = l;
	return DB_ROWS(sv->db, &rq->arena, officer_key_list, &l->key, &l->n_key,
		       .account = rq->who.id);
}

static enum err request_check(struct request *rq, const struct request_loaded *l)
{
	const struct request_body *b = rq->body;
	struct str text = opening_ask_text(&rq->arena, b->report, b->at, b->reason);
	enum err e = review_bar_conflict(rq, l->c);

	if (e)
		return e;
	if (!str_eq(l->c->row.source, STR("whistle")))
		return refuse(rq, "rule.no_identity", "report");
	if (!opening_in_time(b->at, rq->now_ms, OPENING_CLOCK_MS))
		return refuse(rq, "params.bad", "at");
	for (size_t i = 0; i < l->n_key; i++)
		if (signature_ok(b->sig, text, l->key[i].sign_key))
			return ERR_OK;
	return refuse(rq, "rule.signature", "sig");
}

static enum err request_decide(struct request *rq, struct effects *fx)
{
	const struct request_body *b = rq->body;
	struct id id = request_id(rq);
	enum err e = request_check(rq, rq->loaded);

	if (e)
		return e;
	FX(fx, unseal_request_put, .id = id, .report = b->report, .officer = rq->who.id,
	   .login = arena_str(&rq->arena, str_of(rq->who.login)), .reason = b->reason,
	   .at_ms = b->at, .sig = b->sig);
	review_audit(
		rq, fx, "unseal.request", b->report, NULL,
		json_pack("{s:o, s:o}", "request", json_id(id), "reason", json_str(b->reason)));
	rq->result = json_pack("{s:o, s:s, s:I}", "request", json_id(id), "state", "asked", "until",
			       (json_int_t)(b->at + rq->config->unseal_ask_ms));
	return ERR_OK;
}

/* --- unseal.approve, unseal.refuse ------------------------------------------------------ */

struct decide_body {
	struct id request;
	struct str note, sig;
};

static const struct field approve_fields[] = {
	FIELD(decide_body, request, FIELD_ID, 0, 0, REQUIRED),
	FIELD(decide_body, note, FIELD_LINE, 1, OPENING_REASON_MAX, REQUIRED),
	FIELD(decide_body, sig, FIELD_BASE64, SIG_LEN, SIG_LEN, REQUIRED),
	{ .name = NULL },
};

static const struct field refuse_fields[] = {
	FIELD(decide_body, request, FIELD_ID, 0, 0, REQUIRED),
	FIELD(decide_body, note, FIELD_LINE, 1, OPENING_REASON_MAX, REQUIRED),
	{ .name = NULL },
};

struct decide_loaded {
	struct r_unseal_get *asked;
	struct r_approver_key_list *key;
	size_t n_key;
};

static enum err decide_load(struct request *rq, struct services *sv)
{
	const struct decide_body *b = rq->body;
	struct decide_loaded *l = arena_new(&rq->arena, struct decide_loaded);
	size_t n;
	enum err e = l ? DB_ROWS(sv->db, &rq->arena, unseal_get, &l->asked, &n, .id = b->request)
		       : ERR_MEMORY;

	if (e)
		return e;
	if (!n)
		return refuse(rq, "unseal.not_found", "request");
	rq->loaded = l;
	return DB_ROWS(sv->db, &rq->arena, approver_key_list, &l->key, &l->n_key,
		       .account = rq->who.id);
}

static enum err may_decide(struct request *rq, const struct r_unseal_get *r)
{
	if (id_eq(r->officer, rq->who.id))
		return refuse(rq, "rule.two_people", NULL);
	if (r->decided_by.p || !opening_in_time(r->at_ms, rq->now_ms, rq->config->unseal_ask_ms))
		return refuse(rq, "rule.state", "request");
	return ERR_OK;
}

static bool approval_ok(struct request *rq, const struct decide_loaded *l)
{
	const struct decide_body *b = rq->body;
	const struct r_unseal_get *r = l->asked;
	struct str text = opening_approve_text(&rq->arena, r->id, r->report, r->login, r->at_ms,
					       r->reason, b->note);

	for (size_t i = 0; i < l->n_key; i++)
		if (signature_ok(b->sig, text, l->key[i].public_key))
			return true;
	return false;
}

static void put_decision(struct request *rq, struct effects *fx, bool approved)
{
	const struct decide_body *b = rq->body;
	const struct r_unseal_get *r = ((const struct decide_loaded *)rq->loaded)->asked;

	FX(fx, unseal_decision_put, .request = r->id, .approver = rq->who.id,
	   .login = arena_str(&rq->arena, str_of(rq->who.login)), .approved = approved,
	   .note = b->note, .sig = b->sig, .at_ms = rq->now_ms);
	review_audit(rq, fx, approved ? "unseal.approve" : "unseal.refuse", r->report, NULL,
		     json_pack("{s:o, s:o}", "request", json_id(r->id), "note", json_str(b->note)));
	rq->result = json_pack("{s:s}", "state", approved ? "approved" : "refused");
}

static enum err approve_decide(struct request *rq, struct effects *fx)
{
	const struct decide_loaded *l = rq->loaded;
	enum err e = may_decide(rq, l->asked);

	if (e)
		return e;
	if (!approval_ok(rq, l))
		return refuse(rq, "rule.signature", "sig");
	put_decision(rq, fx, true);
	return ERR_OK;
}

static enum err refuse_decide(struct request *rq, struct effects *fx)
{
	const struct decide_loaded *l = rq->loaded;
	enum err e = may_decide(rq, l->asked);

	if (e)
		return e;
	put_decision(rq, fx, false);
	return ERR_OK;
}

/* --- unseal.list ---------------------------------------------------------------------------- */

static const char *state_of(const struct request *rq, const struct r_unseal_list *r)
{
	if (r->outcome.p)
		return r->outcome.p;
	if (r->decided_by.p)
		return r->approved ? "approved" : "refused";
	return opening_in_time(r->at_ms, rq->now_ms, rq->config->unseal_ask_ms) ? "asked"
										: "expired";
}

static json_t *row_json(const struct request *rq, const struct r_unseal_list *r)
{
	int64_t until = r->outcome.p ? r->until_ms : r->at_ms + rq->config->unseal_ask_ms;

	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:s, s:o, s:o, s:o, s:b}", "request",
			 json_id(r->id), "report", json_id(r->report), "officer",
			 json_str(r->login), "reason", json_str(r->reason), "at",
			 (json_int_t)r->at_ms, "until", (json_int_t)until, "state", state_of(rq, r),
			 "decided_by", json_str(r->decided_by), "decided_at",
			 json_ms(r->decided_ms), "note", json_str(r->note), "mine",
			 id_eq(r->officer, rq->who.id));
}

/* A case officer's own; approvers decide on all, auditors see all. */
static enum err list_load(struct request *rq, struct services *sv)
{
	struct r_unseal_list *row;
	json_t *list;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, unseal_list, &row, &n, .officer = rq->who.id,
			     .every = (rq->who.roles & (ROLE_APPROVER | ROLE_AUDITOR)) != 0,
			     .most = LIST_MAX);

	if (e)
		return e;
	list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, row_json(rq, &row[i]));
	rq->result = json_pack("{s:o}", "requests", list);
	return rq->result ? ERR_OK : ERR_MEMORY;
}

static enum err list_decide(struct request *rq, struct effects *fx)
{
	(void)rq;
	(void)fx;
	return ERR_OK;
}

/* --- unseal.open ------------------------------------------------------------------------------ */

struct open_body {
	struct id request;
};

static const struct field open_fields[] = {
	FIELD(open_body, request, FIELD_ID, 0, 0, REQUIRED),
	{ .name = NULL },
};

static enum err open_load(struct request *rq, struct services *sv)
{
	const struct open_body *b = rq->body;
	struct r_unseal_get *row;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, unseal_get, &row, &n, .id = b->request);

	if (e)
		return e;
	if (!n || !id_eq(row->officer, rq->who.id))
		return refuse(rq, "unseal.not_found", "request");
	rq->loaded = row;
	return ERR_OK;
}

static enum err open_decide(struct request *rq, struct effects *fx)
{
	const struct r_unseal_get *r = rq->loaded;
	char text[sodium_base64_ENCODED_LEN(1024, sodium_base64_VARIANT_ORIGINAL)];

	if (!r->sealed.p || r->sealed.len > 1024)
		return refuse(rq, "rule.state", "request");
	sodium_bin2base64(text, sizeof(text), (const unsigned char *)r->sealed.p, r->sealed.len,
			  sodium_base64_VARIANT_ORIGINAL);
	review_audit(rq, fx, "unseal.open", r->report, NULL,
		     json_pack("{s:o}", "request", json_id(r->id)));
	rq->result = json_pack("{s:s}", "sealed", text);
	return ERR_OK;
}

const struct msg_type unseal_msgs[] = {
	{.name = "unseal.request",
         .roles = ROLE_REVIEWER,
         .per_minute = 10,
         .flags = MSG_KEYED,
         .zh = "申请开启吹哨人身份（说明理由并签名，须另一人批准）",
         .en = "asks to open a whistleblower's identity: a reason and a signature; somebody else "
		"decides", .body_size = sizeof(struct request_body),
         .fields = request_fields,
         .work = WORK_READ,
         .load = request_load,
         .decide = request_decide },
	{ .name = "unseal.approve",
         .roles = ROLE_APPROVER,
         .per_minute = 10,
         .flags = MSG_KEYED,
         .zh = "批准开启身份（签名）",
         .en = "approves the opening of an identity with a signature",
         .body_size = sizeof(struct decide_body),
         .fields = approve_fields,
         .work = WORK_READ,
         .load = decide_load,
         .decide = approve_decide },
	{ .name = "unseal.refuse",
         .roles = ROLE_APPROVER,
         .flags = MSG_KEYED,
         .zh = "驳回开启身份的申请",
         .en = "refuses the opening of an identity",
         .body_size = sizeof(struct decide_body),
         .fields = refuse_fields,
         .work = WORK_READ,
         .load = decide_load,
         .decide = refuse_decide },
	{ .name = "unseal.list",
         .roles = ROLE_REVIEWER | ROLE_APPROVER | ROLE_AUDITOR,
         .zh = "开启身份的申请：本人的；审批人和审计员看全部",
         .en = "requests to open identities: one's own; approvers and auditors see all",
         .work = WORK_READ,
         .load = list_load,
         .decide = list_decide },
	{ .name = "unseal.open",
         .roles = ROLE_REVIEWER,
         .per_minute = 30,
         .zh = "取本人获准的身份，已加密给本人的密钥（每次都记入审计）",
         .en = "fetches an opened identity, sealed to one's own key; each time is audited",
         .body_size = sizeof(struct open_body),
         .fields = open_fields,
         .work = WORK_READ,
         .load = open_load,
         .decide = open_decide },
	{ .name = NULL							   },
};
