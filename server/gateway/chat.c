#include "gateway/chat.h"

#include "domain/dialog.h"
#include "gateway/chat_json.h"

struct id chat_conv(const struct keyring *keys, struct id principal)
{
	return keyring_hash_id(keys, KEY_CONV, principal);
}

void chat_tell_question(struct request *rq, struct effects *fx, struct str contact,
			struct str question)
{
	struct id principal;
	json_t *params;

	if (keyring_open_id(rq->keys, KEY_CONTACT, contact, &principal))
		return; /* they no longer wish to be told */
	params = json_pack("{s:o, s:o}", "turn", json_id(request_id(rq)), "question",
			   json_str(question));
	effects_event(fx, topic_of(rq->keys, principal), STR(CHAT_QUESTION),
		      request_json(rq, params));
	json_decref(params);
}

static json_t *turn_of(const json_t *stored, bool en, struct arena *a)
{
	struct str question = str_of(json_string_value(json_object_get(stored, "question")));
	struct str turn_id = str_of(json_string_value(json_object_get(stored, "turn")));
	struct dialog_turn turn;
	struct id id;

	if (id_parse(turn_id, &id) || dialog_question(question, en, a, &turn))
		return NULL;
	return chat_turn_json(&turn, id, json_array());
}

struct str chat_question_turn(const struct keyring *keys, struct id principal, struct str params,
			      bool en, struct arena *a)
{
	json_t *stored = json_loadb(params.p, params.len, 0, NULL);
	json_t *turn = turn_of(stored, en, a);
	json_t *told = turn ? json_pack("{s:o, s:o}", "conv", json_id(chat_conv(keys, principal)),
					"turn", turn)
			    : NULL;
	struct str text = told ? json_text(told, a) : (struct str){ NULL, 0 };

	json_decref(told);
	json_decref(stored);
	return text;
}
