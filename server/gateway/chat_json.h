/*
 * A turn of the chat as the protocol has it.
 */
#ifndef GATEWAY_CHAT_JSON_H
#define GATEWAY_CHAT_JSON_H

#include "gateway/message.h"

#include "domain/dialog.h"

/* {id, text, quick[], cards[]}. cards is taken. New reference. */
json_t *chat_turn_json(const struct dialog_turn *turn, struct id id, json_t *cards);

/* {"kind":"summary", …} of the draft; new reference. */
json_t *chat_summary_json(const struct dialog *d, bool en);

#endif
