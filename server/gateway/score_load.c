#include "gateway/score_load.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "domain/audit_draw.h"
#include "domain/photo_evidence.h"
#include "domain/standing.h"

#include <math.h>
#include <stdio.h>

#define DAY_MS        86400000LL
#define NEWCOMER_DAYS 30
#define JSON_MAX      4096

/* --- what the report itself shows ----------------------------------------------------- */

static int64_t known(int64_t ms)
{
	return ms == I64_NULL ? 0 : ms;
}

/* The file's own place before the sender's: it is harder to make up. */
static void place_of(const struct r_photo_get *row, struct photo_fact *fact)
{
	struct geo_point exif = { row->exif_lat, row->exif_lng }, told = { row->lat, row->lng };
	enum geo_datum datum;

	if (geo_valid(exif)) {
		fact->has_at = true;
		fact->at = geo_convert(exif, GEO_WGS84, GEO_GCJ02);
	} else if (geo_valid(told) && !geo_datum_parse(row->datum, &datum)) {
		fact->has_at = true;
		fact->at = geo_convert(told, datum, GEO_GCJ02);
	}
}

static enum err tell_photos(struct request *rq, const struct score_facts *facts,
			    struct evidence *ev)
{
	struct photo_fact *photos = arena_array(&rq->arena, facts->n_photos, struct photo_fact);

	if (!photos)
		return ERR_MEMORY;
	for (size_t i = 0; i < facts->n_photos; i++) {
		photos[i].told_ms = known(facts->photos[i].taken_ms);
		photos[i].exif_ms = known(facts->photos[i].exif_taken_ms);
		place_of(&facts->photos[i], &photos[i]);
	}
	photo_evidence_tell(photos, facts->n_photos, facts->shop_at, known(facts->occurred_ms),
			    rq->now_ms, ev);
	return ERR_OK;
}

static bool is_whistle(const struct request *rq)
{
	return rq->who.roles & ROLE_WHISTLE;
}

static void tell_report(const struct request *rq, const struct score_facts *facts,
			struct evidence *ev)
{
	ev->severity = facts->severity;
	if (!isnan(facts->match_p))
		ev->x[SCORE_MATCH] = (int32_t)lround(1000 * facts->match_p);
	ev->x[SCORE_ORDER] = facts->has_order;
	ev->x[SCORE_TEXT] = (int32_t)utf8_len(facts->text);
	ev->x[SCORE_RIDER] = is_whistle(rq);
}

/* --- what the rows say ------------------------------------------------------------------- */

static double sum(double stored)
{
	return isnan(stored) ? 0 : stored;
}

static void tell_rows(const struct request *rq, const struct score_facts *facts,
		      struct evidence *ev)
{
	const struct r_report_facts *row = &facts->rows;
	struct standing owner = { sum(row->valid), sum(row->invalid), sum(row->malicious) };
	struct standing shop = { sum(row->shop_valid), sum(row->shop_invalid),
				 sum(row->shop_malicious) };
	int64_t today = rq->now_ms / DAY_MS;

	standing_tell_owner(&owner, rq->now_ms, ev);
	if (facts->shop_id.len)
		standing_tell_shop(&shop, rq->now_ms, ev);
	/* Who stays anonymous has no account; a whistleblower's enrolment stands for its age. */
	if (!is_whistle(rq) && row->created_day != I64_NULL)
		ev->x[SCORE_ACCOUNT] = (int32_t)(today - row->created_day);
	else if (rq->who.anonymous)
		ev->x[SCORE_ACCOUNT] = 0;
	if (row->credit != I64_NULL && rq->now_ms - row->credit_ms < rq->config->credit_cache_ms)
		ev->x[SCORE_CREDIT] = (int32_t)row->credit;
}

/* --- the whole ------------------------------------------------------------------------------ */

/* Numbers and codes only: there is nothing to escape. */
static struct str to_json(struct request *rq, const struct score_card *card, const struct score *s)
{
	struct score_reason r[SCORE_REASONS];
	size_t n = score_reasons(card, s, r);
	AUTO(buf) out = BUF_INIT(JSON_MAX);

	buf_printf(&out, "{\"hard\":%d,\"bins\":[", (int)s->hard);
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		buf_printf(&out, f ? ",%d" : "%d", s->bins[f]);
	buf_add_str(&out, STR("],\"reasons\":["));
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s{\"code\":\"%s\",\"v\":%d,\"m\":%d}", i ? "," : "", r[i].code,
			   (int)r[i].v, (int)r[i].m);
	buf_add_str(&out, STR("]}"));
	return buf_ok(&out) ? arena_str(&rq->arena, buf_str(&out)) : (struct str){ NULL, 0 };
}

static enum err ask_memory(struct request *rq, struct services *sv, const struct score_facts *facts,
			   struct evidence *ev, struct scored *scored)
{
	int64_t *phashes = arena_array(&rq->arena, facts->n_photos + 1, int64_t);
	struct score_view view;

	if (!phashes)
		return ERR_MEMORY;
	for (size_t i = 0; i < facts->n_photos; i++)
		phashes[i] = facts->photos[i].phash;
	scored->ask = (struct score_ask){
		.owner = request_owner(rq),
		.shop_id = facts->shop_id,
		.at_ms = rq->now_ms,
		.print = rq->config->score_copies ? &scored->print : NULL,
		.phashes = phashes,
		.n_phashes = rq->config->score_copies ? facts->n_photos : 0,
	};
	/* A whistleblower leaves no trace of device or address. */
	if (!is_whistle(rq))
		scored->ask.address = rq->address;
	scored->score = score_memory_score(sv->score, &scored->ask, ev, &view);
	scored->today = view.today;
	scored->json = to_json(rq, &view.card, &scored->score);
	return scored->json.p ? ERR_OK : ERR_MEMORY;
}

static bool is_newcomer(const struct evidence *ev)
{
	int32_t days = ev->x[SCORE_ACCOUNT];

	return ev->x[SCORE_HISTORY] == EVIDENCE_MISSING && days != EVIDENCE_MISSING &&
	       days < NEWCOMER_DAYS;
}

enum err score_load(struct request *rq, struct services *sv, const struct score_facts *facts,
		    struct scored *ret_scored)
{
	struct scored *scored = ret_scored;
	uint8_t *packed = arena_alloc(&rq->arena, EVIDENCE_PACKED);
	struct evidence ev;
	enum err e;

	*scored = (struct scored){ .print = text_print(facts->text) };
	evidence_init(&ev);
	tell_report(rq, facts, &ev);
	e = packed ? tell_photos(rq, facts, &ev) : ERR_MEMORY;
	if (e)
		return e;
	tell_rows(rq, facts, &ev);
	e = ask_memory(rq, sv, facts, &ev, scored);
	if (e)
		return e;
	scored->newcomer = is_newcomer(&ev);
	scored->per_day = standing_quota(&ev, rq->config->rate_report_per_day);
	evidence_pack(&ev, packed);
	scored->evidence = (struct str){ (const char *)packed, EVIDENCE_PACKED };
	return ERR_OK;
}

/* The day's seed follows from the master key: nobody can foresee it, its holder can repeat the
 * draw. */
static struct id seed_of(const struct request *rq, int64_t now_ms)
{
	char text[40];
	int n = snprintf(text, sizeof(text), "audit draw %lld", (long long)(now_ms / DAY_MS));

	return keyring_hash(rq->keys, KEY_DRAW, text, (size_t)n);
}

bool score_is_drawn(const struct request *rq, struct id report, const struct scored *scored)
{
	return scored->score.lane == LANE_SHIELDED && audit_draw(seed_of(rq, rq->now_ms), report);
}

static void put_trace(struct request *rq, struct effects *fx, struct id report,
		      const struct score_facts *facts, const struct scored *scored)
{
	const struct score_ask *ask = &scored->ask;
	bool drawn = score_is_drawn(rq, report, scored);

	FX(fx, score_trace_put, .report = report, .owner = ask->owner,
	   .shop_id = facts->shop_id.len ? facts->shop_id : (struct str){ NULL, 0 },
	   .at_ms = ask->at_ms, .day = ask->at_ms / DAY_MS, .device = ask->device,
	   .address = ask->address,
	   .print = { (const char *)&scored->print, sizeof(scored->print) },
	   .evidence = scored->evidence, .hard = scored->score.hard, .severity = facts->severity,
	   .sampled_of = drawn ? AUDIT_DRAW_ONE_IN : 1, .newcomer = scored->newcomer);
}

void score_store(struct request *rq, struct effects *fx, struct id report,
		 const struct score_facts *facts, struct scored *scored)
{
	scored->report = report;
	scored->ask.at_ms = request_store_ms(rq);
	put_trace(rq, fx, report, facts, scored);
	rq->scored = scored;
}

void score_committed(struct score_memory *m, const struct scored *scored)
{
	score_memory_add(m, scored->report, &scored->ask, scored->score.hard);
}
