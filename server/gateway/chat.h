/*
 * The citizen's conversation as other handlers see it.
 */
#ifndef GATEWAY_CHAT_H
#define GATEWAY_CHAT_H

#include "gateway/message.h"

/* The conversation of a principal: each has one. */
struct id chat_conv(const struct keyring *keys, struct id principal);

/* chat.turn with an officer's question to whoever sent the report. */
CHECKED enum err chat_tell_question(struct request *rq, struct effects *fx, struct str contact,
				    struct str question);

#endif
