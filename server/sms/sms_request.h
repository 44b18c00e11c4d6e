/*
 * A text message as the supplier gets it. ezhili speaks one small interface;
 * an operator's bridge turns it into that of their supplier:
 *
 *	POST sms_url
 *	Content-Type: application/json
 *	X-Ezhili-Timestamp: 1794000000          seconds since 1970
 *	X-Ezhili-Signature: 4f1c…               hex HMAC-SHA256(secret, timestamp "\n" body)
 *
 *	{"id":"0h3…","phone":"13800138000","lang":"zh","template":"SMS_1","code":"012345",
 *	 "minutes":5,"text":"【e治理】验证码 012345，5 分钟内有效。请勿告诉他人。"}
 *
 * Any 2xx is "taken". 408, 429 and 5xx, and no answer, are asked again with the
 * same id while the code lives: whoever has sent an id once must not send it
 * twice. Every other answer is final, and the message is dropped.
 */
#ifndef SMS_SMS_REQUEST_H
#define SMS_SMS_REQUEST_H

#include "base/config.h"
#include "base/secret.h"
#include "io/http_client.h"
#include "io/sms_mail.h"

#define SMS_HEADERS 3

struct sms_form {
	const struct config *config;
	struct secret secret; /* signs */
};

/* Everything it points to lives in the arena. */
struct sms_request {
	struct http_field header[SMS_HEADERS];
	struct http_request http; /* .header is the caller's to set: to header above */
};

/* ERR_INPUT: sms_url is neither https nor on this machine, or sms_secret_file has no secret. */
CHECKED
enum err sms_form_init(struct sms_form *f, const struct config *config, struct buf *why);
void sms_form_release(struct sms_form *f);

CHECKED
enum err sms_request_make(const struct sms_form *f, struct id id, const struct sms_mail *mail,
			  int64_t now_ms, struct arena *a, struct sms_request *ret);

enum sms_fate { SMS_SENT, SMS_AGAIN, SMS_REFUSED };

/* What an answer of this status means; 0: there was none. */
enum sms_fate sms_fate(long status);

/* How long to wait after so many tries: one second, doubled, a minute at most. */
int64_t sms_wait_ms(int64_t tries);

#endif
