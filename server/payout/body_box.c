#include "payout/body_box.h"

#include <sodium.h>

static void box_key(const struct keyring *keys, unsigned char key[crypto_secretbox_KEYBYTES])
{
	keyring_mac(keys, KEY_BODY, "transfer", 8, key);
}

enum err body_seal(const struct keyring *keys, struct str plain, struct arena *a,
		   struct str *ret_sealed)
{
	size_t len = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.len;
	unsigned char key[crypto_secretbox_KEYBYTES], *out = arena_alloc(a, len);

	if (!out)
		return ERR_MEMORY;
	box_key(keys, key);
	randombytes_buf(out, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES, (const unsigned char *)plain.p,
			      plain.len, out, key);
	sodium_memzero(key, sizeof(key));
	*ret_sealed = (struct str){ (const char *)out, len };
	return ERR_OK;
}

enum err body_open(const struct keyring *keys, struct str sealed, struct secret *ret_plain)
{
	const size_t head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
	const unsigned char *p = (const unsigned char *)sealed.p;
	unsigned char key[crypto_secretbox_KEYBYTES];
	enum err e;

	if (sealed.len < head)
		return ERR_CORRUPT;
	e = secret_alloc(ret_plain, sealed.len - head);
	if (e)
		return e;
	box_key(keys, key);
	if (crypto_secretbox_open_easy(ret_plain->p, p + crypto_secretbox_NONCEBYTES,
				       sealed.len - crypto_secretbox_NONCEBYTES, p, key)) {
		secret_release(ret_plain);
		e = ERR_CORRUPT;
	}
	sodium_memzero(key, sizeof(key));
	return e;
}
