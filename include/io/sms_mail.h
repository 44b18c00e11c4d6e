/*
 * One text message with a one-time code on its way from a gateway to the
 * sender: phone, language and code in a layout of one length, sealed to the
 * sender's public key. Whoever reads the row, the gateway included, cannot
 * open it again; the sender opens it with crypto_box_seal_open.
 */
#ifndef IO_SMS_MAIL_H
#define IO_SMS_MAIL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/str.h"

#include <stdbool.h>

#define SMS_PHONE_LEN  11
#define SMS_CODE_LEN   6
#define SMS_KEY_LEN    32                                 /* X25519 */
#define SMS_PLAIN_LEN  (1 + SMS_PHONE_LEN + SMS_CODE_LEN) /* language, phone, code */
#define SMS_SEALED_LEN (SMS_PLAIN_LEN + 48)

struct sms_mail {
	char phone[SMS_PHONE_LEN + 1], code[SMS_CODE_LEN + 1];
	bool en;
};

/* To whom gateways of this node seal. */
struct sms_sender {
	unsigned char public_key[SMS_KEY_LEN];
	struct id id; /* of that key: sms_mail.sender */
};

/* public_key: SMS_KEY_LEN bytes. */
void sms_sender_of(const unsigned char *public_key, struct sms_sender *ret_sender);

/* { NULL, 0 } when the arena is full or a part has another length. */
struct str sms_mail_seal(const struct sms_sender *to, const struct sms_mail *mail, struct arena *a);

/* plain: what crypto_box_seal_open gave. ERR_CORRUPT when it is not of the layout. */
CHECKED enum err sms_mail_read(struct str plain, struct sms_mail *ret_mail);

#endif
