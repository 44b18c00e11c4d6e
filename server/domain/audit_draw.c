#include "domain/audit_draw.h"

/* SipHash-2-4 (Aumasson and Bernstein 2012) of exactly 16 bytes. */

static uint64_t load64(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

static uint64_t rotl(uint64_t x, int b)
{
	return x << b | x >> (64 - b);
}

static void rounds(uint64_t v[4], int n)
{
	while (n--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotl(v[1], 13) ^ v[0];
		v[3] = rotl(v[3], 16) ^ v[2];
		v[0] = rotl(v[0], 32) + v[3];
		v[2] += v[1];
		v[3] = rotl(v[3], 21) ^ v[0];
		v[1] = rotl(v[1], 17) ^ v[2];
		v[2] = rotl(v[2], 32);
	}
}

static void absorb(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	rounds(v, 2);
	v[0] ^= word;
}

static uint64_t siphash(struct id key, struct id message)
{
	uint64_t k0 = load64(key.b), k1 = load64(key.b + 8);
	uint64_t v[4] = { k0 ^ 0x736F6D6570736575u, k1 ^ 0x646F72616E646F6Du,
			  k0 ^ 0x6C7967656E657261u, k1 ^ 0x7465646279746573u };

	absorb(v, load64(message.b));
	absorb(v, load64(message.b + 8));
	absorb(v, (uint64_t)sizeof(message.b) << 56);
	v[2] ^= 0xFF;
	rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

bool audit_draw(struct id seed, struct id report)
{
	return siphash(seed, report) % AUDIT_DRAW_ONE_IN == 0;
}
