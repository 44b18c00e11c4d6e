/* The asking half of domain/dialog: from a draft to the next turn. Private to the module. */
#ifndef DOMAIN_DIALOG_ASK_H
#define DOMAIN_DIALOG_ASK_H

#include "dialog_text.h"
#include "domain/dialog.h"

/* One step under way. */
struct dialog_asking {
	struct dialog *d;
	const struct dialog_facts *f;
	struct arena *arena;
	struct dialog_turn *turn;
};

/* Appends a sentence to the turn's text. */
void dialog_say(struct dialog_asking *s, enum say what, struct str arg);
void dialog_say_plain(struct dialog_asking *s, enum say what);
void dialog_quick(struct dialog_asking *s, enum say label, struct str value);
void dialog_card(struct dialog_asking *s, enum dialog_card card);

/* Asks for the first thing that is missing, or shows the summary; sets the stage. */
void dialog_ask_next(struct dialog_asking *s);
/* The ways to begin, as taps. */
void dialog_offer_start(struct dialog_asking *s);
/* The other problems, after the usual ones. */
void dialog_ask_more(struct dialog_asking *s);

/* Has nothing been said yet? */
bool dialog_is_fresh(const struct dialog *d);
/* Everything that a report needs is there. */
bool dialog_is_complete(const struct dialog *d);

#endif
