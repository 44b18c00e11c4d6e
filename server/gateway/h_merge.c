/*
 * review.merge and review.unmerge: reports of one incident are decided as one.
 * Nothing is moved; a merged report points to the one it is decided with, so
 * that taking it apart again restores both.
 */
#include "gateway/review_case.h"
#include "gateway/tables.h"

struct merge_body {
	struct id report, into;
	bool joint; /* made together, or it adds key evidence: its sender shares the reward */
};

static const struct field merge_fields[] = {
	FIELD(merge_body, into, FIELD_ID, 0, 0, REQUIRED),
	FIELD(merge_body, report, FIELD_ID, 0, 0, REQUIRED),
	FIELD(merge_body, joint, FIELD_BOOL, 0, 0, OPTIONAL),
	{ .name = NULL },
};

struct merge_case {
	struct review_case *report, *into;
	bool has_copies;
};

static enum err merge_load(struct request *rq, struct services *sv)
{
	const struct merge_body *body = rq->body;
	struct merge_case *m = arena_new(&rq->arena, struct merge_case);
	struct r_review_merged_list *copies;
	size_t n;
	enum err e;

	if (!m)
		return ERR_MEMORY;
	if (id_eq(body->report, body->into))
		return refuse(rq, "rule.state", "into");
	e = review_load_id(rq, sv, body->report, "report", &m->report);
	if (!e)
		e = review_load_id(rq, sv, body->into, "into", &m->into);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, review_merged_list, &copies, &n,
			    .into = body->report);
	if (e)
		return e;
	m->has_copies = n > 0;
	rq->loaded = m;
	return ERR_OK;
}

static enum err merge_decide(struct request *rq, struct effects *fx)
{
	const struct merge_body *b = rq->body;
	struct merge_case *m = rq->loaded;
	enum err e = review_bar_conflict(rq, m->report);

	if (!e)
		e = review_bar_conflict(rq, m->into);
	if (e)
		return e;
	if (review_held_by_other(rq, m->report) || review_held_by_other(rq, m->into))
		return refuse(rq, "report.claimed", "report");
	if (m->has_copies || !id_is_zero(m->report->row.merged_into) ||
	    !report_state_is_open(m->report->state) || m->report->row.pending.p)
		return refuse(rq, "rule.state", "report");
	if (!id_is_zero(m->into->row.merged_into) || !report_state_is_open(m->into->state) ||
	    m->into->row.pending.p)
		return refuse(rq, "rule.state", "into");
	review_guard(fx, m->report);
	review_guard(fx, m->into);
	FX(fx, review_merge, .merged_into = m->into->row.id, .joint = b->joint,
	   .updated_ms = rq->now_ms, .id = m->report->row.id);
	review_audit(
		rq, fx, "review.merge", m->report->row.id, NULL,
		json_pack("{s:s, s:b}", "into", ID_C(m->into->row.id), "joint", (int)b->joint));
	review_audit(
		rq, fx, "review.merge", m->into->row.id, NULL,
		json_pack("{s:s, s:b}", "report", ID_C(m->report->row.id), "joint", (int)b->joint));
	review_hint(fx, m->report->row.id, m->report->row.office);
	review_hint(fx, m->into->row.id, m->into->row.office);
	return ERR_OK;
}

/* --- review.unmerge ------------------------------------------------------------------ */

static const struct field unmerge_fields[] = {
	FIELD(review_body, report, FIELD_ID, 0, 0, REQUIRED),
	{ .name = NULL },
};

static enum err unmerge_decide(struct request *rq, struct effects *fx)
{
	struct review_case *c = rq->loaded;
	struct id into = c->row.merged_into;
	enum err e = review_bar_conflict(rq, c);

	if (e)
		return e;
	/* What was decided together stays together; its reporter can appeal. */
	if (id_is_zero(into) || !report_state_is_open(c->state))
		return refuse(rq, "rule.state", "report");
	review_guard(fx, c);
	FX(fx, review_merge, .merged_into = { { 0 } }, .joint = 0, .updated_ms = rq->now_ms,
	   .id = c->row.id);
	review_audit(rq, fx, "review.unmerge", c->row.id, json_pack("{s:s}", "into", ID_C(into)),
		     NULL);
	review_audit(rq, fx, "review.unmerge", into, json_pack("{s:s}", "report", ID_C(c->row.id)),
		     NULL);
	review_hint(fx, c->row.id, c->row.office);
	review_hint(fx, into, c->row.office);
	return ERR_OK;
}

const struct msg_type merge_msgs[] = {
	{.name = "review.merge",
         .roles = ROLE_REVIEWER,
         .per_minute = 60,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct merge_body),
         .fields = merge_fields,
         .zh = "并案",
         .en = "decide a report together with another",
         .work = WORK_READ,
         .load = merge_load,
         .decide = merge_decide },
	{ .name = "review.unmerge",
         .roles = ROLE_REVIEWER,
         .per_minute = 60,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct review_body),
         .fields = unmerge_fields,
         .zh = "撤销并案",
         .en = "take merged reports apart",
         .work = WORK_READ,
         .load = review_load,
         .decide = unmerge_decide },
	{ .name = NULL},
};
