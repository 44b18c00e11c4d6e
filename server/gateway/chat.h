/*
 * The conversation, for others than its own messages.
 */
#ifndef GATEWAY_CHAT_H
#define GATEWAY_CHAT_H

#include "gateway/message.h"

/*
 * What an officer's question is in the outbox. Its reader's language is known only where it is
 * told, so it becomes a chat.turn there.
 */
#define CHAT_QUESTION "chat.question"

/* A principal's conversation; its id joins it to nothing else. */
struct id chat_conv(const struct keyring *keys, struct id principal);

/* Tells whoever sent the report of an officer's question, in their conversation. */
void chat_tell_question(struct request *rq, struct effects *fx, struct str contact,
			struct str question);

/* The params of the chat.turn that a stored question is; { NULL, 0 } when the arena is full. */
struct str chat_question_turn(const struct keyring *keys, struct id principal, struct str params,
			      bool en, struct arena *a);

#endif
