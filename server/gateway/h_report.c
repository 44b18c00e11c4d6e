/*
 * Reports as their senders see them: submit, list, get, add, withdraw, appeal.
 */
#include "gateway/lanes.h"
#include "gateway/own_report.h"
#include "gateway/receipt.h"
#include "gateway/report_add.h"
#include "gateway/report_submit.h"
#include "gateway/report_withdraw.h"
#include "gateway/tables.h"

#include "domain/legal_clock.h"

#include <stdio.h>

#define PAGE      50
#define TEXT_MAX  4000
#define ORDER_MAX 80

/* --- report.submit ------------------------------------------------------------------- */

static const struct field submit_fields[] = {
	FIELD(submit_body, category, FIELD_LINE, 3, 3, REQUIRED),
	FIELD(submit_body, text, FIELD_TEXT, 0, TEXT_MAX, REQUIRED),
	FIELD(submit_body, shop, FIELD_LINE, 1, 40, OPTIONAL),
	FIELD(submit_body, shop_text, FIELD_LINE, 1, 200, OPTIONAL),
	FIELD(submit_body, at, FIELD_POINT, 0, 0, OPTIONAL),
	FIELD(submit_body, occurred_at, FIELD_INT, 0, 4102444800000, OPTIONAL),
	FIELD(submit_body, photos, FIELD_IDS, 0, 9, OPTIONAL),
	FIELD(submit_body, order_ref, FIELD_LINE, 1, ORDER_MAX, OPTIONAL),
	{ .name = NULL }
};

static enum err submit_prepare(struct request *rq, struct services *sv)
{
	struct submit_body *b = rq->body;
	struct submit_loaded *l;
	enum err e;

	if (b->shop.p && b->shop_text.p)
		return refuse(rq, "params.bad", "shop_text");
	e = report_submit_prepare(rq, sv, b, &l);
	if (!e)
		rq->loaded = l;
	return e;
}

static enum err submit_fetch(struct request *const *rqs, size_t n, struct services *sv)
{
	struct submit_ask asks[LANE_TOGETHER];

	for (size_t i = 0; i < n; i++)
		asks[i] = (struct submit_ask){ rqs[i], rqs[i]->body, rqs[i]->loaded };
	return report_submit_fetch(asks, n, sv);
}

static enum err submit_load(struct request *rq, struct services *sv)
{
	return report_submit_load(rq, sv, rq->loaded);
}

static enum err submit_decide(struct request *rq, struct effects *fx)
{
	struct submit_answer answer;
	enum err e = report_submit_decide(rq, fx, rq->body, rq->loaded, &answer);

	if (!e)
		rq->result = answer.result;
	return e;
}

/* --- report.list ----------------------------------------------------------------------- */

struct list_body {
	struct str cursor;
};

static const struct field list_fields[] = { FIELD(list_body, cursor, FIELD_LINE, 1, 80, OPTIONAL),
					    { .name = NULL } };

struct list_loaded {
	struct r_report_list *rows;
	size_t n;
};

/* "time.id" of the last row of the page before. */
static enum err read_cursor(struct request *rq, struct str cursor, long long *ret_ms,
			    struct id *ret_id)
{
	struct str ms = str_cut(&cursor, '.');

	if (!str_to_i64(ms, ret_ms) || id_parse(cursor, ret_id))
		return refuse(rq, "params.bad", "cursor");
	return ERR_OK;
}

static enum err list_load(struct request *rq, struct services *sv)
{
	struct list_body *b = rq->body;
	struct list_loaded *l = arena_new(&rq->arena, struct list_loaded);
	struct id id = { { 0 } };
	long long ms = INT64_MAX;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	if (b->cursor.p && read_cursor(rq, b->cursor, &ms, &id))
		return ERR_RULE;
	return DB_ROWS(sv->db, &rq->arena, report_list, &l->rows, &l->n, .owner = request_owner(rq),
		       .before_ms = ms, .same_ms = ms, .before_id = id, .most = PAGE);
}

static enum err list_decide(struct request *rq, struct effects *fx)
{
	struct list_loaded *l = rq->loaded;
	json_t *reports = json_array();
	char cursor[80];

	(void)fx;
	for (size_t i = 0; i < l->n; i++) {
		struct r_report_list *r = &l->rows[i];

		json_array_append_new(
			reports,
			json_pack("{s:o, s:o, s:o, s:o, s:I, s:I}", "report", json_id(r->id),
				  "state", json_str(r->state), "category", json_str(r->category),
				  "shop_name",
				  json_str(r->shop_name.p ? r->shop_name : r->shop_text),
				  "submitted_at", r->submitted_ms, "updated_at", r->updated_ms));
	}
	rq->result = json_pack("{s:o}", "reports", reports);
	if (l->n == PAGE) {
		struct r_report_list *last = &l->rows[PAGE - 1];

		snprintf(cursor, sizeof(cursor), "%lld.%s", (long long)last->submitted_ms,
			 ID_C(last->id));
		json_object_set_new(rq->result, "cursor", json_string(cursor));
	}
	return ERR_OK;
}

/* --- report.get ------------------------------------------------------------------------ */

static const struct field get_fields[] = { FIELD(own_report_body, report, FIELD_ID, 0, 0, REQUIRED),
					   { .name = NULL } };

static enum err get_load(struct request *rq, struct services *sv)
{
	struct own_report_body *b = rq->body;
	enum err e = own_report_load(rq, sv, b->report, true);

	return e;
}

static enum err get_decide(struct request *rq, struct effects *fx)
{
	(void)fx;
	rq->result = own_report_json(rq, rq->loaded);
	return ERR_OK;
}

/* --- report.add ------------------------------------------------------------------------ */

static const struct field add_fields[] = {
	FIELD(own_report_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(own_report_body, text, FIELD_TEXT, 1, TEXT_MAX, OPTIONAL),
	FIELD(own_report_body, photos, FIELD_IDS, 0, 9, OPTIONAL),
	{ .name = NULL }
};

static enum err add_load(struct request *rq, struct services *sv)
{
	struct own_report *r;
	enum err e = report_add_load(rq, sv, rq->body, &r);

	if (!e)
		rq->loaded = r;
	return e;
}

static enum err add_decide(struct request *rq, struct effects *fx)
{
	return report_add_decide(rq, fx, rq->body, rq->loaded);
}

/* --- report.withdraw ------------------------------------------------------------------- */

static const struct field text_fields[] = {
	FIELD(own_report_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(own_report_body, text, FIELD_TEXT, 0, TEXT_MAX, OPTIONAL),
	{ .name = NULL }
};

static enum err change_load(struct request *rq, struct services *sv)
{
	struct own_report_body *b = rq->body;

	return own_report_load(rq, sv, b->report, false);
}

/* --- report.appeal ----------------------------------------------------------------------- */

static const struct field appeal_fields[] = {
	FIELD(own_report_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(own_report_body, text, FIELD_TEXT, 1, TEXT_MAX, REQUIRED),
	{ .name = NULL }
};

static enum err appeal_decide(struct request *rq, struct effects *fx)
{
	struct own_report_body *b = rq->body;
	struct own_report *r = rq->loaded;
	struct workday_due due;
	enum report_state next;

	if (report_state_next(r->state, REPORT_EV_APPEAL, &next))
		return refuse(rq, "rule.state", "report");
	if (r->row->verdict_ms != I64_NULL &&
	    !legal_due(&workday_china, LEGAL_APPEAL, r->row->submitted_ms, r->row->verdict_ms,
		       false, &due) &&
	    rq->now_ms > due.due_ms)
		return refuse(rq, "rule.appeal_over", NULL);
	own_report_step(rq, fx, r, next, "", b->text);
	FX(fx, report_state, .state = str_of(report_state_name(next)),
	   .updated_ms = request_store_ms(rq), .id = b->report);
	rq->result = json_pack("{s:s}", "state", report_state_name(next));
	return ERR_OK;
}

#define OWN (ROLE_CITIZEN | ROLE_WHISTLE)
#define CHANGE(name_, zh_, en_, fields_, load_, decide_)                                       \
	{                                                                                      \
		.name = (name_), .roles = OWN | ROLE_RECEIPT, .flags = MSG_KEYED, .zh = (zh_), \
		.en = (en_), .body_size = sizeof(struct own_report_body), .fields = (fields_), \
		.work = WORK_READ, .load = (load_), .decide = (decide_), .per_minute = 30      \
	}

const struct msg_type report_msgs[] = {
	{.name = "report.submit",
         .roles = OWN,
         .flags = MSG_KEYED,
         .zh = "提交举报",
         .en = "submits a report",
         .per_minute = 20,
         .per_hour = offsetof(struct config, rate_report_per_hour),
         .body_size = sizeof(struct submit_body),
         .fields = submit_fields,
         .work = WORK_READ,
         .prepare = submit_prepare,
         .fetch = submit_fetch,
         .load = submit_load,
         .decide = submit_decide },
	{ .name = "report.list",
         .roles = OWN,
         .zh = "我的举报",
         .en = "one's own reports",
         .body_size = sizeof(struct list_body),
         .fields = list_fields,
         .work = WORK_READ,
         .load = list_load,
         .decide = list_decide },
	{ .name = "report.get",
         .roles = OWN | ROLE_RECEIPT,
         .zh = "举报的进度",
         .en = "one report and its progress",
         .body_size = sizeof(struct own_report_body),
         .fields = get_fields,
         .work = WORK_READ,
         .load = get_load,
         .decide = get_decide },
	CHANGE("report.add", "补充材料或回答问题", "adds to it, or answers a question", add_fields,
	       add_load, add_decide),
	CHANGE("report.withdraw", "撤回举报", "withdraws it", text_fields, report_withdraw_load,
	       report_withdraw_decide),
	CHANGE("report.appeal", "对结论提出申诉", "appeals against its verdict", appeal_fields,
	       change_load, appeal_decide),
	{ .name = NULL}
};
