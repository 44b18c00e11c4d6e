#include "gateway/report_submit.h"

#include "domain/legal_clock.h"
#include "domain/report_state.h"
#include "gateway/receipt.h"
#include "gateway/report_facts.h"
#include "gateway/score_load.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>

#define DAY_MS 86400000
#define SAME_CASE_MS                                                                 \
	(7LL * DAY_MS) /* an own report of shop and category within this is a repeat \
			*/
#define FETCH_BYTES       ((size_t)1 << 20)
#define FALLBACK_CLOCK_MS (21LL * DAY_MS)

struct submit_loaded {
	struct report_shop shop;
	struct office office;
	struct r_photo_get *photos;
	struct score_facts facts;
	struct scored scored;
	struct id duplicate_of;
};

/* --- load -------------------------------------------------------------------------- */

static struct score_facts facts_of(const struct submit_body *b, const struct submit_loaded *l)
{
	return (struct score_facts){
		.severity = category_find(b->category)->severity,
		.text = b->text,
		.shop_id = l->shop.id,
		.shop_at = l->shop.has_at ? &l->shop.at : NULL,
		.match_p = l->shop.match_p,
		.occurred_ms = b->occurred_at,
		.has_order = b->order_ref.len > 0,
		.photos = l->photos,
		.n_photos = b->photos.n,
	};
}

enum err report_submit_prepare(struct request *rq, struct services *sv, const struct submit_body *b,
			       struct submit_loaded **ret)
{
	struct submit_loaded *l = arena_new(&rq->arena, struct submit_loaded);
	enum err e;

	if (!l)
		return ERR_LIMIT;
	if (!category_find(b->category))
		return refuse(rq, "params.bad", "category");
	e = report_find_shop(rq, sv, b, &l->shop);
	e = e ? e : report_find_photos(rq, sv, &b->photos, &l->photos);
	e = e ? e
	      : offices_find(sv->offices, l->shop.street_code, l->shop.area, &rq->arena,
			     &l->office);
	if (e)
		return e;
	l->facts = facts_of(b, l);
	*ret = l;
	return ERR_OK;
}

/* As UNHEX reads it; json_id's text is for people. */
static json_t *json_hex(struct id id)
{
	char hex[2 * sizeof(id.b) + 1];

	return json_string(sodium_bin2hex(hex, sizeof(hex), id.b, sizeof(id.b)));
}

/* Who stays anonymous has no account and no credit score to look for. */
static json_t *ask_json(const struct submit_ask *ask)
{
	const struct request *rq = ask->rq;
	bool named = !rq->who.anonymous;
	struct id credit = keyring_hash_id(rq->keys, KEY_CREDIT, rq->who.id);

	return json_pack("[o, o, o, o, o]", json_hex(request_owner(rq)), json_str(ask->l->shop.id),
			 json_str(ask->b->category), named ? json_hex(rq->who.id) : json_null(),
			 named ? json_hex(credit) : json_null());
}

enum err report_submit_fetch(const struct submit_ask *asks, size_t n, struct services *sv)
{
	AUTO(arena) a = { .cap = FETCH_BYTES };
	json_t *list = json_array();
	struct r_report_facts *rows;
	size_t n_rows;
	char *text;
	enum err e;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, ask_json(&asks[i]));
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	if (!text)
		return ERR_MEMORY;
	e = DB_ROWS(sv->db, &a, report_facts, &rows, &n_rows,
		    .since_ms = asks[0].rq->now_ms - SAME_CASE_MS, .asks = str_of(text));
	free(text);
	if (!e && n_rows != n)
		e = ERR_CORRUPT;
	for (size_t i = 0; !e && i < n; i++) {
		struct submit_loaded *l = asks[rows[i].i - 1].l;

		l->facts.rows = rows[i];
		l->duplicate_of = rows[i].duplicate_of;
	}
	return e;
}

enum err report_submit_load(struct request *rq, struct services *sv, struct submit_loaded *l)
{
	enum err e = score_load(rq, sv, &l->facts, &l->scored);

	if (e)
		return e;
	if (l->scored.today < l->scored.per_day)
		return ERR_OK;
	/* Who is limited learns why, what still goes, and how to object. */
	if (l->scored.per_day < rq->config->rate_report_per_day)
		return refuse_text(
			rq, "rule.quota", NULL,
			"因有举报被认定为恶意，每天可提交的次数暂时减少，今天的已用完；"
			"危及人身的问题仍可提交，对认定不服可以申诉",
			"a report of yours was judged malicious, so for a while you can send "
			"fewer a day, and today's are used up; what endangers people "
			"can still be sent, and you can appeal the verdict");
	return refuse(rq, "rule.quota", NULL);
}

/* --- decide ------------------------------------------------------------------------- */

static const char *source_of(const struct request *rq)
{
	if (rq->who.roles & ROLE_WHISTLE)
		return "whistle";
	return rq->who.anonymous ? "anonymous" : "citizen";
}

static int64_t due_of(const struct request *rq, const struct submit_body *b)
{
	int64_t conduct = b->occurred_at == I64_NULL ? rq->now_ms : b->occurred_at;
	struct workday_due due;

	if (legal_due(&workday_china, LEGAL_VERIFY, conduct, rq->now_ms, false, &due))
		return rq->now_ms + FALLBACK_CLOCK_MS;
	return due.due_ms;
}

/* What both the row and the answer tell. */
struct made {
	struct id id;
	int64_t at_ms, due_ms;
	const char *state;
	struct receipt_code code;
	struct str hash;
};

static enum err make(struct request *rq, const struct submit_body *b, const struct submit_loaded *l,
		     struct made *m)
{
	unsigned char hash[RECEIPT_HASH_LEN];
	struct str shop = l->shop.id.p ? l->shop.id : b->shop_text;

	m->id = request_id_for(rq);
	m->at_ms = request_store_ms(rq);
	m->due_ms = due_of(rq, b);
	m->state = report_state_name(REPORT_TRIAGED);
	m->code = receipt_code(rq->keys, m->id);
	receipt_hash(m->id, m->at_ms, b->category, shop, b->text, hash);
	m->hash = arena_str(&rq->arena, (struct str){ (char *)hash, sizeof(hash) });
	return m->hash.p ? ERR_OK : ERR_LIMIT;
}

static void put_report(struct request *rq, struct effects *fx, const struct submit_body *b,
		       const struct submit_loaded *l, const struct made *m)
{
	const struct score *s = &l->scored.score;
	bool whistle = rq->who.roles & ROLE_WHISTLE;

	FX(fx, report_put, .id = m->id, .owner = request_owner(rq),
	   .contact = keyring_seal_id(rq->keys, KEY_CONTACT, rq->who.id, request_nonce(rq),
				      &rq->arena),
	   .source = str_of(source_of(rq)), .state = str_of(m->state), .category = b->category,
	   .severity = category_find(b->category)->severity, .text = b->text, .shop_id = l->shop.id,
	   .shop_text = b->shop_text, .shop_name = l->shop.name, .office = l->office.id,
	   .lat = b->at.set ? b->at.at.lat : (double)NAN,
	   .lng = b->at.set ? b->at.at.lng : (double)NAN,
	   .datum = b->at.set ? geo_datum_name(b->at.datum) : (struct str){ NULL, 0 },
	   .accuracy_m = b->at.set && !whistle ? b->at.accuracy_m : (double)NAN,
	   .occurred_ms = b->occurred_at, .order_ref = b->order_ref, .photos = (int64_t)b->photos.n,
	   .submitted_ms = m->at_ms, .updated_ms = m->at_ms, .due_ms = m->due_ms,
	   .receipt_lookup = receipt_lookup(rq->keys, str_of(m->code.c)), .receipt_hash = m->hash,
	   .match_p = l->shop.match_p, .match_json = l->shop.match_json,
	   .score_version = s->card_version, .score_v = s->v, .score_m = s->m,
	   .score_json = l->scored.json, .lane = str_of(lane_name(s->lane)),
	   .audit_draw = score_is_drawn(rq, m->id, &l->scored));
	for (size_t i = 0; i < b->photos.n; i++)
		FX(fx, photo_attach, .report = m->id, .n = (int64_t)i, .id = b->photos.id[i],
		   .owner = request_owner(rq));
}

static void put_audit(struct request *rq, struct effects *fx, const struct submit_body *b,
		      const struct submit_loaded *l, const struct made *m)
{
	json_t *after = json_pack("{s:o, s:o, s:s, s:s}", "category", json_str(b->category),
				  "office", json_str(l->office.id), "lane",
				  lane_name(l->scored.score.lane), "source", source_of(rq));

	effects_audit(fx, (struct effect_audit){ .actor = STR("reporter"),
						 .action = STR("report.submit"),
						 .object = m->id,
						 .after = request_json(rq, after) });
	effects_hint(fx, STR("report"), m->id, l->office.id);
	json_decref(after);
}

static json_t *answer_json(struct request *rq, const struct submit_loaded *l, const struct made *m)
{
	json_t *out = json_pack("{s:o, s:o, s:{s:o, s:o}, s:I}", "report", json_id(m->id),
				"receipt", receipt_json(rq->keys, m->id, m->hash, m->at_ms),
				"office", "office", json_str(l->office.id), "name",
				json_str(l->office.name), "due_at", m->due_ms);

	if (l->shop.id.p)
		json_object_set_new(out, "shop",
				    json_pack("{s:o, s:o}", "shop", json_str(l->shop.id), "name",
					      json_str(l->shop.name)));
	if (!id_is_zero(l->duplicate_of))
		json_object_set_new(out, "duplicate_of", json_id(l->duplicate_of));
	return out;
}

enum err report_submit_decide(struct request *rq, struct effects *fx, const struct submit_body *b,
			      struct submit_loaded *l, struct submit_answer *ret)
{
	struct made m;
	enum err e = make(rq, b, l, &m);

	if (e)
		return e;
	put_report(rq, fx, b, l, &m);
	score_store(rq, fx, m.id, &l->facts, &l->scored);
	put_audit(rq, fx, b, l, &m);
	ret->report = m.id;
	ret->result = answer_json(rq, l, &m);
	ret->receipt = json_object_get(ret->result, "receipt");
	return ret->result ? ERR_OK : ERR_MEMORY;
}
