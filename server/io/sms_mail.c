#include "io/sms_mail.h"

#include <sodium.h>

void sms_sender_of(const unsigned char *public_key, struct sms_sender *ret_sender)
{
	memcpy(ret_sender->public_key, public_key, SMS_KEY_LEN);
	crypto_generichash(ret_sender->id.b, sizeof(ret_sender->id.b), public_key, SMS_KEY_LEN,
			   NULL, 0);
}

struct str sms_mail_seal(const struct sms_sender *to, const struct sms_mail *mail, struct arena *a)
{
	unsigned char plain[SMS_PLAIN_LEN];
	unsigned char *sealed = arena_alloc(a, SMS_SEALED_LEN);

	if (!sealed || strlen(mail->phone) != SMS_PHONE_LEN || strlen(mail->code) != SMS_CODE_LEN)
		return (struct str){ NULL, 0 };
	plain[0] = mail->en ? 'e' : 'z';
	memcpy(plain + 1, mail->phone, SMS_PHONE_LEN);
	memcpy(plain + 1 + SMS_PHONE_LEN, mail->code, SMS_CODE_LEN);
	crypto_box_seal(sealed, plain, sizeof(plain), to->public_key);
	explicit_bzero(plain, sizeof(plain));
	return (struct str){ (const char *)sealed, SMS_SEALED_LEN };
}

static bool are_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
	}
	return true;
}

enum err sms_mail_read(struct str plain, struct sms_mail *ret_mail)
{
	struct sms_mail mail = { .en = plain.len && plain.p[0] == 'e' };

	if (plain.len != SMS_PLAIN_LEN || (plain.p[0] != 'e' && plain.p[0] != 'z') ||
	    !are_digits(plain.p + 1, SMS_PLAIN_LEN - 1))
		return ERR_CORRUPT;
	memcpy(mail.phone, plain.p + 1, SMS_PHONE_LEN);
	memcpy(mail.code, plain.p + 1 + SMS_PHONE_LEN, SMS_CODE_LEN);
	*ret_mail = mail;
	return ERR_OK;
}
