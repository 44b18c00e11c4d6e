#include "io/keyring.h"

#include <sodium.h>
#include <string.h>

#define KEY_LEN 32

static const unsigned char *key_of(const struct keyring *k, enum keyring_use use)
{
	return k->keys.p + (size_t)use * KEY_LEN;
}

enum err keyring_init(struct keyring *k, const unsigned char *master)
{
	enum err e = secret_alloc(&k->keys, (size_t)KEY__COUNT * KEY_LEN);

	if (e)
		return e;
	for (size_t use = 0; use < KEY__COUNT; use++)
		crypto_kdf_derive_from_key(k->keys.p + use * KEY_LEN, KEY_LEN, use, "ezhili.1",
					   master);
	return ERR_OK;
}

void keyring_release(struct keyring *k)
{
	if (k)
		secret_release(&k->keys);
}

void keyring_mac(const struct keyring *k, enum keyring_use use, const void *p, size_t len,
		 unsigned char ret_mac[32])
{
	crypto_generichash(ret_mac, 32, p, len, key_of(k, use), KEY_LEN);
}

bool keyring_mac_ok(const struct keyring *k, enum keyring_use use, const void *p, size_t len,
		    const unsigned char mac[32])
{
	unsigned char want[32];

	keyring_mac(k, use, p, len, want);
	return sodium_memcmp(want, mac, sizeof(want)) == 0;
}

struct id keyring_hash(const struct keyring *k, enum keyring_use use, const void *p, size_t len)
{
	struct id id;
	unsigned char mac[32];

	keyring_mac(k, use, p, len, mac);
	memcpy(id.b, mac, sizeof(id.b));
	return id;
}

struct str keyring_seal_id(const struct keyring *k, enum keyring_use use, struct id id,
			   const unsigned char nonce[24], struct arena *a)
{
	unsigned char *out = arena_alloc(a, KEYRING_SEALED_LEN);

	if (!out)
		return (struct str){ NULL, 0 };
	memcpy(out, nonce, 24);
	crypto_secretbox_easy(out + 24, id.b, sizeof(id.b), nonce, key_of(k, use));
	return (struct str){ (char *)out, KEYRING_SEALED_LEN };
}

enum err keyring_open_id(const struct keyring *k, enum keyring_use use, struct str sealed,
			 struct id *ret_id)
{
	const unsigned char *in = (const unsigned char *)sealed.p;

	if (sealed.len != KEYRING_SEALED_LEN)
		return ERR_CORRUPT;
	if (crypto_secretbox_open_easy(ret_id->b, in + 24, sealed.len - 24, in, key_of(k, use)))
		return ERR_CORRUPT;
	return ERR_OK;
}
