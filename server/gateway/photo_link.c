#include "gateway/photo_link.h"

#include <sodium.h>

#define PATH_START    "/photo/"
#define SIGNATURE_LEN 16 /* bytes of the MAC that the link carries */
#define SIGNED_LEN    (16 + 1 + 8)

static void signature(const struct keyring *keys, struct id photo, enum evidence_kind kind,
		      int64_t expires_ms, unsigned char mac[32])
{
	unsigned char in[SIGNED_LEN];

	memcpy(in, photo.b, 16);
	in[16] = (unsigned char)kind;
	for (int i = 0; i < 8; i++)
		in[17 + i] = (unsigned char)((uint64_t)expires_ms >> (8 * i));
	keyring_mac(keys, KEY_LINK, in, sizeof(in), mac);
}

struct str photo_link(const struct keyring *keys, struct id photo, enum evidence_kind kind,
		      int64_t expires_ms, struct arena *a)
{
	unsigned char mac[32];
	char hex[2 * SIGNATURE_LEN + 1];

	signature(keys, photo, kind, expires_ms, mac);
	sodium_bin2hex(hex, sizeof(hex), mac, SIGNATURE_LEN);
	return arena_printf(a, PATH_START "%s?v=%s&e=%lld&s=%s", ID_C(photo),
			    kind == EVIDENCE_THUMB ? "thumb" : "full", (long long)expires_ms, hex);
}

/* The value of "name=" among the query's parts; p == NULL when absent. */
static struct str part(struct str query, struct str name)
{
	while (query.p) {
		struct str p = str_cut(&query, '&');

		if (str_starts(p, name))
			return (struct str){ p.p + name.len, p.len - name.len };
	}
	return (struct str){ NULL, 0 };
}

enum err photo_link_check(const struct keyring *keys, struct str path, struct str query,
			  int64_t now_ms, struct id *ret_photo, enum evidence_kind *ret_kind)
{
	struct str v = part(query, STR("v=")), s = part(query, STR("s="));
	enum evidence_kind kind = str_eq(v, STR("thumb")) ? EVIDENCE_THUMB : EVIDENCE_PHOTO;
	unsigned char mac[32], got[SIGNATURE_LEN];
	long long expires_ms;
	struct id photo;
	size_t n;

	if (!str_starts(path, STR(PATH_START)) ||
	    id_parse((struct str){ path.p + 7, path.len - 7 }, &photo))
		return ERR_NOT_FOUND;
	if (!str_to_i64(part(query, STR("e=")), &expires_ms) || expires_ms < now_ms)
		return ERR_DENIED;
	if (kind == EVIDENCE_PHOTO && !str_eq(v, STR("full")))
		return ERR_DENIED;
	if (s.len != 2 * SIGNATURE_LEN ||
	    sodium_hex2bin(got, sizeof(got), s.p, s.len, NULL, &n, NULL) || n != SIGNATURE_LEN)
		return ERR_DENIED;
	signature(keys, photo, kind, expires_ms, mac);
	if (sodium_memcmp(mac, got, SIGNATURE_LEN) != 0)
		return ERR_DENIED;
	*ret_photo = photo;
	*ret_kind = kind;
	return ERR_OK;
}
