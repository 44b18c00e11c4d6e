/* review.stats, reward.concentration and review.audit: what was done, counted and listed. */
#include "gateway/review_case.h"
#include "gateway/tables.h"

#include "domain/workday.h"

#define AUDIT_LINES 500

struct stats_body {
	int64_t from, to;
	struct str by;
};

static const struct field stats_fields[] = {
	FIELD(stats_body, from, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	FIELD(stats_body, to, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	FIELD_OF(stats_body, by, "day|category|office|outcome", REQUIRED),
	{ .name = NULL },
};

struct stats_rows {
	struct r_review_stats *row;
	size_t n;
};

static enum err stats_load(struct request *rq, struct services *sv)
{
	const struct stats_body *b = rq->body;
	struct stats_rows *rows = arena_new(&rq->arena, struct stats_rows);
	bool every = rq->who.roles & (ROLE_AUDITOR | ROLE_ADMIN);

	if (!rows)
		return ERR_MEMORY;
	if (b->to < b->from)
		return refuse(rq, "params.bad", "to");
	rq->loaded = rows;
	return DB_ROWS(sv->db, &rq->arena, review_stats, &rows->row, &rows->n, .by_1 = b->by,
		       .by_2 = b->by, .by_3 = b->by, .now_ms = rq->now_ms, .from_ms = b->from,
		       .to_ms = b->to, .every = every, .account = rq->who.id);
}

/* A day's number becomes its date. */
static json_t *key_json(struct request *rq, struct str by, struct str key)
{
	long long number;
	int year, month, day;

	if (!str_eq(by, STR("day")) || !str_to_i64(key, &number))
		return json_str(key);
	workday_to_date(number, &year, &month, &day);
	return json_str(arena_printf(&rq->arena, "%04d-%02d-%02d", year, month, day));
}

static enum err stats_decide(struct request *rq, struct effects *fx)
{
	const struct stats_body *b = rq->body;
	const struct stats_rows *rows = rq->loaded;
	json_t *out = json_array();

	(void)fx;
	for (size_t i = 0; i < rows->n; i++) {
		const struct r_review_stats *r = &rows->row[i];
		json_t *row = json_pack(
			"{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
			"s:I}",
			"key", key_json(rq, b->by, r->key), "reports", (json_int_t)r->reports,
			"verified", (json_int_t)r->verified, "partly", (json_int_t)r->partly,
			"unfounded", (json_int_t)r->unfounded, "malicious",
			(json_int_t)r->malicious, "duplicate", (json_int_t)r->duplicate,
			"other_authority", (json_int_t)r->other_authority, "unverifiable",
			(json_int_t)r->unverifiable, "open", (json_int_t)r->open, "closed",
			(json_int_t)r->closed, "overdue", (json_int_t)r->overdue, "decide_ms",
			(json_int_t)(r->decided ? r->to_decide_ms / r->decided : 0), "fine_fen",
			(json_int_t)r->fine_fen, "confiscated_fen", (json_int_t)r->confiscated_fen);

		json_array_append_new(out, row);
	}
	rq->result = json_pack("{s:o}", "rows", out);
	return ERR_OK;
}

/* --- reward.concentration ------------------------------------------------------------ */

struct concentration_body {
	int64_t at;
};

static const struct field concentration_fields[] = {
	FIELD(concentration_body, at, FIELD_INT, 0, INT64_MAX / 2, OPTIONAL),
	{ .name = NULL },
};

struct concentration {
	int64_t quarter;
	struct r_payee_count_list *row;
	size_t n;
};

static enum err concentration_load(struct request *rq, struct services *sv)
{
	const struct concentration_body *b = rq->body;
	struct concentration *c = arena_new(&rq->arena, struct concentration);
	int64_t at_ms = b->at > 0 && b->at < rq->now_ms ? b->at : rq->now_ms;

	if (!c)
		return ERR_MEMORY;
	rq->loaded = c;
	c->quarter = workday_quarter(workday_day_of(at_ms));
	return DB_ROWS(sv->db, &rq->arena, payee_count_list, &c->row, &c->n, .quarter = c->quarter);
}

/* Who verified, and counts: nothing of a payee but that there is one. */
static enum err concentration_decide(struct request *rq, struct effects *fx)
{
	const struct concentration *c = rq->loaded;
	json_t *rows = json_array();
	int year, month, day;

	(void)fx;
	for (size_t i = 0; i < c->n; i++) {
		const struct r_payee_count_list *r = &c->row[i];

		json_array_append_new(rows,
				      json_pack("{s:o, s:o, s:I, s:I, s:I, s:I}", "verifier",
						json_str(r->login.p ? r->login : STR("")), "name",
						json_str(r->name.p ? r->name : STR("")), "paid",
						(json_int_t)r->n, "payees", (json_int_t)r->payees,
						"top", (json_int_t)r->top, "top_percent",
						(json_int_t)(r->top * 100 / r->n)));
	}
	workday_to_date(c->quarter, &year, &month, &day);
	rq->result = json_pack(
		"{s:I, s:o, s:o}", "from", (json_int_t)workday_start_ms(c->quarter), "quarter",
		json_str(arena_printf(&rq->arena, "%04d-Q%d", year, month / 3 + 1)), "rows", rows);
	return ERR_OK;
}

/* --- review.audit ------------------------------------------------------------------- */

static const struct field audit_fields[] = {
	FIELD(review_body, report, FIELD_ID, 0, 0, REQUIRED),
	{ .name = NULL },
};

struct audit_lines {
	struct str source; /* of the report */
	struct r_audit_of_object *row;
	size_t n;
};

static enum err audit_load(struct request *rq, struct services *sv)
{
	const struct review_body *b = rq->body;
	struct audit_lines *lines = arena_new(&rq->arena, struct audit_lines);
	struct review_case *c;
	enum err e;

	if (!lines)
		return ERR_MEMORY;
	e = review_load_id(rq, sv, b->report, "report", &c);
	if (e)
		return e;
	lines->source = c->row.source;
	rq->loaded = lines;
	return DB_ROWS(sv->db, &rq->arena, audit_of_object, &lines->row, &lines->n,
		       .object = b->report, .most = AUDIT_LINES);
}

static json_t *stored_json(struct str text)
{
	json_t *json = text.p ? json_loadb(text.p, text.len, JSON_DECODE_ANY, NULL) : NULL;

	return json ? json : json_null();
}

static enum err audit_decide(struct request *rq, struct effects *fx)
{
	const struct audit_lines *lines = rq->loaded;
	json_t *entries = json_array();

	(void)fx;
	for (size_t i = 0; i < lines->n; i++) {
		const struct r_audit_of_object *r = &lines->row[i];

		/* What its sender did is as coarse here as everywhere. */
		bool by_sender = str_eq(r->actor, STR("reporter"));
		int64_t at_ms = by_sender ? review_shown_ms(lines->source, r->at_ms) : r->at_ms;

		json_array_append_new(entries,
				      json_pack("{s:o, s:o, s:o, s:o, s:o}", "at", json_ms(at_ms),
						"actor", json_str(r->actor), "action",
						json_str(r->action), "before",
						stored_json(r->before_json), "after",
						stored_json(r->after_json)));
	}
	rq->result = json_pack("{s:o}", "entries", entries);
	return ERR_OK;
}

const struct msg_type stats_msgs[] = {
	{.name = "review.stats",
         .roles = ROLE_REVIEWER | ROLE_AUDITOR | ROLE_ADMIN,
         .per_minute = 60,
         .body_size = sizeof(struct stats_body),
         .fields = stats_fields,
         .zh = "统计",
         .en = "figures by day, category, office or outcome",
         .work = WORK_READ,
         .load = stats_load,
         .decide = stats_decide },
	{ .name = "reward.concentration",
         .roles = ROLE_AUDITOR,
         .per_minute = 60,
         .body_size = sizeof(struct concentration_body),
         .fields = concentration_fields,
         .zh = "核实人与领奖人的集中度",
         .en = "of a quarter, how few payees each verifier's findings paid",
         .work = WORK_READ,
         .load = concentration_load,
         .decide = concentration_decide },
	{ .name = "review.audit",
         .roles = ROLE_REVIEWER | ROLE_AUDITOR,
         .per_minute = 60,
         .body_size = sizeof(struct review_body),
         .fields = audit_fields,
         .zh = "一份举报的操作记录",
         .en = "who did what to a report",
         .work = WORK_READ,
         .load = audit_load,
         .decide = audit_decide },
	{ .name = NULL},
};
