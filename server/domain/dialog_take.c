#include "dialog_take.h"

void dialog_init(struct dialog *d, bool whistle)
{
	*d = (struct dialog){ .whistle = whistle };
}

void dialog_forget(struct dialog *d)
{
	struct id report = d->report;

	dialog_init(d, d->whistle);
	d->report = report;
}

static void take_location(struct dialog *d, const struct dialog_input *in)
{
	d->has_at = true;
	d->at_skipped = false;
	d->at = in->at;
	d->datum = in->datum;
	d->accuracy_m = in->accuracy_m;
	/* Who does not know the name may know the shop when seeing it. */
	if (d->shop_state == DIALOG_SHOP_UNKNOWN && !d->near_rejected)
		d->shop_state = DIALOG_SHOP_OPEN;
}

static enum err take_photos(struct dialog *d, const struct dialog_input *in)
{
	if (in->photos == 0)
		return ERR_INPUT;
	if (in->photos > DIALOG_PHOTOS_MAX - d->photos)
		return ERR_LIMIT;
	for (size_t i = 0; i < in->photos; i++)
		d->photo[d->photos++] = in->photo[i];
	if (in->has_at && !d->has_at)
		take_location(d, in);
	return ERR_OK;
}

enum err dialog_take(struct dialog *d, const struct dialog_input *in, const struct understood *u,
		     struct arena *a, enum dialog_act *ret_act)
{
	*ret_act = ACT_NEXT;
	switch (in->kind) {
	case DIALOG_IN_OPEN:
		return ERR_OK;
	case DIALOG_IN_TEXT:
		return dialog_take_text(d, in->text, u, a, ret_act);
	case DIALOG_IN_VALUE:
		return dialog_take_value(d, in->text, ret_act);
	case DIALOG_IN_SHOP:
		d->shop_state = DIALOG_SHOP_PICKED;
		d->shop = in->text;
		return ERR_OK;
	case DIALOG_IN_PHOTOS:
		if (d->stage != DIALOG_ANSWER)
			return take_photos(d, in);
		*ret_act = ACT_ADD;
		return ERR_OK;
	case DIALOG_IN_LOCATION:
		if (!in->has_at || !geo_valid(in->at))
			return ERR_INPUT;
		take_location(d, in);
		return ERR_OK;
	}
	return ERR_INPUT;
}
