/* LEB128 numbers in packed bytes: 7 bits a byte, low first. */
#ifndef DOMAIN_VARINT_H
#define DOMAIN_VARINT_H

#include <stddef.h>
#include <stdint.h>

#define VARINT_MAX 5

static inline size_t varint_put(uint8_t *p, uint32_t v)
{
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		p[n++] = (uint8_t)(v | 0x80);
	p[n++] = (uint8_t)v;
	return n;
}

/* Moves *p; stops at end (a number cut short reads as what is there). */
static inline uint32_t varint_get(const uint8_t **p, const uint8_t *end)
{
	uint32_t v = 0;

	for (unsigned shift = 0; *p < end && shift < 35; shift += 7) {
		uint8_t b = *(*p)++;

		v |= (uint32_t)(b & 0x7F) << shift;
		if (b < 0x80)
			break;
	}
	return v;
}

#endif
