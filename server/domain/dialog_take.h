/* The listening half of domain/dialog: from an input to filled slots. Private to the module. */
#ifndef DOMAIN_DIALOG_TAKE_H
#define DOMAIN_DIALOG_TAKE_H

#include "domain/dialog.h"

/* What an input asks for beside filling slots. */
enum dialog_act {
	ACT_NEXT, /* ask for what is missing */
	ACT_SUBMIT,
	ACT_ADD, /* it answers the officer */
	ACT_ANSWER,
	ACT_MORE,
	ACT_PROGRESS,
	ACT_REWARD,
	ACT_HELP,
	ACT_UNCLEAR, /* nothing in it says what to do */
	ACT_WHISTLE,
	ACT_DISPUTE,
	ACT_CANCEL,
	ACT_EDIT, /* something in the summary is wrong */
	ACT_TEXT, /* wait for a new description */
	ACT_PHOTOS
};

/* Fills the slots that the input names; asks nobody. Errors as of dialog_step. */
CHECKED
enum err dialog_take(struct dialog *d, const struct dialog_input *in, const struct understood *said,
		     struct arena *a, enum dialog_act *ret_act);

/* A quick reply or card value. ERR_INPUT when there is none like it. */
CHECKED
enum err dialog_take_value(struct dialog *d, struct str value, enum dialog_act *ret_act);

/* A sentence, by the question that is open. said may be NULL. */
CHECKED
enum err dialog_take_text(struct dialog *d, struct str text, const struct understood *said,
			  struct arena *a, enum dialog_act *ret_act);

/* Everything but who it is and the last report. */
void dialog_forget(struct dialog *d);

#endif
