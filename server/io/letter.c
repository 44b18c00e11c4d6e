#include "io/letter.h"

#include <sodium.h>
#include <string.h>

#define BASE64 sodium_base64_VARIANT_ORIGINAL

struct str letter_seal(const struct keyring *k, struct str word, struct str text, struct arena *a)
{
	size_t len = word.len + 1 + text.len;
	size_t padded = (len + LETTER_STEP - 1) / LETTER_STEP * LETTER_STEP;
	unsigned char nonce[KEYRING_NONCE_LEN];
	char *plain = arena_alloc(a, padded), *out;
	struct str sealed;
	size_t size;

	if (!plain)
		return (struct str){ NULL, 0 };
	memset(plain, ' ', padded);
	memcpy(plain, word.p, word.len);
	plain[word.len] = '\n';
	if (text.len)
		memcpy(plain + word.len + 1, text.p, text.len);
	randombytes_buf(nonce, sizeof(nonce));
	sealed = keyring_seal(k, KEY_TOPIC, (struct str){ plain, padded }, nonce, a);
	size = sodium_base64_encoded_len(sealed.len, BASE64);
	out = sealed.p ? arena_alloc(a, size) : NULL;
	if (!out)
		return (struct str){ NULL, 0 };
	sodium_bin2base64(out, size, (const unsigned char *)sealed.p, sealed.len, BASE64);
	return (struct str){ out, size - 1 };
}

enum err letter_open(const struct keyring *k, struct str stored, struct arena *a,
		     struct str *ret_word, struct str *ret_text)
{
	unsigned char *sealed = arena_alloc(a, stored.len + 1);
	struct str plain, word;
	size_t len = 0;
	enum err e;

	if (!sealed)
		return ERR_MEMORY;
	if (!stored.p ||
	    sodium_base642bin(sealed, stored.len, stored.p, stored.len, NULL, &len, NULL, BASE64))
		return ERR_CORRUPT;
	e = keyring_open(k, KEY_TOPIC, (struct str){ (const char *)sealed, len }, a, &plain);
	if (e)
		return e;
	word = str_cut(&plain, '\n');
	if (!plain.p)
		return ERR_CORRUPT;
	*ret_word = word;
	*ret_text = str_trim(plain);
	return ERR_OK;
}
