#include "cli/score_replay.h"

#include "domain/evidence_window.h"
#include "domain/score_fit.h"

#include <jansson.h>
#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_MS  3600000.0
#define REFIT_MS (7LL * 86400000)
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION /* hundreds of small towns a second */
#define WINDOW_SCALE 64
#define CASES_MAX    1024
#else
#define WINDOW_SCALE 65536
#define CASES_MAX    65536 /* verdicts a refit looks back on */
#endif
#define WINDOW_BYTES (128u << 20)
#define VALUE_MAX    1e9 /* more is as good as this */
#define HOURS_MAX    1e6 /* a century */

/* What production keeps in a row of its database, found by key. */
struct subject {
	uint64_t key;
	struct standing standing;
};

struct past_report {
	uint64_t key;
	struct subject *owner, *shop;
	struct score score;
	uint8_t severity;
	int64_t at_ms;
};

struct replay {
	struct score_card card;
	bool refit;
	int64_t refit_ms;
	struct arena window_arena, scratch;
	struct evidence_window window;
	void *owners, *shops, *reports; /* search trees */
	struct score_case *cases;
	size_t n_cases;
	FILE *out;
};

static int by_key(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The tree's record of that key, a zeroed one if new; NULL without memory. Each begins with its
 * key. */
static void *record_of(void **tree, uint64_t key, size_t size)
{
	void **found = tfind(&key, tree, by_key);
	uint64_t *record;

	if (found)
		return *found;
	record = calloc(1, size);
	if (!record)
		return NULL;
	*record = key;
	if (!tsearch(record, tree, by_key)) {
		free(record);
		return NULL;
	}
	return record;
}

/* Ids of the stream are small numbers; 0 must stay free for "unknown". */
static uint64_t key_of(const json_t *line, const char *name)
{
	const json_t *id = json_object_get(line, name);

	return json_is_integer(id) ? (uint64_t)json_integer_value(id) + 1 : 0;
}

static int32_t value(const json_t *line, const char *name, double scale)
{
	const json_t *x = json_object_get(line, name);
	double v = json_number_value(x) * scale;

	if (!json_is_number(x))
		return EVIDENCE_MISSING;
	return (int32_t)(v > VALUE_MAX ? VALUE_MAX : v < -VALUE_MAX ? -VALUE_MAX : v);
}

static int64_t time_of(const json_t *line)
{
	return STANDING_EPOCH_MS +
	       (int64_t)(json_number_value(json_object_get(line, "t")) * HOUR_MS);
}

/* What the report itself shows. */
static void tell_report(const json_t *line, struct evidence *ev)
{
	static const struct {
		const char *name;
		double scale;
		enum score_feature f;
	} row[] = {
		{"age_d",    1,    SCORE_ACCOUNT},
                { "jasmine", 1,    SCORE_CREDIT },
		{ "match",   1000, SCORE_MATCH  },
                { "photos",  1,    SCORE_PHOTOS },
		{ "dist",    1,    SCORE_PLACE  },
                { "tcon",    1000, SCORE_TIME   },
		{ "vis",     1000, SCORE_VISIBLE},
                { "order",   1,    SCORE_ORDER  },
		{ "len",     1,    SCORE_TEXT   },
                { "rider",   1,    SCORE_RIDER  },
	};

	evidence_init(ev);
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		ev->x[row[i].f] = value(line, row[i].name, row[i].scale);
	ev->severity = value(line, "severe", 1) > 0 ? SCORE_SEVERITY_MOST : 3;
}

static struct trace trace_of(const json_t *line, bool rider)
{
	return (struct trace){
		.shop = key_of(line, "shop"),
		.r = {
			.report = key_of(line, "id"),
			.owner = key_of(line, "user"),
			/* An enrolled whistleblower leaves neither. */
			.device = rider ? 0 : key_of(line, "dev"),
			.address = rider ? 0 : key_of(line, "ip"),
			.at_ms = time_of(line),
			.copied_photo = value(line, "dup", 1) > 0,
			.copied_text = value(line, "tdup", 1) > 0,
		},
	};
}

static enum err answer(const struct replay *rp, uint64_t key, const struct score *s)
{
	struct score_reason reasons[SCORE_REASONS];
	size_t n = score_reasons(&rp->card, s, reasons);

	fprintf(rp->out,
		"{\"id\":%lld,\"p_valid\":%.4f,\"p_malice\":%.4f,\"lane\":\"%s\",\"reasons\":[",
		(long long)key - 1, score_p(s->v), score_p(s->m), lane_name(s->lane));
	for (size_t i = 0; i < n; i++)
		fprintf(rp->out, "%s\"%s\"", i ? "," : "", reasons[i].code);
	return fputs("]}\n", rp->out) < 0 ? ERR_IO : ERR_OK;
}

static enum err on_report(struct replay *rp, const json_t *line)
{
	struct evidence ev;
	struct trace t;
	struct past_report *past;

	tell_report(line, &ev);
	t = trace_of(line, ev.x[SCORE_RIDER] > 0);
	if (!t.r.report || !t.r.owner)
		return ERR_INPUT;
	past = record_of(&rp->reports, t.r.report, sizeof(*past));
	if (!past)
		return ERR_MEMORY;
	past->owner = record_of(&rp->owners, t.r.owner, sizeof(*past->owner));
	past->shop = record_of(&rp->shops, t.shop, sizeof(*past->shop));
	if (!past->owner || !past->shop)
		return ERR_MEMORY;
	standing_tell_owner(&past->owner->standing, t.r.at_ms, &ev);
	standing_tell_shop(&past->shop->standing, t.r.at_ms, &ev);
	evidence_window_tell(&rp->window, &t, &ev);
	evidence_window_add(&rp->window, &t);
	past->score = score_report(&rp->card, &ev);
	past->severity = (uint8_t)ev.severity;
	past->at_ms = t.r.at_ms;
	return answer(rp, t.r.report, &past->score);
}

static bool verdict_of(const json_t *line, enum standing_verdict *ret_verdict)
{
	static const char *const names[] = {
		[STANDING_VALID] = "valid",
		[STANDING_INVALID] = "invalid",
		[STANDING_MALICIOUS] = "malicious",
	};
	const char *name = json_string_value(json_object_get(line, "verdict"));

	for (size_t i = 0; name && i < ARRAY_LEN(names); i++) {
		if (strcmp(name, names[i]) == 0) {
			*ret_verdict = (enum standing_verdict)i;
			return true;
		}
	}
	return false;
}

static enum err on_verdict(struct replay *rp, const json_t *line)
{
	uint64_t key = key_of(line, "id");
	void **found = tfind(&key, &rp->reports, by_key);
	enum standing_verdict v;
	struct past_report *past;
	struct score_case *c;

	if (!found || !verdict_of(line, &v))
		return ERR_INPUT;
	past = *found;
	standing_record(&past->owner->standing, v, time_of(line), 1);
	standing_record(&past->shop->standing, v, time_of(line), 1);
	evidence_window_judge(&rp->window, past->shop->key, key, v);
	if (rp->n_cases == CASES_MAX) {
		memmove(rp->cases, rp->cases + CASES_MAX / 4,
			(CASES_MAX - CASES_MAX / 4) * sizeof(*rp->cases));
		rp->n_cases -= CASES_MAX / 4;
	}
	c = &rp->cases[rp->n_cases++];
	*c = (struct score_case){ .verdict = (uint8_t)v,
				  .hard = past->score.hard,
				  .severity = past->severity,
				  .weight = 1,
				  .at_ms = past->at_ms };
	memcpy(c->bins, past->score.bins, sizeof(c->bins));
	return ERR_OK;
}

static enum err refit(struct replay *rp)
{
	struct score_fit_report report;
	struct score_card card;
	enum err e;

	if (!rp->refit || rp->n_cases < SCORE_FIT_LEAST)
		return ERR_OK;
	arena_reset(&rp->scratch);
	e = score_fit(&rp->card, rp->cases, rp->n_cases, &rp->scratch, &card, &report);
	if (!e && report.better)
		rp->card = card;
	return e;
}

static enum err on_line(struct replay *rp, const json_t *line)
{
	const char *type = json_string_value(json_object_get(line, "type"));
	const json_t *t = json_object_get(line, "t");
	enum err e = ERR_OK;

	if (!type || !json_is_number(t) || !(fabs(json_number_value(t)) <= HOURS_MAX))
		return ERR_INPUT;
	if (time_of(line) >= rp->refit_ms) {
		e = refit(rp);
		rp->refit_ms = time_of(line) + REFIT_MS;
	}
	if (e)
		return e;
	if (strcmp(type, "report") == 0)
		return on_report(rp, line);
	return strcmp(type, "verdict") == 0 ? on_verdict(rp, line) : ERR_INPUT;
}

static enum err read_lines(struct replay *rp, FILE *in, long *ret_line)
{
	AUTO(buf) text = BUF_INIT(REPLAY_LINE_MAX);
	char *p = buf_reserve(&text, REPLAY_LINE_MAX - 1);

	while (p && fgets(p, REPLAY_LINE_MAX - 1, in)) {
		json_t *line = json_loads(p, 0, NULL);
		enum err e = line ? on_line(rp, line) : ERR_INPUT;

		json_decref(line);
		++*ret_line;
		if (e)
			return e;
	}
	return !p ? ERR_MEMORY : ferror(in) || fflush(rp->out) ? ERR_IO : ERR_OK;
}

static void replay_release(struct replay *rp)
{
	tdestroy(rp->owners, free);
	tdestroy(rp->shops, free);
	tdestroy(rp->reports, free);
	free(rp->cases);
	arena_release(&rp->window_arena);
	arena_release(&rp->scratch);
}

enum err score_replay(FILE *in, FILE *out, const struct score_card *first, bool refit_,
		      struct replay_result *ret_result)
{
	AUTO(replay) rp = { .card = *first, .refit = refit_, .out = out };
	enum err e;

	ret_result->line = 0;
	arena_init(&rp.window_arena, WINDOW_BYTES);
	arena_init(&rp.scratch, 4 * CASES_MAX * sizeof(double));
	rp.cases = calloc(CASES_MAX, sizeof(*rp.cases));
	if (!rp.cases)
		return ERR_MEMORY;
	e = evidence_window_new(&rp.window_arena, WINDOW_SCALE, &rp.window);
	if (!e)
		e = read_lines(&rp, in, &ret_result->line);
	ret_result->card = rp.card;
	return e;
}
