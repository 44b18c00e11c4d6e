/* The chatbot's wording, in both languages, in one place. Private to domain/dialog. */
#ifndef DOMAIN_DIALOG_TEXT_H
#define DOMAIN_DIALOG_TEXT_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

enum say {
	SAY_HOME,
	SAY_HELP,
	SAY_UNCLEAR,
	SAY_SHOP,
	SAY_SHOP_NAME, /* none of the near ones */
	SAY_SHOP_PICK,
	SAY_SHOP_NEAR,
	SAY_SHOP_GUESS,
	SAY_SHOP_DOUBT, /* {}: probably not registered, but these are like it */
	SAY_SHOP_FOUND, /* {} */
	SAY_SHOP_MISSING,
	SAY_SHOP_UNKNOWN,
	SAY_PLACE,
	SAY_AREA,
	SAY_CATEGORY,
	SAY_CATEGORY_GUESS, /* {} */
	SAY_CATEGORY_UNCLEAR,
	SAY_CATEGORY_MORE,
	SAY_TEXT,
	SAY_PHOTO,
	SAY_PHOTO_GOT,
	SAY_PHOTO_MORE,
	SAY_SUMMARY,
	SAY_ADDED,
	SAY_EDIT,
	SAY_SENT, /* {}: the office */
	SAY_SENT_NOWHERE,
	SAY_PROGRESS, /* {}: the state's text */
	SAY_NO_REPORT,
	SAY_NO_REWARD,
	SAY_REWARD,
	SAY_CANCELLED,
	SAY_NOTHING_TO_CANCEL,
	SAY_DISPUTE,
	SAY_WHISTLE,
	SAY_QUESTION, /* {} */
	SAY_ANSWER,
	SAY_ANSWERED,
	SAY_NO_QUESTION,
	SAY_LOCATION_WHY,
	SAY_PLACE_WHY,
	/* labels */
	SAY_L_NONE,
	SAY_L_UNKNOWN,
	SAY_L_NO_PHOTO,
	SAY_L_NO_LOCATION,
	SAY_L_ANYWHERE,
	SAY_L_MORE,
	SAY_L_YES, /* {} */
	SAY_L_SEND,
	SAY_L_EDIT_SHOP,
	SAY_L_EDIT_CATEGORY,
	SAY_L_EDIT_TEXT,
	SAY_L_EDIT_PHOTOS,
	SAY_L_EDIT_AT,
	SAY_L_PROGRESS,
	SAY_L_NEW,
	SAY_L_CONTINUE,
	SAY_L_ANSWER,
	SAY__COUNT
};

struct str dialog_text(enum say what, bool en);
/* With {} replaced. { NULL, 0 } when the arena is full. */
struct str dialog_text_with(enum say what, bool en, struct str arg, struct arena *a);

#endif
