/* chat.open and chat.say: the citizen's conversation. */
#include "gateway/chat.h"
#include "gateway/chat_json.h"
#include "gateway/chat_load.h"
#include "gateway/report_add.h"
#include "gateway/report_submit.h"
#include "gateway/tables.h"

#define DAY_MS    86400000LL
#define VALUE_MAX 40

/* One turn a version of the conversation, so that a repeated one is recognised. */
static struct id turn_id(const struct request *rq, struct id conv, int64_t version)
{
	unsigned char bytes[sizeof(conv) + sizeof(version)];

	memcpy(bytes, conv.b, sizeof(conv));
	memcpy(bytes + sizeof(conv), &version, sizeof(version));
	return keyring_hash(rq->keys, KEY_CONV, bytes, sizeof(bytes));
}

static json_t *steps_json(const struct chat_case *c)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < c->facts.n_made; i++) {
		const struct dialog_step_made *m = &c->made[i];

		json_array_append_new(steps, json_pack("{s:o, s:s, s:o}", "at", json_ms(m->at_ms),
						       "state", report_state_name(m->state), "note",
						       json_str(m->note)));
	}
	return steps;
}

static json_t *card_json(struct request *rq, const struct chat_case *c, enum dialog_card card)
{
	switch (card) {
	case DIALOG_CARD_SHOPS:
		return json_pack("{s:s, s:o}", "kind", "shop_candidates", "items",
				 shop_found_json(rq, c->found, c->facts.candidates));
	case DIALOG_CARD_PHOTO:
		return json_pack("{s:s, s:I}", "kind", "photo_request", "max",
				 (json_int_t)c->turn.card_max);
	case DIALOG_CARD_LOCATION:
		return json_pack("{s:s, s:o}", "kind", "location_request", "reason",
				 json_str(c->turn.card_reason));
	case DIALOG_CARD_SUMMARY:
		return chat_summary_json(&c->d, rq->en);
	case DIALOG_CARD_PROGRESS:
		return json_pack("{s:s, s:o, s:o}", "kind", "progress", "report",
				 json_id(c->last_report), "steps", steps_json(c));
	case DIALOG_CARD_REWARD:
		return json_pack("{s:s, s:o, s:o, s:I}", "kind", "reward", "report",
				 json_id(c->last_report), "state", json_str(c->reward->state),
				 "amount_fen", (json_int_t)c->reward->amount_fen);
	case DIALOG_CARD_RECEIPT: /* made where the report is: see say_decide */
		break;
	}
	return NULL;
}

static json_t *cards_json(struct request *rq, const struct chat_case *c, json_t *receipt)
{
	json_t *cards = json_array();

	for (size_t i = 0; i < c->turn.cards; i++) {
		json_t *card = c->turn.card[i] == DIALOG_CARD_RECEIPT ? json_incref(receipt)
								      : card_json(rq, c, c->turn.card[i]);

		if (card)
			json_array_append_new(cards, card);
	}
	return cards;
}

/* --- chat.open --------------------------------------------------------------------------- */

static enum err open_load(struct request *rq, struct services *sv)
{
	struct dialog_input in = { .kind = DIALOG_IN_OPEN };
	struct chat_case *c;
	enum err e = chat_take(rq, sv, &in, &c);

	if (!e)
		rq->loaded = c;
	return e;
}

static enum err open_decide(struct request *rq, struct effects *fx)
{
	const struct chat_case *c = rq->loaded;

	(void)fx; /* looking changes nothing */
	rq->result = json_pack("{s:o, s:o}", "conv", json_id(c->conv), "turn",
			       chat_turn_json(&c->turn, turn_id(rq, c->conv, c->version),
					      cards_json(rq, c, NULL)));
	return ERR_OK;
}

/* --- chat.say ---------------------------------------------------------------------------- */

struct say_body {
	struct id conv;
	struct str text;
	json_t *value;
	struct id_list photos;
	struct point location;
};

static const struct field say_fields[] = {
	FIELD(say_body, conv, FIELD_ID, 0, 0, REQUIRED),
	FIELD(say_body, text, FIELD_TEXT, 1, DIALOG_TEXT_MAX, OPTIONAL),
	FIELD(say_body, value, FIELD_JSON, 0, 0, OPTIONAL),
	FIELD(say_body, photos, FIELD_IDS, 1, DIALOG_PHOTOS_MAX, OPTIONAL),
	FIELD(say_body, location, FIELD_POINT, 0, 0, OPTIONAL),
	{ .name = NULL },
};

struct say_case {
	struct chat_case *chat;
	struct submit_body submit;
	struct submit_loaded *submit_loaded;
	struct own_report_body add;
	struct own_report *add_loaded;
};

/* A string, or {"shop": ID}. */
static enum err value_input(struct request *rq, const json_t *value, struct dialog_input *in)
{
	const json_t *shop = json_object_get(value, "shop");
	const json_t *text = shop ? shop : value;

	if (!json_is_string(text) || json_string_length(text) > VALUE_MAX ||
	    (shop && json_object_size(value) != 1))
		return refuse(rq, "params.bad", "value");
	in->kind = shop ? DIALOG_IN_SHOP : DIALOG_IN_VALUE;
	in->text = arena_str(&rq->arena, (struct str){ json_string_value(text),
						       json_string_length(text) });
	return in->text.p ? ERR_OK : ERR_MEMORY;
}

/* The photos must be the sender's own; where the first one that tells was taken helps to find the shop. */
static enum err photos_input(struct request *rq, struct services *sv, const struct id_list *photos,
			     struct dialog_input *in)
{
	in->kind = DIALOG_IN_PHOTOS;
	in->photo = photos->id;
	in->photos = photos->n;
	for (size_t i = 0; i < photos->n; i++) {
		struct r_photo_get *row;
		size_t n;
		enum err e = DB_ROWS(sv->db, &rq->arena, photo_get, &row, &n, .id = photos->id[i]);

		if (e)
			return e;
		if (n == 0 || !id_eq(row->owner, request_owner(rq)) ||
		    !str_eq(row->state, STR("free")))
			return refuse(rq, "photo.not_found", "photos");
		if (!in->has_at && row->datum.p && !geo_datum_parse(row->datum, &in->datum)) {
			in->has_at = true;
			in->at = (struct geo_point){ row->lat, row->lng };
		}
	}
	return ERR_OK;
}

static enum err say_input(struct request *rq, struct services *sv, struct dialog_input *in)
{
	const struct say_body *b = rq->body;

	if ((b->text.p != NULL) + (b->value != NULL) + (b->photos.n > 0) + b->location.set != 1)
		return refuse(rq, "params.bad", "text");
	if (b->value)
		return value_input(rq, b->value, in);
	if (b->photos.n)
		return photos_input(rq, sv, &b->photos, in);
	if (b->location.set) {
		in->kind = DIALOG_IN_LOCATION;
		in->has_at = true;
		in->at = b->location.at;
		in->datum = b->location.datum;
		in->accuracy_m = b->location.accuracy_m;
		return ERR_OK;
	}
	in->kind = DIALOG_IN_TEXT;
	in->text = b->text;
	return ERR_OK;
}

/* The draft as the report that report.submit would take. */
static void fill_submit(struct request *rq, const struct dialog *d, struct submit_body *b)
{
	bool picked = d->shop_state == DIALOG_SHOP_PICKED;
	/* What a picked shop was called may become one of its names: gateway/verdict.c. */
	struct str named = picked ? d->shop_text : dialog_shop_text(d, &rq->arena);

	*b = (struct submit_body){
		.category = str_of(category_all[d->category - 1].code),
		.text = dialog_description(d, rq->en),
		.shop = picked ? d->shop : (struct str){ NULL, 0 },
		.shop_text = named.len ? named : (struct str){ NULL, 0 },
		.at = { .set = d->has_at, .at = d->at, .datum = d->datum, .accuracy_m = d->accuracy_m },
		.occurred_at = d->from_ms ? d->from_ms : I64_NULL,
	};
	b->photos.n = d->photos;
	b->photos.id = arena_array(&rq->arena, d->photos + 1, struct id);
	if (b->photos.id)
		memcpy(b->photos.id, d->photo, d->photos * sizeof(struct id));
}

static enum err load_submit(struct request *rq, struct services *sv, struct say_case *s)
{
	struct submit_ask ask = { rq, &s->submit, NULL };
	enum err e = report_submit_prepare(rq, sv, &s->submit, &ask.l);

	e = e ? e : report_submit_fetch(&ask, 1, sv);
	e = e ? e : report_submit_load(rq, sv, ask.l);
	if (!e)
		s->submit_loaded = ask.l;
	return e;
}

static enum err load_wish(struct request *rq, struct services *sv, const struct dialog_input *in,
			  struct say_case *s)
{
	switch (s->chat->turn.wish) {
	case DIALOG_WISH_SUBMIT:
		fill_submit(rq, &s->chat->d, &s->submit);
		if (!s->submit.photos.id)
			return ERR_MEMORY;
		return load_submit(rq, sv, s);
	case DIALOG_WISH_ADD:
		s->add = (struct own_report_body){ .report = s->chat->facts.asked_report };
		if (in->kind == DIALOG_IN_TEXT)
			s->add.text = in->text;
		else
			s->add.photos = ((const struct say_body *)rq->body)->photos;
		return report_add_load(rq, sv, &s->add, &s->add_loaded);
	case DIALOG_WISH_NOTHING:
		break;
	}
	return ERR_OK;
}

static enum err say_load(struct request *rq, struct services *sv)
{
	const struct say_body *b = rq->body;
	struct say_case *s = arena_new(&rq->arena, struct say_case);
	struct dialog_input in = { 0 };
	enum err e;

	if (!s)
		return ERR_MEMORY;
	if (!id_eq(b->conv, chat_conv(rq->keys, rq->who.id)))
		return refuse(rq, "conv.not_found", "conv");
	e = say_input(rq, sv, &in);
	if (!e)
		e = chat_take(rq, sv, &in, &s->chat);
	if (!e)
		e = load_wish(rq, sv, &in, s);
	rq->loaded = s;
	return e;
}

/* Sends the draft; its turn becomes the receipt's. */
static enum err submit_decide(struct request *rq, struct effects *fx, struct say_case *s,
			      json_t **ret_receipt)
{
	struct chat_case *c = s->chat;
	struct submit_answer answer;
	struct str office;
	enum err e = report_submit_decide(rq, fx, &s->submit, s->submit_loaded, &answer);

	if (e)
		return e;
	office = str_of(json_string_value(
		json_object_get(json_object_get(answer.result, "office"), "name")));
	office = arena_str(&rq->arena, office);
	*ret_receipt = json_pack("{s:s, s:o}", "kind", "receipt", "report", json_id(answer.report));
	json_object_update(*ret_receipt, answer.receipt);
	e = dialog_sent(&c->d, answer.report, office, rq->en, &rq->arena, &c->turn);
	json_decref(answer.result);
	return e;
}

static enum err put_draft(struct request *rq, struct effects *fx, const struct chat_case *c)
{
	struct str draft;
	enum err e = dialog_save(&c->d, &rq->arena, &draft);

	if (e)
		return e;
	if (c->version)
		effects_guard(fx, GUARD_CONV, c->conv, c->version);
	FX(fx, conv_put, .id = c->conv,
	   .draft = keyring_seal(rq->keys, KEY_CONV, draft, request_nonce(rq), &rq->arena),
	   .updated_day = rq->now_ms / DAY_MS);
	return ERR_OK;
}

static enum err say_decide(struct request *rq, struct effects *fx)
{
	struct say_case *s = rq->loaded;
	struct chat_case *c = s->chat;
	json_t *receipt = NULL;
	enum err e = ERR_OK;

	if (c->turn.wish == DIALOG_WISH_SUBMIT)
		e = submit_decide(rq, fx, s, &receipt);
	else if (c->turn.wish == DIALOG_WISH_ADD)
		e = report_add_decide(rq, fx, &s->add, s->add_loaded);
	if (!e)
		e = put_draft(rq, fx, c);
	if (!e)
		rq->result = json_pack("{s:o}", "turn",
				       chat_turn_json(&c->turn, turn_id(rq, c->conv, c->version + 1),
						      cards_json(rq, c, receipt)));
	json_decref(receipt);
	return e;
}

const struct msg_type chat_msgs[] = {
	{ .name = "chat.open", .roles = ROLE_CITIZEN | ROLE_WHISTLE, .per_minute = 60,
	  .zh = "打开对话", .en = "open the conversation",
	  .work = WORK_READ, .load = open_load, .decide = open_decide },
	{ .name = "chat.say", .roles = ROLE_CITIZEN | ROLE_WHISTLE, .per_minute = 60,
	  .flags = MSG_KEYED, .body_size = sizeof(struct say_body), .fields = say_fields,
	  .zh = "说一句、点一下、发照片或位置", .en = "say, tap, or send photos or a position",
	  .work = WORK_READ, .load = say_load, .decide = say_decide },
	{ .name = NULL },
};
