/*
 * One input of a conversation with everything that the dialog needs to know
 * for it: the draft, what the sentence says, the shops it may mean, how the
 * last report stands.
 */
#ifndef GATEWAY_CHAT_LOAD_H
#define GATEWAY_CHAT_LOAD_H

#include "gateway/message.h"

#include "domain/dialog.h"
#include "gateway/shop_json.h"

struct chat_case {
	struct id conv;
	int64_t version; /* 0: no row yet */
	struct dialog d; /* after the step */
	struct dialog_facts facts;
	struct dialog_turn turn;

	struct understood said;
	struct shop_found *found; /* facts.candidates of them */
	struct dialog_step_made *made;
	struct id last_report;
	struct r_reward_of_report *reward; /* NULL: none */
};

/* Reads the draft, looks up what in needs and takes the step. On a reader thread. */
CHECKED enum err chat_take(struct request *rq, struct services *sv, struct dialog_input *in,
			   struct chat_case **ret_case);

#endif
