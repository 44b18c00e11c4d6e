#include "gateway/chat.h"

#include "domain/dialog.h"
#include "gateway/chat_json.h"

struct id chat_conv(const struct keyring *keys, struct id principal)
{
	return keyring_hash_id(keys, KEY_CONV, principal);
}

enum err chat_tell_question(struct request *rq, struct effects *fx, struct str contact,
			    struct str question)
{
	struct dialog_turn turn;
	struct id principal;
	json_t *params;
	enum err e;

	if (keyring_open_id(rq->keys, KEY_CONTACT, contact, &principal))
		return ERR_OK; /* they no longer wish to be told */
	/* Their language is not known here, and everybody's officers write Chinese. */
	e = dialog_question(question, false, &rq->arena, &turn);
	if (e)
		return e;
	params = json_pack("{s:o, s:o}", "conv", json_id(chat_conv(rq->keys, principal)), "turn",
			   chat_turn_json(&turn, request_id(rq), json_array()));
	effects_event(fx, topic_of(rq->keys, principal), STR("chat.turn"),
		      request_json(rq, params));
	json_decref(params);
	return ERR_OK;
}
