#include "gateway/verdict.h"

#include "base/utf8.h"
#include "domain/standing.h"

#define SAME_CLUE  "same_clue" /* reasons of verdict_reason.h */
#define JOINT      "joint"
#define OWN_REPEAT "own_repeat"

enum err verdict_load_copies(struct request *rq, struct services *sv, struct id report,
			     struct verdict_copies *ret_copies)
{
	return DB_ROWS(sv->db, &rq->arena, review_merged_list, &ret_copies->row, &ret_copies->n,
		       .into = report);
}

bool verdict_pending(const struct review_case *c, struct verdict_given *ret_given)
{
	if (!c->row.pending.p || report_state_parse(c->row.pending, &ret_given->verdict))
		return false;
	ret_given->reason = c->row.pending_reason;
	ret_given->note = c->row.pending_note;
	ret_given->by = c->row.pending_by;
	ret_given->at_ms = c->row.pending_ms;
	return true;
}

#define ALIAS_MAX 20 /* characters; what is longer is a tale, not a name */

/* Known to nobody without the key: a name outlives the report that taught it. */
static struct id teacher_of(const struct request *rq, const struct review_case *c)
{
	return keyring_hash_id(rq->keys, KEY_TEACHER, c->row.id);
}

/*
 * A reviewer who found the report true was at the shop: what its reporter calls it is one of its
 * names from the next index on. A verdict taken back takes the name back; nobody's word alone
 * teaches one. Words with a space are a place and a name.
 */
static void teach_alias(struct request *rq, struct effects *fx, const struct review_case *c)
{
	struct str name = c->row.shop_text;

	if (!c->row.shop_id.p || !name.p || utf8_len(name) < 2 || utf8_len(name) > ALIAS_MAX ||
	    memchr(name.p, ' ', name.len) || str_eq(name, c->row.shop_name))
		return;
	FX(fx, shop_alias_put, .shop_id = c->row.shop_id, .name = name,
	   .teacher = teacher_of(rq, c), .taught_ms = rq->now_ms);
}

static void unteach_alias(struct request *rq, struct effects *fx, const struct review_case *c)
{
	if (c->row.shop_id.p)
		FX(fx, shop_alias_drop, .shop_id = c->row.shop_id, .teacher = teacher_of(rq, c));
}

static bool found_true(struct str verdict)
{
	return str_eq(verdict, str_of(report_state_name(REPORT_VERIFIED))) ||
	       str_eq(verdict, str_of(report_state_name(REPORT_PARTLY)));
}

/* A copy that was merged into somebody else's true report: its sender was right, too. */
static bool is_shared(const struct review_case *c, struct str verdict, struct str reason)
{
	return !id_is_zero(c->row.merged_into) &&
	       (str_eq(reason, STR(SAME_CLUE)) || str_eq(reason, STR(JOINT))) &&
	       str_eq(verdict, str_of(report_state_name(REPORT_DUPLICATE)));
}

/*
 * Adds a verdict to the records of its sender and shop, or takes it back (times -1). A shared one
 * counts for its sender alone: the shop failed once.
 */
static void record(struct effects *fx, const struct review_case *c, struct str verdict,
		   struct str reason, int64_t at_ms, int times)
{
	bool shared = is_shared(c, verdict, reason);
	struct standing sum = { 0 };
	enum standing_verdict v = STANDING_VALID;

	if (!shared && !standing_of_verdict(verdict, &v))
		return;
	standing_record(&sum, v, at_ms, times);
	FX(fx, standing_add, .owner = c->row.owner, .valid = sum.valid, .invalid = sum.invalid,
	   .malicious = sum.malicious);
	if (c->row.shop_id.p && !shared)
		FX(fx, shop_standing_add, .shop_id = c->row.shop_id, .valid = sum.valid,
		   .invalid = sum.invalid, .malicious = sum.malicious);
	if (times > 0)
		effects_hint(fx, STR("verdict"), c->row.id, arena_printf(fx->arena, "%d", (int)v));
}

static struct str copy_reason(const struct review_case *first,
			      const struct r_review_merged_list *copy)
{
	if (id_eq(copy->owner, first->row.owner))
		return STR(OWN_REPEAT);
	return copy->joint ? STR(JOINT) : STR(SAME_CLUE);
}

/*
 * The reports merged into this one end with it: each reporter is told, and keeps the credit
 * of a clue that was true, or shares the fate of one that proved wrong. Who repeated an own
 * report is credited once.
 */
static enum err apply_to_copies(struct request *rq, struct effects *fx,
				const struct review_case *first, const struct verdict_given *v,
				const struct verdict_copies *copies)
{
	bool found = v->verdict == REPORT_VERIFIED || v->verdict == REPORT_PARTLY;
	struct verdict_given theirs = *v;

	if (found) {
		theirs.verdict = REPORT_DUPLICATE;
		theirs.note = STR("");
	}
	for (size_t i = 0; copies && i < copies->n; i++) {
		const struct r_review_merged_list *row = &copies->row[i];
		struct review_case c = { .step = row->version + 1 };

		if (found)
			theirs.reason = copy_reason(first, row);
		if (report_state_parse(row->state, &c.state))
			return ERR_CORRUPT;
		if (!report_state_is_open(c.state))
			continue;
		c.row.id = row->id;
		c.row.version = row->version;
		c.row.owner = row->owner;
		c.row.contact = row->contact;
		c.row.source = row->source;
		c.row.merged_into = first->row.id;
		/* Nobody took it up by itself; it was in review with the other one. */
		if (report_state_next(c.state, REPORT_EV_CLAIM, &c.state))
			continue;
		review_guard(fx, &c);
		if (verdict_apply(rq, fx, &c, &theirs, NULL))
			return ERR_RULE;
	}
	return ERR_OK;
}

enum err verdict_apply(struct request *rq, struct effects *fx, struct review_case *c,
		       const struct verdict_given *v, const struct verdict_copies *copies)
{
	enum report_state before = c->state;
	enum err e = review_move(rq, c, report_verdict_event(v->verdict));

	if (e)
		return e;
	FX(fx, review_verdict, .state = str_of(report_state_name(c->state)),
	   .verdict = str_of(report_state_name(v->verdict)), .verdict_reason = v->reason,
	   .verdict_note = v->note, .verdict_by = v->by, .verdict_ms = v->at_ms,
	   .updated_ms = rq->now_ms, .id = c->row.id);
	FX(fx, verdict_pending_drop, .report = c->row.id);
	FX(fx, timer_drop, .id = review_lease_timer(c->row.id));
	/* A verdict overturned on appeal rewrites history. */
	if (c->row.verdict.p)
		record(fx, c, c->row.verdict, c->row.verdict_reason, c->row.verdict_ms, -1);
	record(fx, c, str_of(report_state_name(v->verdict)), v->reason, v->at_ms, 1);
	if (found_true(str_of(report_state_name(v->verdict))))
		teach_alias(rq, fx, c);
	else if (c->row.verdict.p && found_true(c->row.verdict))
		unteach_alias(rq, fx, c);
	review_step(rq, fx, c, v->reason, v->note);
	review_tell(rq, fx, c->row.contact, c->row.id, c->state);
	review_audit(rq, fx, "review.effective", c->row.id,
		     json_pack("{s:s}", "state", report_state_name(before)),
		     json_pack("{s:s, s:o}", "state", report_state_name(c->state), "reason",
			       json_str(v->reason)));
	if (c->row.office.p)
		review_hint(fx, c->row.id, c->row.office);
	return apply_to_copies(rq, fx, c, v, copies);
}

void verdict_move_shop(struct request *rq, struct effects *fx, const struct review_case *c,
		       struct str shop_id)
{
	struct standing take = { 0 }, give = { 0 };
	enum standing_verdict v;

	if (!c->row.verdict.p || !c->row.shop_id.p)
		return;
	unteach_alias(rq, fx, c);
	if (is_shared(c, c->row.verdict, c->row.verdict_reason) ||
	    !standing_of_verdict(c->row.verdict, &v))
		return;
	standing_record(&take, v, c->row.verdict_ms, -1);
	standing_record(&give, v, c->row.verdict_ms, 1);
	FX(fx, shop_standing_add, .shop_id = c->row.shop_id, .valid = take.valid,
	   .invalid = take.invalid, .malicious = take.malicious);
	FX(fx, shop_standing_add, .shop_id = shop_id, .valid = give.valid, .invalid = give.invalid,
	   .malicious = give.malicious);
}
