#include "gateway/score_load.h"

#include "base/log.h"
#include "base/utf8.h"
#include "domain/audit_draw.h"
#include "domain/photo_evidence.h"
#include "domain/standing.h"
#include "io/score_memory.h"

#include <math.h>
#include <stdio.h>

#define DAY_MS        86400000LL
#define NEWCOMER_DAYS 30

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
	const struct r_report_facts *row = facts->rows;
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

static struct str to_json(struct request *rq, const struct score_card *card, const struct score *s)
{
	struct score_reason r[SCORE_REASONS];
	size_t n = score_reasons(card, s, r);
	json_t *reasons = json_array(), *bins = json_array(), *all;
	struct str out;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(reasons, json_pack("{s:s, s:i, s:i}", "code", r[i].code, "v",
							 (int)r[i].v, "m", (int)r[i].m));
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		json_array_append_new(bins, json_integer(s->bins[f]));
	all = json_pack("{s:i, s:o, s:o}", "hard", (int)s->hard, "bins", bins, "reasons", reasons);
	out = request_json(rq, all);
	json_decref(all);
	return out;
}

static void ask_memory(struct request *rq, struct services *sv, const struct score_facts *facts,
		       struct evidence *ev, struct scored *scored)
{
	int64_t phashes[16];
	struct score_ask ask = {
		.owner = request_owner(rq),
		.device = scored->device,
		.address = scored->address,
		.shop_id = facts->shop_id,
		.at_ms = rq->now_ms,
		.print = &scored->print,
		.phashes = phashes,
	};
	struct score_card card;

	for (size_t i = 0; i < facts->n_photos && i < ARRAY_LEN(phashes); i++)
		phashes[ask.n_phashes++] = facts->photos[i].phash;
	scored->score = score_memory_score(sv->score, &ask, ev, &card);
	scored->json = to_json(rq, &card, &scored->score);
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
	struct scored scored = { .print = text_print(facts->text) };
	uint8_t *packed = arena_alloc(&rq->arena, EVIDENCE_PACKED);
	struct evidence ev;
	enum err e;

	evidence_init(&ev);
	tell_report(rq, facts, &ev);
	e = packed ? tell_photos(rq, facts, &ev) : ERR_MEMORY;
	if (e)
		return e;
	tell_rows(rq, facts, &ev);
	/* Behind is better than busy: a report is not refused because the memory lags. */
	e = score_memory_refresh(sv->score, sv->db, rq->now_ms);
	if (e)
		log_warn("score.behind", "err=%s", err_name(e));
	/* A whistleblower leaves no trace of device or address. */
	if (!is_whistle(rq))
		scored.address = rq->address;
	ask_memory(rq, sv, facts, &ev, &scored);
	scored.newcomer = is_newcomer(&ev);
	scored.per_day = standing_quota(&ev, rq->config->rate_report_per_day);
	evidence_pack(&ev, packed);
	scored.evidence = (struct str){ (const char *)packed, EVIDENCE_PACKED };
	if (!scored.json.p)
		return ERR_MEMORY;
	*ret_scored = scored;
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

void score_store(struct request *rq, struct effects *fx, struct id report,
		 const struct score_facts *facts, const struct scored *scored)
{
	int64_t at_ms = request_store_ms(rq);
	bool drawn = score_is_drawn(rq, report, scored);
	struct str print = { (const char *)&scored->print, sizeof(scored->print) };

	FX(fx, score_trace_put, .report = report, .owner = request_owner(rq),
	   .shop_id = facts->shop_id.len ? facts->shop_id : (struct str){ NULL, 0 }, .at_ms = at_ms,
	   .day = at_ms / DAY_MS, .device = scored->device, .address = scored->address,
	   .print = print, .evidence = scored->evidence, .hard = scored->score.hard,
	   .severity = facts->severity, .sampled_of = drawn ? AUDIT_DRAW_ONE_IN : 1,
	   .newcomer = scored->newcomer);
	FX(fx, score_feed_put, .report = report, .verdict = -1, .at_ms = at_ms);
}
