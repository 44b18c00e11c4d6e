/* review.queue: what waits, the most valuable first. */
#include "gateway/offices.h"
#include "gateway/review_case.h"
#include "gateway/review_json.h"
#include "gateway/session.h"
#include "gateway/tables.h"

#include <stdlib.h>

#define PAGE_DEFAULT 50
#define PAGE_MAX     100

#define LANES        "open|priority|normal|shielded"
#define STATES                                                                                  \
	"received|triaged|in_review|info_needed|verified|partly|unfounded|malicious|duplicate|" \
	"other_authority|unverifiable|closed|appealed|withdrawn"

struct queue_body {
	struct str lane, office, state, cursor;
	int64_t limit;
};

static const struct field queue_fields[] = {
	FIELD_OF(queue_body, lane, LANES, OPTIONAL),
	FIELD(queue_body, office, FIELD_LINE, 1, 40, OPTIONAL),
	FIELD_OF(queue_body, state, STATES, OPTIONAL),
	FIELD(queue_body, cursor, FIELD_LINE, 1, 60, OPTIONAL),
	FIELD(queue_body, limit, FIELD_INT, 1, PAGE_MAX, OPTIONAL),
	{ .name = NULL },
};

struct queue_page {
	struct r_review_queue *row;
	size_t n;
	int64_t total;
	struct r_account_office_list *office;
	size_t offices;
	struct str *office_name; /* of each row */
};

/* Where a page begins: after this rank and id, as text "RANK.ID". */
static bool cursor_parse(struct str cursor, int64_t *ret_rank, struct id *ret_id)
{
	struct str rest = cursor, head;
	long long rank;

	if (!cursor.p) {
		*ret_rank = INT64_MAX;
		*ret_id = (struct id){ { 0 } };
		return true;
	}
	head = str_cut(&rest, '.');
	if (!rest.p || !str_to_i64(head, &rank) || id_parse(rest, ret_id))
		return false;
	*ret_rank = rank;
	return true;
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static enum err load_offices(struct request *rq, struct services *sv, struct queue_page *page)
{
	return DB_ROWS(sv->db, &rq->arena, account_office_list, &page->office, &page->offices,
		       .account = rq->who.id);
}

static enum err queue_load(struct request *rq, struct services *sv)
{
	const struct queue_body *b = rq->body;
	struct queue_page *page = arena_new(&rq->arena, struct queue_page);
	struct str state = or_empty(b->state), office = or_empty(b->office);
	struct str lane = b->lane.p ? b->lane : STR("open"), queue = STR("open");
	struct r_review_total *total;
	enum report_state s;
	struct id after;
	int64_t rank;
	size_t n;
	enum err e;

	if (!page)
		return ERR_MEMORY;
	if (!cursor_parse(b->cursor, &rank, &after))
		return refuse(rq, "params.bad", "cursor");
	/* What is decided stands outside the lanes. */
	if (b->state.p && !report_state_parse(state, &s) && !report_state_is_open(s))
		queue = state;
	e = load_offices(rq, sv, page);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, review_queue, &page->row, &page->n, .queue = queue,
			    .state_any = state, .state = state, .account = rq->who.id,
			    .office_any = office, .office = office, .lane_open = lane, .lane = lane,
			    .rank = rank, .rank_same = rank, .after = after,
			    .most = b->limit == I64_NULL ? PAGE_DEFAULT : b->limit);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, review_total, &total, &n, .queue = queue,
			    .state_any = state, .state = state, .account = rq->who.id,
			    .office_any = office, .office = office, .lane_open = lane,
			    .lane = lane);
	if (e)
		return e;
	page->total = n ? total->n : 0;
	page->office_name = arena_array(&rq->arena, page->n + 1, struct str);
	if (!page->office_name)
		return ERR_MEMORY;
	for (size_t i = 0; i < page->n; i++)
		page->office_name[i] = offices_name(sv->offices, page->row[i].office, &rq->arena);
	rq->loaded = page;
	return ERR_OK;
}

static void add_claim(json_t *item, const struct request *rq, const struct r_review_queue *r)
{
	if (id_is_zero(r->claimed_by) || r->lease_ms <= rq->now_ms)
		return;
	json_object_set_new(item, "claimed_by", json_str(r->claimed_name));
	json_object_set_new(item, "claimed_by_me", json_boolean(id_eq(r->claimed_by, rq->who.id)));
	json_object_set_new(item, "lease_until", json_ms(r->lease_ms));
}

static json_t *item_json(struct request *rq, const struct r_review_queue *r, struct str office_name)
{
	struct str name = r->shop_name.p ? r->shop_name : r->shop_text;
	json_t *item = json_pack(
		"{s:o, s:I, s:I, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:b, s:o}",
		"report", json_id(r->id), "score", (json_int_t)r->score_v, "malice",
		(json_int_t)r->score_m, "lane", json_str(r->lane), "reasons",
		review_score_reasons(rq, r->score_json), "category", json_str(r->category),
		"severity", (json_int_t)r->severity, "shop_name", json_str(or_empty(name)),
		"office", json_str(r->office), "state", json_str(r->state), "submitted_at",
		json_ms(review_shown_ms(r->source, r->submitted_ms)), "due_at", json_ms(r->due_ms),
		"photos", (json_int_t)r->photos, "copies", (json_int_t)r->copies, "audit",
		(int)(r->audit_draw != 0), "source", json_str(review_source(r->source)));

	if (!item)
		return NULL;
	json_object_set_new(item, "office_name", json_str(office_name));
	/* Leads of one shop stand together. */
	if (r->shop_id.p)
		json_object_set_new(item, "shop", json_str(r->shop_id));
	json_object_set_new(item, "group", json_str(r->shop_id.p ? r->shop_id : or_empty(name)));
	add_claim(item, rq, r);
	return item;
}

static enum err queue_decide(struct request *rq, struct effects *fx)
{
	const struct queue_body *b = rq->body;
	const struct queue_page *page = rq->loaded;
	int64_t most = b->limit == I64_NULL ? PAGE_DEFAULT : b->limit;
	json_t *items = json_array();

	(void)fx;
	for (size_t i = 0; i < page->n; i++)
		json_array_append_new(items, item_json(rq, &page->row[i], page->office_name[i]));
	rq->result = json_pack("{s:o, s:I}", "items", items, "total", (json_int_t)page->total);
	if (page->n && (int64_t)page->n == most) {
		const struct r_review_queue *last = &page->row[page->n - 1];
		struct str cursor = arena_printf(&rq->arena, "%lld.%s", (long long)last->rank,
						 ID_C(last->id));

		json_object_set_new(rq->result, "cursor", json_str(cursor));
	}
	return rq->result ? ERR_OK : ERR_MEMORY;
}

/* From now on this session is told when a report of these offices changes. */
static void queue_tell(struct request *rq, struct session *s)
{
	const struct queue_page *page = rq->loaded;
	size_t len = 2;
	char *list, *at;

	for (size_t i = 0; i < page->offices; i++)
		len += page->office[i].office.len + 1;
	list = malloc(len);
	if (!list)
		return;
	at = list;
	*at++ = ',';
	for (size_t i = 0; i < page->offices; i++) {
		memcpy(at, page->office[i].office.p, page->office[i].office.len);
		at += page->office[i].office.len;
		*at++ = ',';
	}
	*at = '\0';
	session_watch_reviews(s, list);
}

const struct msg_type queue_msgs[] = {
	{.name = "review.queue",
         .roles = ROLE_REVIEWER,
         .per_minute = 240,
         .body_size = sizeof(struct queue_body),
         .fields = queue_fields,
         .zh = "待办队列，价值高的在前",
         .en = "what waits, the most valuable first",
         .work = WORK_READ,
         .load = queue_load,
         .decide = queue_decide,
         .tell = queue_tell },
	{ .name = NULL     },
};
