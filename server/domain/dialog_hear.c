#include "base/utf8.h"
#include "dialog_take.h"
#include "domain/area.h"

static bool sure(struct said s)
{
	return s.found && s.confidence >= UNDERSTAND_SURE;
}

static void hear_category(struct dialog *d, const struct understood *u)
{
	if (d->category || !u->category_said.found)
		return;
	if (sure(u->category_said)) {
		d->category = u->category;
		d->guess = 0;
	} else {
		d->guess = u->category;
	}
}

static void hear_place(struct dialog *d, struct str place)
{
	const struct area *a = area_in_text(place);

	d->place = utf8_head(place, DIALOG_SHOP_MAX);
	if (a && !d->has_at)
		d->area = str_of(a->code);
}

static void hear_shop(struct dialog *d, const struct understood *u)
{
	if (d->shop_state != DIALOG_SHOP_OPEN)
		return;
	/* An unsure name is looked for by the whole sentence (dialog_need), not taken as said. */
	if (sure(u->shop_said) || (u->shop_said.found && d->stage == DIALOG_SHOP)) {
		d->shop_text = utf8_head(u->shop, DIALOG_SHOP_MAX);
		d->near_rejected = false;
	}
	if (u->place_said.found)
		hear_place(d, u->place);
}

static void hear_slots(struct dialog *d, const struct understood *u)
{
	if (!u)
		return;
	hear_category(d, u);
	hear_shop(d, u);
	if (u->time_said.found && !d->from_ms) {
		d->from_ms = u->from_ms;
		d->to_ms = u->to_ms;
	}
}

static enum err append_text(struct dialog *d, struct str more, struct arena *a)
{
	struct str text;

	if (d->text.len == 0)
		text = utf8_len(more) <= DIALOG_TEXT_MAX ? more : (struct str){ NULL, 0 };
	else if (utf8_len(d->text) + 1 + utf8_len(more) > DIALOG_TEXT_MAX)
		text = (struct str){ NULL, 0 };
	else
		text = arena_printf(a, "%.*s\n%.*s", STR_ARG(d->text), STR_ARG(more));
	if (!text.p)
		return ERR_LIMIT;
	d->text = text;
	return ERR_OK;
}

/* Yes and no, by what was asked. False when they answer nothing here. */
static bool take_yes_no(struct dialog *d, enum intent intent, enum dialog_act *ret_act)
{
	static const struct {
		enum dialog_stage stage;
		enum intent intent;
		const char *value;
	} means[] = {
		{DIALOG_SUMMARY, INTENT_YES, "submit"       },
		{ DIALOG_SHOP,   INTENT_NO,  "shop.unknown" },
		{ DIALOG_PLACE,  INTENT_NO,  "location.skip"},
		{ DIALOG_PHOTO,  INTENT_NO,  "photo.skip"   },
	};

	if (d->stage == DIALOG_CATEGORY && d->guess && intent == INTENT_YES) {
		d->category = d->guess;
		d->guess = 0;
		return true;
	}
	if (d->stage == DIALOG_CATEGORY && d->guess && intent == INTENT_NO) {
		d->guess = 0;
		return true;
	}
	if (d->stage == DIALOG_SUMMARY && intent == INTENT_NO) {
		*ret_act = ACT_EDIT;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(means); i++)
		if (means[i].stage == d->stage && means[i].intent == intent)
			return dialog_take_value(d, str_of(means[i].value), ret_act) == ERR_OK;
	return false;
}

/* Questions and commands that are not about the draft's content. */
static bool take_wish(const struct understood *u, enum dialog_act *ret_act)
{
	static const struct {
		enum intent intent;
		enum dialog_act act;
	} wishes[] = {
		{INTENT_STATUS,   ACT_PROGRESS},
                { INTENT_REWARD,  ACT_REWARD  },
		{ INTENT_CANCEL,  ACT_CANCEL  },
                { INTENT_HELP,    ACT_HELP    },
		{ INTENT_WHISTLE, ACT_WHISTLE },
                { INTENT_DISPUTE, ACT_DISPUTE },
	};

	for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
		if (wishes[i].intent != u->intent)
			continue;
		*ret_act = wishes[i].act;
		return true;
	}
	return false;
}

/* Bytes of an answer that may stand beside a place without naming a shop: "在…那边". */
#define FILLER_LEN 12

/* The answer to "which shop?": what was understood of it, else all of it, unless it is only a
 * place. */
static void take_shop_name(struct dialog *d, struct str text, const struct understood *u)
{
	hear_slots(d, u);
	if (u && u->shop_said.found)
		return;
	if (u && u->place_said.found && text.len <= u->place.len + FILLER_LEN)
		return;
	d->shop_text = utf8_head(text, DIALOG_SHOP_MAX);
	d->near_rejected = false;
}

enum err dialog_take_text(struct dialog *d, struct str said, const struct understood *u,
			  struct arena *a, enum dialog_act *ret_act)
{
	struct str text = str_trim(said);

	if (text.len == 0)
		return ERR_INPUT;
	if (d->stage == DIALOG_ANSWER) {
		*ret_act = ACT_ADD;
		return ERR_OK;
	}
	if (u && u->intent_said.found) {
		if (take_yes_no(d, u->intent, ret_act))
			return ERR_OK;
		if (sure(u->intent_said) && take_wish(u, ret_act) &&
		    (*ret_act != ACT_DISPUTE || !u->category_said.found))
			return ERR_OK;
	}
	switch (d->stage) {
	case DIALOG_SHOP:
		take_shop_name(d, text, u);
		if (u && u->category_said.found)
			return append_text(d, text, a);
		return ERR_OK;
	case DIALOG_PLACE:
		hear_place(d, text);
		d->at_skipped = true;
		return ERR_OK;
	case DIALOG_TEXT:
		d->text = (struct str){ NULL, 0 };
		break;
	default:
		break;
	}
	hear_slots(d, u);
	return append_text(d, text, a);
}
