#include "gateway/token.h"

#include <sodium.h>
#include <string.h>

#define VERSION     1
#define MAC_LEN     32
#define TOKEN_BYTES (sizeof(struct wire) + MAC_LEN)

/* Bytes only: no padding whose content would be undefined under the MAC. */
struct wire {
	uint8_t version, anonymous, roles[4], expires_ms[8];
	uint8_t id[16], token[16], report[16];
	char login[61], name[61];
};

static void put_be(uint8_t *to, size_t n, uint64_t v)
{
	for (size_t i = n; i-- > 0; v >>= 8)
		to[i] = (uint8_t)v;
}

static uint64_t get_be(const uint8_t *from, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | from[i];
	return v;
}

struct str token_make(const struct keyring *keys, const struct principal *who, struct arena *a)
{
	struct wire w = { .version = VERSION, .anonymous = who->anonymous };
	unsigned char bytes[TOKEN_BYTES];
	size_t size = sodium_base64_ENCODED_LEN(sizeof(bytes),
						sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(a, size);

	if (!text)
		return (struct str){ NULL, 0 };
	put_be(w.roles, sizeof(w.roles), who->roles);
	put_be(w.expires_ms, sizeof(w.expires_ms), (uint64_t)who->expires_ms);
	memcpy(w.id, who->id.b, sizeof(w.id));
	memcpy(w.token, who->token.b, sizeof(w.token));
	memcpy(w.report, who->report.b, sizeof(w.report));
	memcpy(w.login, who->login, sizeof(w.login));
	memcpy(w.name, who->name, sizeof(w.name));
	memcpy(bytes, &w, sizeof(w));
	keyring_mac(keys, KEY_TOKEN, bytes, sizeof(w), bytes + sizeof(w));
	sodium_bin2base64(text, size, bytes, sizeof(bytes),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(text);
}

enum err token_read(const struct keyring *keys, struct str token, int64_t now_ms,
		    struct principal *ret_who)
{
	unsigned char bytes[TOKEN_BYTES];
	struct wire w;
	size_t n;

	if (sodium_base642bin(bytes, sizeof(bytes), token.p, token.len, NULL, &n, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
	    n != sizeof(bytes) ||
	    !keyring_mac_ok(keys, KEY_TOKEN, bytes, sizeof(w), bytes + sizeof(w)))
		return ERR_DENIED;
	memcpy(&w, bytes, sizeof(w));
	if (w.version != VERSION)
		return ERR_DENIED;
	if ((int64_t)get_be(w.expires_ms, sizeof(w.expires_ms)) <= now_ms)
		return ERR_NOT_FOUND;
	*ret_who = (struct principal){
		.roles = (unsigned)get_be(w.roles, sizeof(w.roles)),
		.anonymous = w.anonymous != 0,
		.expires_ms = (int64_t)get_be(w.expires_ms, sizeof(w.expires_ms)),
	};
	memcpy(ret_who->id.b, w.id, sizeof(w.id));
	memcpy(ret_who->token.b, w.token, sizeof(w.token));
	memcpy(ret_who->report.b, w.report, sizeof(w.report));
	memcpy(ret_who->login, w.login, sizeof(w.login));
	memcpy(ret_who->name, w.name, sizeof(w.name));
	return ERR_OK;
}
