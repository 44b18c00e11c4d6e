/*
 * What WeChat Pay's verified answers mean: its states and error codes as rows.
 * Pure readers of JSON; who signed it has been checked before.
 */
#ifndef PAYOUT_WECHAT_ANSWER_H
#define PAYOUT_WECHAT_ANSWER_H

#include "payout/rail.h"

struct wechat_sealed {
	struct str nonce, associated, ciphertext;
};

/*
 * A signed answer to submit, query or cancel. Anything that is not understood, or
 * that speaks of another bill, becomes UNKNOWN or MISMATCH; ret_answer was
 * initialised by the caller.
 */
void wechat_read_answer(enum rail_op op, const char *bill, const struct http_answer *http,
			struct arena *a, struct rail_answer *ret_answer);

/* The login exchange; its answers are not signed, TLS alone vouches for them. */
void wechat_read_login(const struct http_answer *http, struct arena *a,
		       struct rail_answer *ret_answer);

/* ERR_INPUT when the body is no callback with an AES-GCM resource. */
CHECKED
enum err wechat_read_callback(struct str body, struct arena *a, struct wechat_sealed *ret_sealed);
/* What the opened resource says: the bill; amount (-1) and account ({ NULL, 0 }) if it names them.
 */
CHECKED
enum err wechat_read_bill(struct str plain, struct arena *a, struct str *ret_bill,
			  struct rail_answer *ret_says);

#endif
