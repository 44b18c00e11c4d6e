/*
 * The JSON-RPC 2.0 envelope: reading a frame, naming an error.
 */
#ifndef GATEWAY_ENVELOPE_H
#define GATEWAY_ENVELOPE_H

#include "base/buf.h"
#include "gateway/message.h"

#define RPC_ID_MAX 128

struct envelope {
	json_t *json;   /* the whole frame; the caller releases it */
	json_t *params; /* an object, borrowed from json */
	const struct msg_type *type;
	struct str id; /* JSON text in id_text; p == NULL: a notification */
	char id_text[RPC_ID_MAX];
};

/* NULL, or the type of the error; env->id is set when it could be read. Release in both cases. */
const char *envelope_read(struct str frame, struct envelope *env);
void envelope_release(struct envelope *env);

/*
 * Takes "key" out of the params (a UUID of version 4 or 7, whose time a whistleblower must not
 * tell) and hashes method and canonical rest. ERR_INPUT when it is none.
 */
CHECKED enum err envelope_key(const struct envelope *env, struct id *ret_key,
			      struct id *ret_params);

/* {"jsonrpc":"2.0","id":…,"error":{…}} */
void envelope_error(struct buf *out, struct str id, const struct refusal *why, bool en,
		    struct id trace);

#endif
