#include "gateway/totp.h"

#include <sodium.h>
#include <stdio.h>

#define STEP_MS 30000

void totp_digits(struct str secret, uint64_t step, char ret[7])
{
	unsigned char counter[8], mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state h;
	uint32_t n;
	unsigned at;

	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)(step >> (56 - 8 * i));
	crypto_auth_hmacsha256_init(&h, (const unsigned char *)secret.p, secret.len);
	crypto_auth_hmacsha256_update(&h, counter, sizeof(counter));
	crypto_auth_hmacsha256_final(&h, mac);
	at = mac[sizeof(mac) - 1] & 15;
	n = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(ret, 7, "%06u", n % 1000000);
}

bool totp_ok(struct str secret, struct str digits, int64_t now_ms)
{
	uint64_t step = (uint64_t)now_ms / STEP_MS;
	int right = 0;

	if (digits.len != 6)
		return false;
	for (uint64_t s = step - 1; s <= step + 1; s++) {
		char want[7];

		totp_digits(secret, s, want);
		right |= sodium_memcmp(want, digits.p, 6) == 0;
	}
	return right;
}
