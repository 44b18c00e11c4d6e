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

struct str keyring_seal(const struct keyring *k, enum keyring_use use, struct str plain,
			const unsigned char nonce[KEYRING_NONCE_LEN], struct arena *a)
{
	unsigned char *out = arena_alloc(a, plain.len + KEYRING_EXTRA_LEN);

	if (!out)
		return (struct str){ NULL, 0 };
	memcpy(out, nonce, KEYRING_NONCE_LEN);
	crypto_secretbox_easy(out + KEYRING_NONCE_LEN, (const unsigned char *)plain.p, plain.len,
			      nonce, key_of(k, use));
	return (struct str){ (char *)out, plain.len + KEYRING_EXTRA_LEN };
}

enum err keyring_open(const struct keyring *k, enum keyring_use use, struct str sealed,
		      struct arena *a, struct str *ret_plain)
{
	const unsigned char *in = (const unsigned char *)sealed.p;
	unsigned char *out;

	if (sealed.len < KEYRING_EXTRA_LEN)
		return ERR_CORRUPT;
	out = arena_alloc(a, sealed.len - KEYRING_EXTRA_LEN + 1);
	if (!out)
		return ERR_MEMORY;
	if (crypto_secretbox_open_easy(out, in + KEYRING_NONCE_LEN, sealed.len - KEYRING_NONCE_LEN,
				       in, key_of(k, use)))
		return ERR_CORRUPT;
	*ret_plain = (struct str){ (char *)out, sealed.len - KEYRING_EXTRA_LEN };
	return ERR_OK;
}

struct str keyring_seal_id(const struct keyring *k, enum keyring_use use, struct id id,
			   const unsigned char nonce[KEYRING_NONCE_LEN], struct arena *a)
{
	return keyring_seal(k, use, (struct str){ (const char *)id.b, sizeof(id.b) }, nonce, a);
}

enum err keyring_open_id(const struct keyring *k, enum keyring_use use, struct str sealed,
			 struct id *ret_id)
{
	AUTO(arena) a = { .cap = 4096 };
	struct str plain;
	enum err e = keyring_open(k, use, sealed, &a, &plain);

	if (e)
		return e;
	if (plain.len != sizeof(ret_id->b))
		return ERR_CORRUPT;
	memcpy(ret_id->b, plain.p, sizeof(ret_id->b));
	return ERR_OK;
}
