#include "gateway/receipt.h"

#include <sodium.h>
#include <string.h>

#define DIGITS 16

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct receipt_code receipt_code(const struct keyring *keys, struct id report)
{
	struct id mac = keyring_hash_id(keys, KEY_RECEIPT, report);
	struct receipt_code code;
	unsigned acc = 0;
	int bits = 0;
	size_t at = 0, byte = 0;

	for (size_t i = 0; i < DIGITS; i++) {
		if (i && i % 4 == 0)
			code.c[at++] = '-';
		if (bits < 5) {
			acc = acc << 8 | mac.b[byte++];
			bits += 8;
		}
		bits -= 5;
		code.c[at++] = alphabet[acc >> bits & 31];
	}
	code.c[at] = '\0';
	return code;
}

static char as_meant(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	return c == 'I' || c == 'L' ? '1' : c;
}

struct id receipt_lookup(const struct keyring *keys, struct str code)
{
	char plain[DIGITS + 1];
	size_t n = 0;

	for (size_t i = 0; i < code.len && n < sizeof(plain); i++) {
		if (code.p[i] != ' ' && code.p[i] != '-')
			plain[n++] = as_meant(code.p[i]);
	}
	return keyring_hash(keys, KEY_LOOKUP, plain, n);
}

static void add(crypto_generichash_state *h, struct str s)
{
	unsigned char len[4] = { (unsigned char)(s.len >> 24), (unsigned char)(s.len >> 16),
				 (unsigned char)(s.len >> 8), (unsigned char)s.len };

	crypto_generichash_update(h, len, sizeof(len));
	if (s.len)
		crypto_generichash_update(h, (const unsigned char *)s.p, s.len);
}

void receipt_hash(struct id report, int64_t time_ms, struct str category, struct str shop,
		  struct str text, unsigned char ret_hash[RECEIPT_HASH_LEN])
{
	crypto_generichash_state h;
	char time[24];

	snprintf(time, sizeof(time), "%lld", (long long)time_ms);
	crypto_generichash_init(&h, NULL, 0, RECEIPT_HASH_LEN);
	add(&h, str_of(ID_C(report)));
	add(&h, str_of(time));
	add(&h, category);
	add(&h, shop);
	add(&h, text);
	crypto_generichash_final(&h, ret_hash, RECEIPT_HASH_LEN);
}

json_t *receipt_json(const struct keyring *keys, struct id report, struct str hash, int64_t time_ms)
{
	char hex[2 * RECEIPT_HASH_LEN + 1] = "";
	struct receipt_code code = receipt_code(keys, report);

	if (hash.len == RECEIPT_HASH_LEN)
		sodium_bin2hex(hex, sizeof(hex), (const unsigned char *)hash.p, hash.len);
	return json_pack("{s:s, s:s, s:I}", "code", code.c, "hash", hex, "time", time_ms);
}
