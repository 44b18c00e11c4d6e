#include "cli/score_cases.h"

#include <string.h>

#define DAY_MS     86400000LL
#define PAGE_BYTES ((size_t)64 << 20)

/* The pages of score_trace since a day, one after another. */
struct pages {
	struct db *db;
	struct arena arena;
	int64_t day;
	struct id after;
	struct r_score_trace_since *rows;
	size_t n;
};

static void pages_release(struct pages *p)
{
	arena_release(&p->arena);
}

static void pages_init(struct pages *p, struct db *db, int64_t now_ms, int days)
{
	*p = (struct pages){ .db = db, .day = now_ms / DAY_MS - days - 1 };
	arena_init(&p->arena, PAGE_BYTES);
}

/* p->n is 0 after the last one. */
static enum err pages_next(struct pages *p)
{
	enum err e;

	if (p->n) {
		p->day = p->rows[p->n - 1].day;
		p->after = p->rows[p->n - 1].report;
	}
	arena_reset(&p->arena);
	e = DB_ROWS(p->db, &p->arena, score_trace_since, &p->rows, &p->n, .day = p->day,
		    .day_same = p->day, .after = p->after);
	return e;
}

static enum err scored(const struct score_card *card, const struct r_score_trace_since *r,
		       struct score *ret_score)
{
	struct evidence ev;
	enum err e = evidence_unpack(r->evidence, &ev);

	if (e)
		return e;
	ev.severity = (int32_t)r->severity;
	*ret_score = score_report(card, &ev);
	return ERR_OK;
}

static void keep(struct score_cases *c, const struct score_case *one)
{
	size_t quarter = SCORE_CASES_MAX / 4;

	if (c->n == SCORE_CASES_MAX) {
		memmove(c->cases, c->cases + quarter, (c->n - quarter) * sizeof(*one));
		c->n -= quarter;
	}
	c->cases[c->n++] = *one;
}

static enum err take_page(const struct pages *p, const struct score_card *card,
			  struct score_cases *c)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct r_score_trace_since *r = &p->rows[i];
		enum standing_verdict v;
		struct score_case one;
		struct score s;

		if (!r->sampled_of || !standing_of_verdict(r->verdict, &v))
			continue;
		if (scored(card, r, &s))
			return ERR_CORRUPT;
		one = (struct score_case){ .verdict = (uint8_t)v,
					   .hard = s.hard,
					   .severity = (uint8_t)r->severity,
					   .weight = (float)r->sampled_of,
					   .at_ms = r->at_ms };
		memcpy(one.bins, s.bins, sizeof(one.bins));
		keep(c, &one);
	}
	return ERR_OK;
}

enum err score_cases_read(struct db *db, struct arena *a, const struct score_card *card,
			  int64_t now_ms, int days, struct score_cases *ret_cases)
{
	AUTO(pages) p;
	struct score_cases c = { arena_array(a, SCORE_CASES_MAX, struct score_case), 0 };
	enum err e = c.cases ? ERR_OK : ERR_MEMORY;

	pages_init(&p, db, now_ms, days);
	do {
		e = e ? e : pages_next(&p);
		e = e ? e : take_page(&p, card, &c);
	} while (!e && p.n);
	if (!e)
		*ret_cases = c;
	return e;
}

static struct str harm_json(struct arena *a, const struct score_findings *f)
{
	struct str out = STR("");

	for (int g = 0; g < GROUP__COUNT; g++)
		out = arena_printf(
			a, "%.*s%s{\"group\":\"%s\",\"n\":%zu,\"before\":%zu,\"after\":%zu}",
			STR_ARG(out), g ? "," : "", score_group_name((enum score_group)g),
			f->after.n[g], f->before.shielded[g], f->after.shielded[g]);
	return out;
}

static struct str moved_json(struct arena *a, const struct score_shadow *s)
{
	struct str out = STR("");

	for (int from = 0; from <= LANE_SHIELDED; from++)
		for (int to = 0; to <= LANE_SHIELDED; to++)
			out = arena_printf(a, "%.*s%s{\"from\":\"%s\",\"to\":\"%s\",\"n\":%zu}",
					   STR_ARG(out), from || to ? "," : "",
					   lane_name((enum lane)from), lane_name((enum lane)to),
					   s->moved[from][to]);
	return out;
}

struct str score_cases_report(struct arena *a, const struct score_findings *f)
{
	const struct score_fit_report *r = &f->fit;
	struct str harm = harm_json(a, f), moved = moved_json(a, &f->shadow);

	if (!harm.p || !moved.p)
		return (struct str){ NULL, 0 };
	return arena_printf(a,
			    "{\"verdicts\":%zu,\"held_out\":%zu,\"loss_v\":[%.5f,%.5f],"
			    "\"loss_m\":[%.5f,%.5f],\"harm\":[%.*s],"
			    "\"shadow\":{\"days\":%d,\"reports\":%zu,\"moved\":[%.*s]}}",
			    r->n, r->n_held_out, r->before.v, r->after.v, r->before.m, r->after.m,
			    STR_ARG(harm), f->shadow.days, f->shadow.n, STR_ARG(moved));
}

enum err score_cases_shadow(struct db *db, const struct score_card *now,
			    const struct score_card *other, int64_t now_ms, int days,
			    struct score_shadow *ret_shadow)
{
	AUTO(pages) p;
	struct score_shadow shadow = { .days = days };
	enum err e = ERR_OK;

	pages_init(&p, db, now_ms, days);
	do {
		e = pages_next(&p);
		for (size_t i = 0; !e && i < p.n; i++) {
			struct score s, t;

			e = scored(now, &p.rows[i], &s);
			e = e ? e : scored(other, &p.rows[i], &t);
			if (!e) {
				shadow.moved[s.lane][t.lane]++;
				shadow.n++;
			}
		}
	} while (!e && p.n);
	if (!e)
		*ret_shadow = shadow;
	return e;
}
