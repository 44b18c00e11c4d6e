#include "dialog_take.h"
#include "domain/area.h"

static void forget_shop(struct dialog *d)
{
	d->shop_state = DIALOG_SHOP_OPEN;
	d->shop = d->shop_name = d->shop_text = (struct str){ NULL, 0 };
	d->name_unknown = d->near_rejected = false;
}

static void forget_place(struct dialog *d)
{
	d->has_at = d->at_skipped = false;
	d->place = d->area = (struct str){ NULL, 0 };
}

static enum err v_nothing(struct dialog *d, struct str rest)
{
	(void)d;
	(void)rest;
	return ERR_OK;
}

static enum err v_new(struct dialog *d, struct str rest)
{
	(void)rest;
	dialog_forget(d);
	return ERR_OK;
}

static enum err v_shop_none(struct dialog *d, struct str rest)
{
	(void)rest;
	if (d->shop_text.len)
		d->shop_state = DIALOG_SHOP_FREE;
	else if (d->name_unknown)
		d->shop_state = DIALOG_SHOP_UNKNOWN;
	d->near_rejected = true;
	return ERR_OK;
}

static enum err v_shop_unknown(struct dialog *d, struct str rest)
{
	(void)rest;
	/* With a position but no name, what was shown were the shops around. */
	d->near_rejected = d->near_rejected || (d->has_at && !d->shop_text.len);
	d->shop_state = DIALOG_SHOP_UNKNOWN;
	d->shop_text = (struct str){ NULL, 0 };
	d->name_unknown = true;
	return ERR_OK;
}

static enum err v_category(struct dialog *d, struct str rest)
{
	const struct category *c = category_find(rest);

	if (!c)
		return ERR_INPUT;
	d->category = (int)category_index(c) + 1;
	d->guess = 0;
	return ERR_OK;
}

static enum err v_area(struct dialog *d, struct str rest)
{
	const struct area *a = area_find(rest);

	if (!a && !str_eq(rest, STR(DIALOG_AREA_ANY)))
		return ERR_INPUT;
	d->area = a ? str_of(a->code) : STR(DIALOG_AREA_ANY);
	return ERR_OK;
}

static enum err v_photo_skip(struct dialog *d, struct str rest)
{
	(void)rest;
	d->photo_skipped = true;
	return ERR_OK;
}

static enum err v_location_skip(struct dialog *d, struct str rest)
{
	(void)rest;
	d->at_skipped = true;
	return ERR_OK;
}

static enum err v_edit_shop(struct dialog *d, struct str rest)
{
	(void)rest;
	forget_shop(d);
	d->near_rejected = d->has_at; /* the name is asked for, not the shops around again */
	return ERR_OK;
}

static enum err v_edit_category(struct dialog *d, struct str rest)
{
	(void)rest;
	d->category = d->guess = 0;
	return ERR_OK;
}

static enum err v_edit_photos(struct dialog *d, struct str rest)
{
	(void)rest;
	d->photos = 0;
	d->photo_skipped = false;
	return ERR_OK;
}

static enum err v_edit_at(struct dialog *d, struct str rest)
{
	(void)rest;
	forget_place(d);
	return ERR_OK;
}

/* clang-format off */
static const struct value {
	const char *name;
	bool prefix; /* something follows */
	enum dialog_act act;
	enum err (*take)(struct dialog *d, struct str rest);
} values[] = {
	{ "new", false, ACT_NEXT, v_new },
	{ "continue", false, ACT_NEXT, v_nothing },
	{ "submit", false, ACT_SUBMIT, v_nothing },
	{ "cancel", false, ACT_CANCEL, v_nothing },
	{ "help", false, ACT_HELP, v_nothing },
	{ "progress", false, ACT_PROGRESS, v_nothing },
	{ "reward", false, ACT_REWARD, v_nothing },
	{ "answer", false, ACT_ANSWER, v_nothing },
	{ "shop.none", false, ACT_NEXT, v_shop_none },
	{ "shop.unknown", false, ACT_NEXT, v_shop_unknown },
	{ "category.more", false, ACT_MORE, v_nothing },
	{ "category.", true, ACT_NEXT, v_category },
	{ "area.", true, ACT_NEXT, v_area },
	{ "photo.skip", false, ACT_NEXT, v_photo_skip },
	{ "location.skip", false, ACT_NEXT, v_location_skip },
	{ "edit.shop", false, ACT_NEXT, v_edit_shop },
	{ "edit.category", false, ACT_NEXT, v_edit_category },
	{ "edit.text", false, ACT_TEXT, v_nothing },
	{ "edit.photos", false, ACT_PHOTOS, v_edit_photos },
	{ "edit.at", false, ACT_NEXT, v_edit_at },
};
/* clang-format on */

enum err dialog_take_value(struct dialog *d, struct str value, enum dialog_act *ret_act)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct str name = str_of(values[i].name);

		if (values[i].prefix ? !str_starts(value, name) : !str_eq(value, name))
			continue;
		*ret_act = values[i].act;
		return values[i].take(d, (struct str){ value.p + name.len, value.len - name.len });
	}
	return ERR_INPUT;
}
