#include "dialog_ask.h"

#include "domain/area.h"

/* Problems that come first, by who reports: what they see most. */
static const char *const usual_citizen[] = {
	"V15", "V14", "V16", "V21", "V13", "V24", "V22", "V08"
};
static const char *const usual_whistle[] = {
	"V13", "V11", "V03", "V12", "V14", "V17", "V16", "V04"
};

#define USUAL ARRAY_LEN(usual_citizen)
_Static_assert(ARRAY_LEN(usual_whistle) == USUAL, "both lists fill the same space");

void dialog_say(struct dialog_asking *s, enum say what, struct str arg)
{
	struct dialog_turn *t = s->turn;
	struct str more = dialog_text_with(what, s->f->en, arg, s->arena);

	if (t->text.len)
		more = arena_printf(s->arena, "%.*s%s%.*s", STR_ARG(t->text), s->f->en ? " " : "",
				    STR_ARG(more));
	if (!more.p)
		t->failed = true;
	t->text = more;
}

void dialog_say_plain(struct dialog_asking *s, enum say what)
{
	dialog_say(s, what, (struct str){ NULL, 0 });
}

static void quick_as(struct dialog_asking *s, struct str label, struct str value)
{
	struct dialog_turn *t = s->turn;

	if (!label.p || !value.p)
		t->failed = true;
	else if (t->quicks < DIALOG_QUICK_MAX)
		t->quick[t->quicks++] = (struct dialog_quick){ label, value };
}

void dialog_quick(struct dialog_asking *s, enum say label, struct str value)
{
	quick_as(s, dialog_text(label, s->f->en), value);
}

void dialog_card(struct dialog_asking *s, enum dialog_card card)
{
	struct dialog_turn *t = s->turn;

	if (t->cards < DIALOG_CARDS_MAX)
		t->card[t->cards++] = card;
}

bool dialog_is_fresh(const struct dialog *d)
{
	return d->shop_state == DIALOG_SHOP_OPEN && !d->shop_text.len && !d->place.len &&
	       !d->has_at && !d->category && !d->guess && !d->text.len && !d->photos &&
	       !d->at_skipped && !d->near_rejected;
}

static bool needs_place(const struct dialog *d)
{
	return d->shop_state != DIALOG_SHOP_PICKED && !d->has_at && !d->area.len;
}

bool dialog_is_complete(const struct dialog *d)
{
	return d->shop_state != DIALOG_SHOP_OPEN && !needs_place(d) && d->category;
}

static void ask_location(struct dialog_asking *s, enum say why)
{
	dialog_card(s, DIALOG_CARD_LOCATION);
	s->turn->card_reason = dialog_text(why, s->f->en);
	dialog_quick(s, SAY_L_NO_LOCATION, STR("location.skip"));
}

static void show_candidates(struct dialog_asking *s)
{
	if (s->f->guessed)
		dialog_say_plain(s, SAY_SHOP_GUESS);
	else if (!s->d->shop_text.len)
		dialog_say_plain(s, SAY_SHOP_NEAR);
	else if (s->f->decision == SHOP_NONE)
		dialog_say(s, SAY_SHOP_DOUBT, s->d->shop_text);
	else
		dialog_say(s, SAY_SHOP_PICK, s->d->shop_text);
	dialog_card(s, DIALOG_CARD_SHOPS);
	dialog_quick(s, SAY_L_NONE, STR("shop.none"));
	dialog_quick(s, SAY_L_UNKNOWN, STR("shop.unknown"));
}

/* True when the shop is settled and the next question may follow. */
static bool ask_shop(struct dialog_asking *s)
{
	struct dialog *d = s->d;
	const struct dialog_facts *f = s->f;
	bool named = d->shop_text.len > 0;

	d->stage = DIALOG_SHOP;
	if (f->searched && named && f->candidates && f->decision == SHOP_LINK) {
		d->shop_state = DIALOG_SHOP_PICKED;
		d->shop = f->first.shop;
		d->shop_name = f->first.name;
		dialog_say(s, SAY_SHOP_FOUND, d->shop_name);
		return true;
	}
	if (f->searched && f->candidates) {
		show_candidates(s);
		return false;
	}
	if (f->searched && named) {
		d->shop_state = DIALOG_SHOP_FREE;
		dialog_say(s, SAY_SHOP_MISSING, d->shop_text);
		return true;
	}
	if (f->searched && d->name_unknown) {
		d->shop_state = DIALOG_SHOP_UNKNOWN;
		return true;
	}
	if (d->near_rejected || d->has_at || d->at_skipped) {
		dialog_say_plain(s, SAY_SHOP_NAME);
	} else {
		dialog_say_plain(s, SAY_SHOP);
		ask_location(s, SAY_LOCATION_WHY);
	}
	dialog_quick(s, SAY_L_UNKNOWN, STR("shop.unknown"));
	return false;
}

static void ask_place(struct dialog_asking *s)
{
	s->d->stage = DIALOG_PLACE;
	if (!s->d->at_skipped) {
		dialog_say_plain(s, SAY_PLACE);
		ask_location(s, s->d->name_unknown ? SAY_LOCATION_WHY : SAY_PLACE_WHY);
		return;
	}
	dialog_say_plain(s, SAY_AREA);
	for (size_t i = 0; i < AREA_COUNT; i++)
		quick_as(s, str_of(s->f->en ? area_all[i].en : area_all[i].zh),
			 arena_printf(s->arena, "area.%s", area_all[i].code));
	dialog_quick(s, SAY_L_ANYWHERE, STR("area." DIALOG_AREA_ANY));
}

static void quick_category(struct dialog_asking *s, const struct category *c)
{
	quick_as(s, str_of(s->f->en ? c->en : c->zh),
		 arena_printf(s->arena, "category.%s", c->code));
}

static const char *const *usual(const struct dialog *d)
{
	return d->whistle ? usual_whistle : usual_citizen;
}

static bool is_usual(const struct dialog *d, const struct category *c)
{
	for (size_t i = 0; i < USUAL; i++)
		if (category_find(str_of(usual(d)[i])) == c)
			return true;
	return false;
}

static void ask_category(struct dialog_asking *s)
{
	struct dialog *d = s->d;

	d->stage = DIALOG_CATEGORY;
	if (d->guess) {
		const struct category *c = &category_all[d->guess - 1];
		struct str name = str_of(s->f->en ? c->en : c->zh);

		dialog_say(s, SAY_CATEGORY_GUESS, name);
		quick_as(s, dialog_text_with(SAY_L_YES, s->f->en, name, s->arena),
			 arena_printf(s->arena, "category.%s", c->code));
	} else {
		dialog_say_plain(s, d->text.len ? SAY_CATEGORY_UNCLEAR : SAY_CATEGORY);
	}
	for (size_t i = 0; i < USUAL; i++) {
		const struct category *c = category_find(str_of(usual(d)[i]));

		if (c != (d->guess ? &category_all[d->guess - 1] : NULL))
			quick_category(s, c);
	}
	dialog_quick(s, SAY_L_MORE, STR("category.more"));
}

void dialog_ask_more(struct dialog_asking *s)
{
	s->d->stage = DIALOG_CATEGORY;
	dialog_say_plain(s, SAY_CATEGORY_MORE);
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		if (!is_usual(s->d, &category_all[i]))
			quick_category(s, &category_all[i]);
}

static void ask_photo(struct dialog_asking *s)
{
	s->d->stage = DIALOG_PHOTO;
	dialog_say_plain(s, SAY_PHOTO);
	dialog_card(s, DIALOG_CARD_PHOTO);
	s->turn->card_max = DIALOG_PHOTOS_MAX;
	dialog_quick(s, SAY_L_NO_PHOTO, STR("photo.skip"));
}

static void ask_summary(struct dialog_asking *s)
{
	s->d->stage = DIALOG_SUMMARY;
	dialog_say_plain(s, SAY_SUMMARY);
	dialog_card(s, DIALOG_CARD_SUMMARY);
	dialog_quick(s, SAY_L_SEND, STR("submit"));
	dialog_quick(s, SAY_L_EDIT_SHOP, STR("edit.shop"));
	dialog_quick(s, SAY_L_EDIT_CATEGORY, STR("edit.category"));
	dialog_quick(s, SAY_L_EDIT_TEXT, STR("edit.text"));
	dialog_quick(s, SAY_L_EDIT_PHOTOS, STR("edit.photos"));
	if (s->d->shop_state != DIALOG_SHOP_PICKED)
		dialog_quick(s, SAY_L_EDIT_AT, STR("edit.at"));
}

void dialog_offer_start(struct dialog_asking *s)
{
	s->d->stage = DIALOG_HOME;
	for (size_t i = 0; i < USUAL / 2; i++)
		quick_category(s, category_find(str_of(usual(s->d)[i])));
	if (!id_is_zero(s->d->report))
		dialog_quick(s, SAY_L_PROGRESS, STR("progress"));
}

static void ask_home(struct dialog_asking *s)
{
	dialog_say_plain(s, SAY_HOME);
	dialog_offer_start(s);
}

void dialog_ask_next(struct dialog_asking *s)
{
	struct dialog *d = s->d;

	if (dialog_is_fresh(d)) {
		ask_home(s);
		return;
	}
	if (d->shop_state == DIALOG_SHOP_OPEN && !ask_shop(s))
		return;
	if (needs_place(d))
		ask_place(s);
	else if (!d->category)
		ask_category(s);
	else if (!d->photos && !d->photo_skipped)
		ask_photo(s);
	else
		ask_summary(s);
}
