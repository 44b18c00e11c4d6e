/*
 * Which registered symbols can be meant by any symbol of a text? A set made
 * once from the text, so that of the thousands of symbols it is compared with
 * all but a few are passed over without looking at a single pair.
 *
 * May say yes wrongly (it is a filter of hashed bits), never no.
 */
#ifndef DOMAIN_HAN_KIN_H
#define DOMAIN_HAN_KIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HAN_KIN_BITS    8192 /* some 40 symbols with 10 look-alikes each: 1 of 20 is set */
#define HAN_KIN_CLASSES 512  /* more than there are syllables */

struct han_kin {
	uint64_t text[HAN_KIN_BITS / 64]; /* its symbols */
	uint64_t like[HAN_KIN_BITS / 64]; /* those and what looks like them */
	uint64_t classes[HAN_KIN_CLASSES / 64];
};

/* ret is zeroed memory. */
void han_kin_init(struct han_kin *ret, const uint16_t *c, size_t n);
/* False: han_same_sound, han_near_sound and han_alike say no for every symbol of the text. */
bool han_kin_has(const struct han_kin *k, uint16_t registered);

#endif
