/*
 * The chatbot: a pure state machine that turns what a citizen says, taps,
 * photographs or locates into one report, asking only for what is missing.
 *
 *	dialog_load       the stored draft
 *	dialog_need       what has to be looked up for this input
 *	dialog_step       draft × input × facts → draft, turn, wish
 *	dialog_sent       … after a wish to submit was granted
 *	dialog_save       the draft to store
 *
 * The order of questions: shop, place (only when the shop is not a registered
 * one), problem, photo, then a summary to confirm. Every question can be
 * answered by a tap, every slot can be changed from the summary, and an answer
 * may fill any number of slots. A guess is offered, never taken as said.
 *
 * Strings are borrowed: those of a dialog live in the arena it was loaded
 * into, and in the input and facts given to the last step.
 */
#ifndef DOMAIN_DIALOG_H
#define DOMAIN_DIALOG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/category.h"
#include "domain/geo.h"
#include "domain/report_state.h"
#include "domain/shop_match.h"
#include "domain/understand.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIALOG_TEXT_MAX   4000 /* characters of the description */
#define DIALOG_SHOP_MAX   96   /* characters of a shop's name or place as said */
#define DIALOG_PHOTOS_MAX 9
#define DIALOG_SAVED_MAX  20480 /* bytes of a stored draft */
#define DIALOG_QUICK_MAX  32
#define DIALOG_CARDS_MAX  2
#define DIALOG_AREA_ANY   "350100" /* the whole city */

/* Which question is open. */
enum dialog_stage {
	DIALOG_HOME,     /* nothing yet */
	DIALOG_SHOP,     /* which shop? */
	DIALOG_PLACE,    /* where is it? */
	DIALOG_CATEGORY, /* what is wrong? */
	DIALOG_TEXT,     /* the description is being rewritten */
	DIALOG_PHOTO,
	DIALOG_SUMMARY,
	DIALOG_ANSWER, /* what is said next answers the officer's question */
	DIALOG_STAGE__COUNT
};

enum dialog_shop_state {
	DIALOG_SHOP_OPEN,
	DIALOG_SHOP_PICKED,  /* shop is a registered shop */
	DIALOG_SHOP_FREE,    /* not among the candidates; shop_text has the words */
	DIALOG_SHOP_UNKNOWN, /* the reporter does not know its name */
	DIALOG_SHOP_STATE__COUNT
};

struct dialog {
	enum dialog_stage stage;
	bool whistle; /* a rider or BD: other problems come first */

	enum dialog_shop_state shop_state;
	struct str shop, shop_name; /* the registered shop */
	struct str shop_text;       /* its name as said */
	struct str place;           /* where, as said */
	struct str area;            /* GB/T 2260; DIALOG_AREA_ANY for "cannot say" */
	bool name_unknown;          /* the reporter said so */
	bool near_rejected;         /* it is none of the shops near the position */

	bool has_at, at_skipped;
	struct geo_point at;
	enum geo_datum datum;
	double accuracy_m;

	int category; /* 1 … 28, 0 for none */
	int guess;    /* heard, but not for sure */
	struct str text;
	int64_t from_ms, to_ms; /* when it happened; 0 for unsaid */

	struct id photo[DIALOG_PHOTOS_MAX];
	size_t photos;
	bool photo_skipped;

	struct id report; /* the last one sent; zero for none */
};

enum dialog_input_kind {
	DIALOG_IN_OPEN, /* the chat was opened */
	DIALOG_IN_TEXT,
	DIALOG_IN_VALUE, /* a quick reply's or card's value */
	DIALOG_IN_SHOP,  /* the value {"shop":ID} */
	DIALOG_IN_PHOTOS,
	DIALOG_IN_LOCATION
};

struct dialog_input {
	enum dialog_input_kind kind;
	struct str text; /* the sentence, the value, or the shop's id */
	const struct id *photo;
	size_t photos;
	bool has_at; /* a location, or what the photos knew and their sender left in */
	struct geo_point at;
	enum geo_datum datum;
	double accuracy_m;
};

/* What the lookups brought. Everything may be absent. */
struct dialog_shop {
	struct str shop, name;
};

struct dialog_step_made {
	int64_t at_ms;
	enum report_state state;
	struct str note;
};

struct dialog_facts {
	int64_t now_ms;
	bool en;
	const struct understood *said; /* of a text; NULL when it could not be read */

	/* Of the search that dialog_need asked for; first is the best candidate. */
	bool searched;
	bool guessed; /* by the whole sentence: its candidates are shown, never taken */
	enum shop_decision decision;
	struct dialog_shop first;
	size_t candidates;

	struct dialog_shop
		picked; /* DIALOG_IN_SHOP: the registered shop; shop.p NULL when unknown */

	/* Of the last report. */
	const struct dialog_step_made *made;
	size_t n_made;
	bool has_reward;

	/* An officer waits for an answer about this report. */
	bool has_question;
	struct id asked_report;
	struct str question;
};

/* What to look up before the step. */
struct dialog_need {
	bool search; /* query is filled; the matcher's own limits hold */
	bool nearby; /* … by position alone: the query has no text */
	bool guess; /* … by all that was said, since no name stood out; weak candidates are none */
	struct shop_query query;
	bool progress; /* steps and reward of d->report, or of the sender's last one */
};

enum dialog_wish {
	DIALOG_WISH_NOTHING,
	DIALOG_WISH_SUBMIT, /* a report from the draft's slots, then dialog_sent */
	DIALOG_WISH_ADD     /* text or photos of this input to facts.asked_report */
};

enum dialog_card {
	DIALOG_CARD_SHOPS,    /* the candidates of the search */
	DIALOG_CARD_PHOTO,    /* asks for up to card_max photos */
	DIALOG_CARD_LOCATION, /* asks for the position, with card_reason */
	DIALOG_CARD_SUMMARY,  /* the draft */
	DIALOG_CARD_RECEIPT,
	DIALOG_CARD_PROGRESS, /* facts.made */
	DIALOG_CARD_REWARD    /* of the same report */
};

struct dialog_quick {
	struct str label, value;
};

struct dialog_turn {
	struct str text;
	struct dialog_quick quick[DIALOG_QUICK_MAX];
	size_t quicks;
	enum dialog_card card[DIALOG_CARDS_MAX];
	size_t cards;
	size_t card_max;
	struct str card_reason;
	enum dialog_wish wish;
	bool failed; /* the arena was full */
};

void dialog_init(struct dialog *d, bool whistle);

/* ERR_CORRUPT when the bytes are no stored draft; empty is a fresh one. */
CHECKED
enum err dialog_load(struct str saved, struct arena *a, struct dialog *ret_d);
/* At most DIALOG_SAVED_MAX bytes. ERR_MEMORY. */
CHECKED
enum err dialog_save(const struct dialog *d, struct arena *a, struct str *ret_saved);

/* Errors as of dialog_step. said: of a text; NULL when it could not be read. */
CHECKED
enum err dialog_need(const struct dialog *d, const struct dialog_input *in,
		     const struct understood *said, struct arena *a, struct dialog_need *ret_need);

/*
 * ERR_INPUT: a value that no card or reply of ours has; ERR_LIMIT: more than
 * DIALOG_PHOTOS_MAX photos, or a description over DIALOG_TEXT_MAX; ERR_NOT_FOUND:
 * DIALOG_IN_SHOP names no shop; ERR_MEMORY. *d is undefined after an error.
 */
CHECKED
enum err dialog_step(struct dialog *d, const struct dialog_input *in, const struct dialog_facts *f,
		     struct arena *a, struct dialog_turn *ret_turn);

/* The report was stored: the receipt's turn, and an empty draft. office may be empty. */
CHECKED
enum err dialog_sent(struct dialog *d, struct id report, struct str office, bool en,
		     struct arena *a, struct dialog_turn *ret_turn);

/* An officer asks: the turn that arrives in the reporter's chat. */
CHECKED
enum err dialog_question(struct str question, bool en, struct arena *a,
			 struct dialog_turn *ret_turn);

/* What the report says when its sender wrote nothing: the problem's name. */
struct str dialog_description(const struct dialog *d, bool en);
/* The shop and place as free text for a report without a registered shop. */
struct str dialog_shop_text(const struct dialog *d, struct arena *a);

#endif
