#include "domain/burst.h"

/*
 * Log-odds * 10 that one other reporter's trace gives to "this burst is
 * copied", by judgement. The strongest trace of a reporter counts, once.
 */
#define POINTS_START       (-10) /* bursts of copies are rarer than shops that fail many */
#define POINTS_INDEPENDENT (-9)
#define POINTS_VALID       (-20)
#define POINTS_ADDRESS     3
#define POINTS_TEXT        14 /* people also pass a text on in good faith */
#define POINTS_PHOTO       20
#define POINTS_DEVICE      22
#define POINTS_MALICIOUS   30

enum judged { NOT_JUDGED, JUDGED_VALID, JUDGED_INVALID, JUDGED_MALICIOUS };

struct entry {
	struct burst_report r;
	enum judged judged;
};

struct shop_row {
	uint32_t n, next; /* a ring */
	struct entry kept[BURST_KEPT];
};

enum err burst_new(struct arena *a, size_t n_shops, struct burst_table *ret_table)
{
	return lossy_table_new(a, n_shops, sizeof(struct shop_row), &ret_table->shops);
}

static bool is_live(const struct entry *e, const struct burst_report *now)
{
	return e->r.at_ms > now->at_ms - BURST_WINDOW_MS;
}

static bool same(uint64_t a, uint64_t b)
{
	return a && a == b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* What the traces that two different reporters share say. */
static int shared_points(const struct burst_report *a, const struct burst_report *b)
{
	if (a->owner == b->owner)
		return POINTS_INDEPENDENT;
	if (same(a->device, b->device))
		return POINTS_DEVICE;
	return same(a->address, b->address) ? POINTS_ADDRESS : POINTS_INDEPENDENT;
}

static int own_points(const struct entry *e)
{
	if (e->judged == JUDGED_MALICIOUS)
		return POINTS_MALICIOUS;
	if (e->judged == JUDGED_VALID)
		return POINTS_VALID;
	if (e->r.copied_photo)
		return POINTS_PHOTO;
	return e->r.copied_text ? POINTS_TEXT : POINTS_INDEPENDENT;
}

static int entry_points(const struct shop_row *row, const struct entry *e,
			const struct burst_report *now)
{
	int points = own_points(e);

	/* A verdict is stronger than any trace. */
	if (e->judged == JUDGED_VALID || e->judged == JUDGED_MALICIOUS)
		return points;
	points = max(points, shared_points(&e->r, now));
	for (uint32_t i = 0; i < row->n; i++)
		if (is_live(&row->kept[i], now))
			points = max(points, shared_points(&e->r, &row->kept[i].r));
	return points;
}

/* Is there no later entry of the same reporter? Each reporter counts once. */
static bool is_last_of_owner(const struct shop_row *row, uint32_t at)
{
	const struct burst_report *r = &row->kept[at].r;

	for (uint32_t i = 0; i < row->n; i++) {
		const struct burst_report *other = &row->kept[i].r;

		if (i == at || other->owner != r->owner)
			continue;
		if (other->at_ms > r->at_ms || (other->at_ms == r->at_ms && i > at))
			return false;
	}
	return true;
}

struct burst_view burst_ask(const struct burst_table *t, uint64_t shop,
			    const struct burst_report *r)
{
	const struct shop_row *row = lossy_table_find(&t->shops, shop);
	struct burst_view view = { 0 };
	int points = POINTS_START;

	for (uint32_t i = 0; row && i < row->n; i++) {
		const struct entry *e = &row->kept[i];

		if (!is_live(e, r))
			continue;
		if (e->r.owner == r->owner) {
			view.repeats++;
		} else if (is_last_of_owner(row, i)) {
			view.others++;
			points += entry_points(row, e, r);
		}
	}
	if (view.others)
		view.points = points > BURST_POINTS    ? BURST_POINTS
			      : points < -BURST_POINTS ? -BURST_POINTS
						       : points;
	return view;
}

void burst_add(struct burst_table *t, uint64_t shop, const struct burst_report *r)
{
	struct shop_row *row = lossy_table_take(&t->shops, shop, r->at_ms);

	row->kept[row->next] = (struct entry){ .r = *r };
	row->next = (row->next + 1) % BURST_KEPT;
	if (row->n < BURST_KEPT)
		row->n++;
}

void burst_judge(struct burst_table *t, uint64_t shop, uint64_t report, enum standing_verdict v)
{
	static const enum judged judged[] = {
		[STANDING_VALID] = JUDGED_VALID,
		[STANDING_INVALID] = JUDGED_INVALID,
		[STANDING_MALICIOUS] = JUDGED_MALICIOUS,
	};
	struct shop_row *row = lossy_table_find(&t->shops, shop);

	for (uint32_t i = 0; row && i < row->n; i++)
		if (row->kept[i].r.report == report)
			row->kept[i].judged = judged[v];
}
