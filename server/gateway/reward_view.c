#include "gateway/reward_view.h"

#include <stdio.h>

#define FOREVER_MS (INT64_MAX / 4)

/* "MS.REST" */
static enum err split(struct str cursor, int64_t *ret_ms, struct str *ret_rest)
{
	struct str rest = cursor, ms = str_cut(&rest, '.');
	long long v;

	if (!rest.p || !str_to_i64(ms, &v))
		return ERR_INPUT;
	*ret_ms = v;
	*ret_rest = rest;
	return ERR_OK;
}

enum err page_parse(struct str cursor, struct page *ret)
{
	struct page page = { .before_ms = FOREVER_MS };
	struct str id;
	enum err e = ERR_OK;

	if (cursor.p)
		e = split(cursor, &page.before_ms, &id);
	if (!e && cursor.p)
		e = id_parse(id, &page.before_id);
	if (!e)
		*ret = page;
	return e;
}

json_t *page_cursor(int64_t ms, struct id id)
{
	return json_sprintf("%lld.%s", (long long)ms, ID_C(id));
}

enum err statement_page_parse(struct str cursor, struct statement_page *ret)
{
	struct statement_page page = { FOREVER_MS, STR("") };
	enum err e = cursor.p ? split(cursor, &page.before_ms, &page.before_bill) : ERR_OK;

	if (!e)
		*ret = page;
	return e;
}

json_t *statement_cursor(int64_t ms, struct str bill)
{
	return json_sprintf("%lld.%.*s", (long long)ms, STR_ARG(bill));
}

bool reward_may_see(const struct request *rq, struct id owner)
{
	if (rq->who.roles & ROLE_REPORTER)
		return id_eq(owner, request_owner(rq));
	return true;
}

int reward_approvals(const struct r_approval_list *approval, size_t n)
{
	int good = 0;

	for (size_t i = 0; i < n; i++)
		good += !str_eq(approval[i].state, STR("bad"));
	return good;
}

int reward_approvals_needed(const struct config *c, int64_t amount_fen)
{
	return amount_fen >= c->reward_second_approval_fen ? 2 : 1;
}

static enum err approvals_json(struct request *rq, struct services *sv, struct id reward,
			       json_t *row)
{
	struct r_approval_list *ap;
	json_t *list = json_array();
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, approval_list, &ap, &n, .reward = reward);

	json_object_set_new(row, "approvals", list);
	for (size_t i = 0; !e && i < n; i++)
		json_array_append_new(
			list, json_pack("{s:o, s:I, s:o, s:b}", "approver", json_str(ap[i].login),
					"at", (json_int_t)ap[i].at_ms, "note", json_str(ap[i].note),
					"refused", str_eq(ap[i].state, STR("bad"))));
	return e;
}

enum err reward_row_json(struct request *rq, struct services *sv, const struct r_reward_list_all *r,
			 json_t *rewards)
{
	json_t *row = json_pack("{s:o, s:o, s:I, s:o}", "reward", json_id(r->id), "state",
				json_str(r->state), "amount_fen", (json_int_t)r->amount_fen, "rule",
				json_str(r->rule));

	if (!row || json_array_append_new(rewards, row))
		return ERR_MEMORY;
	if (!(rq->who.roles & ROLE_FINANCE))
		json_object_set_new(row, "report", json_id(r->report));
	if (rq->who.roles & ROLE_APPROVER)
		return approvals_json(rq, sv, r->id, row);
	json_object_set_new(row, "approvals", json_array());
	return ERR_OK;
}
