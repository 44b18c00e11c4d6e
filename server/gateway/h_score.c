/* score.*: the filter's cards, their release by two people, and the filter's health. */
#include "gateway/tables.h"

#include "base/buf.h"
#include "domain/score_card.h"

#include <string.h>

#define DAY_MS   86400000LL
#define SPAN_MAX (366 * DAY_MS)

/* --- score.cards ---------------------------------------------------------------------- */

struct cards {
	struct r_score_card_list *row;
	size_t n;
};

static enum err cards_load(struct request *rq, struct services *sv)
{
	struct cards *cards = arena_new(&rq->arena, struct cards);

	if (!cards)
		return ERR_MEMORY;
	rq->loaded = cards;
	return DB_ROWS(sv->db, &rq->arena, score_card_list, &cards->row, &cards->n, .none = 0);
}

static json_t *report_json(struct str text)
{
	json_t *json = json_loadb(text.p ? text.p : "", text.len, 0, NULL);

	return json ? json : json_null();
}

static enum err cards_decide(struct request *rq, struct effects *fx)
{
	const struct cards *cards = rq->loaded;
	json_t *list = json_array();

	(void)fx;
	for (size_t i = 0; i < cards->n; i++) {
		const struct r_score_card_list *r = &cards->row[i];

		json_array_append_new(
			list, json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version",
					(json_int_t)r->version, "state", json_str(r->state),
					"made_by", json_str(r->made_by), "made_at",
					json_ms(r->made_ms), "first_by", json_str(r->first_by),
					"released_by", json_str(r->released_by), "released_at",
					json_ms(r->released_ms), "report", report_json(r->report)));
	}
	rq->result = json_pack("{s:o}", "cards", list);
	return ERR_OK;
}

/* --- score.release, score.refuse ---------------------------------------------------------- */

struct card_body {
	int64_t version;
};

static const struct field card_fields[] = {
	FIELD(card_body, version, FIELD_INT, 1, INT32_MAX, REQUIRED),
	{ .name = NULL },
};

static enum err card_load(struct request *rq, struct services *sv)
{
	const struct card_body *b = rq->body;
	struct r_score_card_get *row;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, score_card_get, &row, &n, .version = b->version);

	if (e)
		return e;
	if (!n)
		return refuse(rq, "score.not_found", "version");
	rq->loaded = row;
	return ERR_OK;
}

/* A card has no id of its own in the audit log: its version, in the last bytes. */
static struct id card_id(int64_t version)
{
	struct id id = {
		{'s', 'c', 'o', 'r', 'e'}
	};

	for (size_t i = 0; i < 8; i++)
		id.b[15 - i] = (uint8_t)(version >> (8 * i));
	return id;
}

static void audit(struct request *rq, struct effects *fx, const char *action, struct str before,
		  const char *after)
{
	const struct card_body *b = rq->body;

	effects_audit(fx, (struct effect_audit){
				  .actor = str_of(rq->who.login),
				  .action = str_of(action),
				  .object = card_id(b->version),
				  .before = arena_printf(&rq->arena, "{\"state\":\"%.*s\"}",
							 STR_ARG(before)),
				  .after = arena_printf(&rq->arena, "{\"state\":\"%s\"}", after) });
}

static enum err answer(struct request *rq, const char *state)
{
	rq->result = json_pack("{s:s}", "state", state);
	return ERR_OK;
}

/* The built-in card may have been in force until now: it becomes one that can be gone back to. */
static enum err keep_default(struct request *rq, struct effects *fx)
{
	struct score_card card;
	struct buf text = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct str body;

	score_card_default(&card);
	score_card_format(&card, &text);
	body = buf_ok(&text) ? arena_str(&rq->arena, buf_str(&text)) : (struct str){ NULL, 0 };
	buf_release(&text);
	if (!body.p)
		return ERR_MEMORY;
	FX(fx, score_card_seed, .version = card.version, .body = body, .made_ms = rq->now_ms);
	return ERR_OK;
}

/* The first yes is kept; the second, by somebody else, puts the card in force. */
static enum err release_decide(struct request *rq, struct effects *fx)
{
	const struct card_body *b = rq->body;
	const struct r_score_card_get *card = rq->loaded;
	struct str me = str_of(rq->who.login);
	bool draft = str_eq(card->state, STR("draft"));
	enum err e;

	if (!draft && !str_eq(card->state, STR("retired")))
		return refuse(rq, "rule.state", "version");
	if (draft && !card->first_by.len) {
		FX(fx, score_card_first, .first_by = me, .version = b->version);
		audit(rq, fx, "score.release", card->state, "draft");
		return answer(rq, "draft");
	}
	/* A retired card was released by two before: going back to it is one press. */
	if (draft && str_eq(card->first_by, me))
		return refuse_text(rq, "rule.two_people", "version", "须由另一人确认发布",
				   "somebody else has to confirm the release");
	e = keep_default(rq, fx);
	if (e)
		return e;
	FX(fx, score_card_release, .released_by = me, .released_ms = rq->now_ms,
	   .version = b->version, .first_by = card->first_by);
	FX(fx, score_card_retire, .except = b->version);
	audit(rq, fx, "score.release", card->state, "released");
	return answer(rq, "released");
}

static enum err refuse_decide(struct request *rq, struct effects *fx)
{
	const struct card_body *b = rq->body;
	const struct r_score_card_get *card = rq->loaded;

	if (!str_eq(card->state, STR("draft")))
		return refuse(rq, "rule.state", "version");
	FX(fx, score_card_refuse, .version = b->version);
	audit(rq, fx, "score.refuse", card->state, "refused");
	return answer(rq, "refused");
}

/* --- score.health ------------------------------------------------------------------------- */

struct health_body {
	int64_t from, to;
};

static const struct field health_fields[] = {
	FIELD(health_body, from, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	FIELD(health_body, to, FIELD_INT, 0, INT64_MAX / 2, REQUIRED),
	{ .name = NULL },
};

struct health {
	struct r_score_health *day;
	struct r_score_calibration *band;
	size_t days, bands;
};

static enum err health_load(struct request *rq, struct services *sv)
{
	const struct health_body *b = rq->body;
	struct health *h = arena_new(&rq->arena, struct health);
	enum err e;

	if (!h)
		return ERR_MEMORY;
	if (b->to < b->from || b->to - b->from > SPAN_MAX)
		return refuse(rq, "params.bad", "to");
	rq->loaded = h;
	e = DB_ROWS(sv->db, &rq->arena, score_health, &h->day, &h->days,
		    .day_from = b->from / DAY_MS, .day_to = b->to / DAY_MS);
	if (e)
		return e;
	return DB_ROWS(sv->db, &rq->arena, score_calibration, &h->band, &h->bands,
		       .day_from = b->from / DAY_MS, .day_to = b->to / DAY_MS);
}

static json_t *days_json(const struct health *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->days; i++) {
		const struct r_score_health *d = &h->day[i];

		json_array_append_new(
			list,
			json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "at",
				  (json_int_t)(d->day * DAY_MS), "reports", (json_int_t)d->reports,
				  "priority", (json_int_t)d->priority, "shielded",
				  (json_int_t)d->shielded, "drawn", (json_int_t)d->drawn,
				  "drawn_read", (json_int_t)d->drawn_read, "false_shielded",
				  (json_int_t)d->false_shielded, "newcomers",
				  (json_int_t)d->newcomers, "newcomers_shielded",
				  (json_int_t)d->newcomers_shielded, "newcomers_wronged",
				  (json_int_t)d->newcomers_wronged, "severe",
				  (json_int_t)d->severe));
	}
	return list;
}

static enum err health_decide(struct request *rq, struct effects *fx)
{
	const struct health *h = rq->loaded;
	json_t *bands = json_array();

	(void)fx;
	for (size_t i = 0; i < h->bands; i++)
		json_array_append_new(bands, json_pack("{s:I, s:I, s:f, s:f}", "v",
						       (json_int_t)(10 * h->band[i].band), "judged",
						       (json_int_t)h->band[i].judged, "expected",
						       h->band[i].expected, "observed",
						       h->band[i].observed));
	rq->result = json_pack("{s:o, s:o}", "days", days_json(h), "calibration", bands);
	return ERR_OK;
}

#define WHO_SEES     (ROLE_REVIEWER | ROLE_AUDITOR | ROLE_ADMIN)
/* The administrator of cards and the auditor: two people who cannot be one. */
#define WHO_RELEASES (ROLE_AUDITOR | ROLE_ADMIN)

const struct msg_type score_msgs[] = {
	{.name = "score.cards",
         .roles = WHO_SEES,
         .zh = "评分卡及其校准报告",
         .en = "score cards and what their refit found",
         .work = WORK_READ,
         .load = cards_load,
         .decide = cards_decide },
	{ .name = "score.release",
         .roles = WHO_RELEASES,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct card_body),
         .fields = card_fields,
         .zh = "发布评分卡，须两人；恢复旧卡一人即可",
         .en = "release a card, by two people; back to a retired one by one",
         .work = WORK_READ,
         .load = card_load,
         .decide = release_decide },
	{ .name = "score.refuse",
         .roles = WHO_RELEASES,
         .flags = MSG_KEYED,
         .body_size = sizeof(struct card_body),
         .fields = card_fields,
         .zh = "否决评分卡草稿",
         .en = "refuse a draft",
         .work = WORK_READ,
         .load = card_load,
         .decide = refuse_decide },
	{ .name = "score.health",
         .roles = WHO_SEES,
         .per_minute = 30,
         .body_size = sizeof(struct health_body),
         .fields = health_fields,
         .zh = "筛选的运行情况：分流、抽查、校准、新人误伤",
         .en = "the filter's health: lanes, audit samples, calibration, harm to newcomers",
         .work = WORK_READ,
         .load = health_load,
         .decide = health_decide },
	{ .name = NULL           },
};
