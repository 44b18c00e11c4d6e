#include "domain/evidence_window.h"

#define HOUR_MS   3600000LL
#define DAY_MS    (24 * HOUR_MS)
#define PACE_DAYS 7

struct sharer {
	uint64_t owner;
	int64_t seen_ms;
};

struct shared_row {
	struct sharer by[EVIDENCE_SHARERS + 1]; /* one may be the asker */
};

struct owner_row {
	int64_t day; /* of the newest count */
	uint16_t count[PACE_DAYS];
};

/* People's days, which in China begin eight hours before UTC's. */
static int64_t day_of(int64_t at_ms)
{
	return (at_ms + 8 * HOUR_MS) / DAY_MS;
}

enum err evidence_window_new(struct arena *a, size_t scale, struct evidence_window *ret_w)
{
	struct evidence_window w;
	enum err e;

	e = lossy_table_new(a, scale, sizeof(struct shared_row), &w.devices);
	if (!e)
		e = lossy_table_new(a, scale, sizeof(struct shared_row), &w.addresses);
	if (!e)
		e = lossy_table_new(a, scale, sizeof(struct owner_row), &w.owners);
	if (!e)
		e = burst_new(a, scale / 8, &w.bursts);
	if (!e)
		*ret_w = w;
	return e;
}

/* Other accounts seen with the key within the window. */
static int32_t sharers(const struct lossy_table *t, uint64_t key, const struct burst_report *r)
{
	const struct shared_row *row = lossy_table_find(t, key);
	int32_t n = 0;

	if (!key)
		return EVIDENCE_MISSING;
	for (size_t i = 0; row && i < ARRAY_LEN(row->by); i++) {
		const struct sharer *s = &row->by[i];

		if (s->owner && s->owner != r->owner && s->seen_ms > r->at_ms - EVIDENCE_WINDOW_MS)
			n++;
	}
	return n < EVIDENCE_SHARERS ? n : EVIDENCE_SHARERS;
}

static void share(struct lossy_table *t, uint64_t key, const struct burst_report *r)
{
	struct shared_row *row;
	struct sharer *at;

	if (!key)
		return;
	row = lossy_table_take(t, key, r->at_ms);
	at = &row->by[0];
	for (size_t i = 0; i < ARRAY_LEN(row->by); i++) {
		if (row->by[i].owner == r->owner) {
			at = &row->by[i];
			break;
		}
		if (row->by[i].seen_ms < at->seen_ms)
			at = &row->by[i];
	}
	*at = (struct sharer){ r->owner, r->at_ms };
}

static int32_t pace(const struct lossy_table *t, const struct burst_report *r)
{
	const struct owner_row *row = lossy_table_find(t, r->owner);
	int64_t day = day_of(r->at_ms);
	int32_t n = 0;

	for (int64_t d = day - PACE_DAYS + 1; row && d <= row->day; d++)
		if (d > row->day - PACE_DAYS)
			n += row->count[d % PACE_DAYS];
	return n;
}

int evidence_window_today(const struct evidence_window *w, uint64_t owner, int64_t at_ms)
{
	const struct owner_row *row = lossy_table_find(&w->owners, owner);
	int64_t day = day_of(at_ms);

	return row && day <= row->day && day > row->day - PACE_DAYS ? row->count[day % PACE_DAYS]
								    : 0;
}

static void pace_add(struct lossy_table *t, const struct burst_report *r)
{
	struct owner_row *row = lossy_table_take(t, r->owner, r->at_ms);
	int64_t day = day_of(r->at_ms);

	/* Days between the last report and this one were quiet. */
	for (int64_t d = row->day + 1; d <= day && d <= row->day + PACE_DAYS; d++)
		row->count[d % PACE_DAYS] = 0;
	if (day > row->day + PACE_DAYS)
		for (size_t i = 0; i < PACE_DAYS; i++)
			row->count[i] = 0;
	if (day > row->day)
		row->day = day;
	if (day > row->day - PACE_DAYS && row->count[day % PACE_DAYS] < UINT16_MAX)
		row->count[day % PACE_DAYS]++;
}

void evidence_window_tell(const struct evidence_window *w, const struct trace *t,
			  struct evidence *ev)
{
	ev->x[SCORE_COPIED_PHOTO] = t->r.copied_photo;
	ev->x[SCORE_COPIED_TEXT] = t->r.copied_text;
	ev->x[SCORE_DEVICE] = sharers(&w->devices, t->r.device, &t->r);
	ev->x[SCORE_ADDRESS] = sharers(&w->addresses, t->r.address, &t->r);
	ev->x[SCORE_PACE] = pace(&w->owners, &t->r);
	if (t->shop) {
		struct burst_view b = burst_ask(&w->bursts, t->shop, &t->r);

		ev->x[SCORE_REPEAT] = b.repeats;
		ev->x[SCORE_BURST] = b.others ? b.points : EVIDENCE_MISSING;
		/* A crowd speaks for a report only while it does not look copied. */
		ev->x[SCORE_CROWD] = b.points < 0 ? b.others : 0;
	}
}

void evidence_window_add(struct evidence_window *w, const struct trace *t)
{
	share(&w->devices, t->r.device, &t->r);
	share(&w->addresses, t->r.address, &t->r);
	pace_add(&w->owners, &t->r);
	if (t->shop)
		burst_add(&w->bursts, t->shop, &t->r);
}

void evidence_window_judge(struct evidence_window *w, uint64_t shop, uint64_t report,
			   enum standing_verdict v)
{
	if (shop)
		burst_judge(&w->bursts, shop, report, v);
}
