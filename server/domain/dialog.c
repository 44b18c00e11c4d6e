#include "domain/dialog.h"

#include "base/utf8.h"
#include "dialog_ask.h"
#include "dialog_take.h"
#include "domain/area.h"

#define CHATTER_LEN 24 /* bytes: eight characters of Chinese */

enum err dialog_need(const struct dialog *d, const struct dialog_input *in,
		     const struct understood *said, struct arena *a, struct dialog_need *ret_need)
{
	struct dialog after = *d;
	struct dialog_need need = { 0 };
	enum dialog_act act;
	enum err e;

	e = dialog_take(&after, in, said, a, &act);
	if (e)
		return e;
	need.progress = act == ACT_PROGRESS || act == ACT_REWARD;
	need.nearby = after.has_at && !after.shop_text.len && !after.near_rejected;
	need.guess = in->kind == DIALOG_IN_TEXT && d->stage != DIALOG_SHOP &&
		     !after.shop_text.len && !after.near_rejected;
	need.search = after.shop_state == DIALOG_SHOP_OPEN &&
		      (after.shop_text.len || need.nearby || need.guess);
	need.guess = need.guess && need.search;
	need.nearby = need.nearby && need.search && !need.guess;
	need.query = (struct shop_query){
		.text = need.guess ? utf8_head(in->text, DIALOG_SHOP_MAX) : after.shop_text,
		.address = need.guess ? (struct str){NULL,  0}
				      : after.place, /* it is in the text */
		.area = str_eq(after.area, STR(DIALOG_AREA_ANY)) ? (struct str){ NULL, 0}
								 : after.area,
		.has_at = after.has_at,
		.at = after.at,
		.datum = after.datum,
		.accuracy_m = after.accuracy_m,
	};
	*ret_need = need;
	return ERR_OK;
}

static void show_progress(struct dialog_asking *s)
{
	const struct dialog_facts *f = s->f;

	if (f->n_made == 0) {
		dialog_say_plain(s, SAY_NO_REPORT);
	} else {
		enum report_state now = f->made[f->n_made - 1].state;

		dialog_say(s, SAY_PROGRESS, str_of(report_state_text(now, f->en)));
		dialog_card(s, DIALOG_CARD_PROGRESS);
		if (f->has_reward)
			dialog_card(s, DIALOG_CARD_REWARD);
	}
	if (!dialog_is_fresh(s->d))
		dialog_quick(s, SAY_L_CONTINUE, STR("continue"));
	else
		dialog_quick(s, SAY_L_NEW, STR("new"));
}

static void show_reward(struct dialog_asking *s)
{
	dialog_say_plain(s, s->f->has_reward ? SAY_REWARD : SAY_NO_REWARD);
	if (s->f->has_reward)
		dialog_card(s, DIALOG_CARD_REWARD);
	if (!dialog_is_fresh(s->d))
		dialog_quick(s, SAY_L_CONTINUE, STR("continue"));
}

static void wait_for_answer(struct dialog_asking *s)
{
	if (!s->f->has_question) {
		dialog_say_plain(s, SAY_NO_QUESTION);
		dialog_ask_next(s);
		return;
	}
	dialog_say(s, SAY_QUESTION, s->f->question);
	dialog_say_plain(s, SAY_ANSWER);
	s->d->stage = DIALOG_ANSWER;
}

static void pass_answer_on(struct dialog_asking *s)
{
	s->d->stage = DIALOG_HOME;
	if (s->f->has_question) {
		s->turn->wish = DIALOG_WISH_ADD;
		dialog_say_plain(s, SAY_ANSWERED);
	} else {
		dialog_say_plain(s, SAY_NO_QUESTION);
	}
	if (!dialog_is_fresh(s->d))
		dialog_ask_next(s);
	else
		dialog_quick(s, SAY_L_PROGRESS, STR("progress"));
}

static void cancel(struct dialog_asking *s)
{
	dialog_say_plain(s, dialog_is_fresh(s->d) ? SAY_NOTHING_TO_CANCEL : SAY_CANCELLED);
	dialog_forget(s->d);
	dialog_quick(s, SAY_L_PROGRESS, STR("progress"));
}

static void wait_for_text(struct dialog_asking *s)
{
	s->d->stage = DIALOG_TEXT;
	dialog_say_plain(s, SAY_TEXT);
	dialog_quick(s, SAY_L_CONTINUE, STR("continue"));
}

static void wait_for_photos(struct dialog_asking *s)
{
	s->d->stage = DIALOG_PHOTO;
	dialog_say_plain(s, SAY_PHOTO_MORE);
	dialog_card(s, DIALOG_CARD_PHOTO);
	s->turn->card_max = DIALOG_PHOTOS_MAX;
	dialog_quick(s, SAY_L_NO_PHOTO, STR("photo.skip"));
}

static void go_on(struct dialog_asking *s, const struct dialog_input *in, enum dialog_stage before)
{
	if (in->kind == DIALOG_IN_PHOTOS)
		dialog_say_plain(s, SAY_PHOTO_GOT);
	else if (in->kind == DIALOG_IN_TEXT && (before == DIALOG_SUMMARY || before == DIALOG_PHOTO))
		dialog_say_plain(s, SAY_ADDED);
	else if (in->kind == DIALOG_IN_VALUE && s->d->shop_state == DIALOG_SHOP_UNKNOWN &&
		 before == DIALOG_SHOP)
		dialog_say_plain(s, SAY_SHOP_UNKNOWN);
	dialog_ask_next(s);
}

static void say_and_go_on(struct dialog_asking *s, enum say what)
{
	dialog_say_plain(s, what);
	if (dialog_is_fresh(s->d))
		dialog_offer_start(s);
	else
		dialog_ask_next(s);
}

static void submit(struct dialog_asking *s)
{
	if (dialog_is_complete(s->d))
		s->turn->wish = DIALOG_WISH_SUBMIT;
	else
		dialog_ask_next(s);
}

static void act_on(struct dialog_asking *s, enum dialog_act act, const struct dialog_input *in,
		   enum dialog_stage before)
{
	switch (act) {
	case ACT_NEXT:
		go_on(s, in, before);
		break;
	case ACT_SUBMIT:
		submit(s);
		break;
	case ACT_ADD:
		pass_answer_on(s);
		break;
	case ACT_ANSWER:
		wait_for_answer(s);
		break;
	case ACT_MORE:
		dialog_ask_more(s);
		break;
	case ACT_PROGRESS:
		show_progress(s);
		break;
	case ACT_REWARD:
		show_reward(s);
		break;
	case ACT_HELP:
		say_and_go_on(s, SAY_HELP);
		break;
	case ACT_UNCLEAR:
		say_and_go_on(s, SAY_UNCLEAR);
		break;
	case ACT_WHISTLE:
		say_and_go_on(s, SAY_WHISTLE);
		break;
	case ACT_DISPUTE:
		say_and_go_on(s, SAY_DISPUTE);
		break;
	case ACT_CANCEL:
		cancel(s);
		break;
	case ACT_EDIT:
		say_and_go_on(s, SAY_EDIT);
		break;
	case ACT_TEXT:
		wait_for_text(s);
		break;
	case ACT_PHOTOS:
		wait_for_photos(s);
		break;
	}
}

/* Somebody who has nothing else under way and was asked a question answers it. */
static bool answers(const struct dialog *before, const struct dialog_input *in,
		    const struct dialog_facts *f, enum dialog_act act)
{
	return f->has_question && act == ACT_NEXT && dialog_is_fresh(before) &&
	       (in->kind == DIALOG_IN_TEXT || in->kind == DIALOG_IN_PHOTOS);
}

/* A few words of which nothing was understood begin no report. */
static bool says_nothing(const struct dialog *before, const struct dialog_input *in,
			 const struct dialog_facts *f, enum dialog_act act)
{
	const struct understood *u = f->said;

	return act == ACT_NEXT && in->kind == DIALOG_IN_TEXT && dialog_is_fresh(before) && u &&
	       in->text.len <= CHATTER_LEN && f->candidates == 0 && !u->category_said.found &&
	       !u->shop_said.found && !u->place_said.found &&
	       !(u->intent_said.found && u->intent == INTENT_REPORT);
}

enum err dialog_step(struct dialog *d, const struct dialog_input *in, const struct dialog_facts *f,
		     struct arena *a, struct dialog_turn *ret_turn)
{
	struct dialog before = *d;
	struct dialog_asking s = { d, f, a, ret_turn };
	enum dialog_act act;
	enum err e;

	*ret_turn = (struct dialog_turn){ .wish = DIALOG_WISH_NOTHING };
	e = dialog_take(d, in, f->said, a, &act);
	if (e)
		return e;
	if (in->kind == DIALOG_IN_SHOP && !f->picked.shop.p)
		return ERR_NOT_FOUND;
	if (in->kind == DIALOG_IN_SHOP)
		d->shop_name = f->picked.name;
	if (answers(&before, in, f, act)) {
		*d = before;
		act = ACT_ADD;
	} else if (says_nothing(&before, in, f, act)) {
		*d = before;
		act = ACT_UNCLEAR;
	}
	act_on(&s, act, in, before.stage);
	return ret_turn->failed ? ERR_MEMORY : ERR_OK;
}

enum err dialog_sent(struct dialog *d, struct id report, struct str office, bool en,
		     struct arena *a, struct dialog_turn *ret_turn)
{
	const struct dialog_facts f = { .en = en };
	struct dialog_asking s = { d, &f, a, ret_turn };

	*ret_turn = (struct dialog_turn){ .wish = DIALOG_WISH_NOTHING };
	dialog_forget(d);
	d->report = report;
	dialog_say(&s, office.len ? SAY_SENT : SAY_SENT_NOWHERE, office);
	dialog_card(&s, DIALOG_CARD_RECEIPT);
	dialog_quick(&s, SAY_L_PROGRESS, STR("progress"));
	dialog_quick(&s, SAY_L_NEW, STR("new"));
	return ret_turn->failed ? ERR_MEMORY : ERR_OK;
}

enum err dialog_question(struct str question, bool en, struct arena *a,
			 struct dialog_turn *ret_turn)
{
	const struct dialog_facts f = { .en = en };
	struct dialog_asking s = { NULL, &f, a, ret_turn };

	*ret_turn = (struct dialog_turn){ .wish = DIALOG_WISH_NOTHING };
	dialog_say(&s, SAY_QUESTION, question);
	dialog_quick(&s, SAY_L_ANSWER, STR("answer"));
	return ret_turn->failed ? ERR_MEMORY : ERR_OK;
}

struct str dialog_description(const struct dialog *d, bool en)
{
	if (d->text.len || !d->category)
		return d->text;
	return str_of(en ? category_all[d->category - 1].en : category_all[d->category - 1].zh);
}

static bool holds(struct str text, struct str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (str_eq((struct str){ text.p + i, part.len }, part))
			return true;
	return false;
}

struct str dialog_shop_text(const struct dialog *d, struct arena *a)
{
	const struct area *area = area_find(d->area);
	struct str district = str_of(area ? area->zh : "");
	struct str place = d->place.len && !holds(d->shop_text, d->place) ? d->place : STR("");

	/* What was said already names the district more often than not. */
	if (area_in_text(d->place) == area || area_in_text(d->shop_text) == area)
		district = STR("");
	return str_trim(arena_printf(a, "%.*s%.*s %.*s", STR_ARG(district), STR_ARG(place),
				     STR_ARG(d->shop_text)));
}
