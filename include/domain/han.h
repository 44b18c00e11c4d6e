/*
 * What every reader of Chinese knows about its characters: simplified forms,
 * readings, what sounds and what looks alike.
 *
 * A symbol is a 16-bit code: a simplified character, a lower-case Latin letter
 * or digit, any other letter of the basic plane, or a typed pinyin syllable
 * (HAN_PINYIN + its number). Tables: server/domain/tables/README.md.
 */
#ifndef DOMAIN_HAN_H
#define DOMAIN_HAN_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HAN_PINYIN    0xE000u /* private use area */
#define HAN_READINGS  3
#define HAN_ALIKE_MAX 255

static inline bool han_is(uint32_t c)
{
	return c >= 0x4E00 && c <= 0x9FFF;
}

static inline bool han_is_pinyin(uint16_t c)
{
	return c >= HAN_PINYIN && c < HAN_PINYIN + 1024;
}

static inline bool han_is_digit(uint16_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool han_is_latin(uint16_t c)
{
	return c >= 'a' && c <= 'z';
}

/*
 * The symbol of a code point: full-width to ASCII, lower case, simplified.
 * 0 for punctuation, white space, controls, emoji and other decoration.
 */
uint16_t han_fold(uint32_t cp);

/* Syllables without tone; 0 is none. A pinyin symbol has its own. */
unsigned han_syllable(uint16_t c);
size_t han_readings(uint16_t c, unsigned ret[HAN_READINGS]);
/* Syllables that people mix up (z/zh, n/l, f/h, -n/-ng) share a class. */
unsigned han_sound_class(unsigned syllable);
const char *han_syllable_str(unsigned syllable);
/* 0 when s is no syllable. Lower case, v for ü. */
unsigned han_syllable_find(struct str s);

/*
 * Cuts a run of Latin letters into syllables, as few as possible. Returns how
 * many (≤ max), 0 when it cannot be cut whole.
 */
size_t han_spell(const uint16_t *c, size_t n, uint16_t *ret, size_t max);

/* Do they share a reading (same), or a class of readings (near)? Never for a == b's own sake. */
bool han_same_sound(uint16_t a, uint16_t b);
bool han_near_sound(uint16_t a, uint16_t b);
/* 0: not alike, HAN_ALIKE_MAX: hardly to be told apart. */
unsigned han_alike(uint16_t a, uint16_t b);
/* The list of what looks like c, at *ret. A pair may stand on one of its two lists only. */
size_t han_alikes(uint16_t c, const uint16_t **ret);

#endif
