/*
 * UTF-8 text: decoding, checking, counting. Overlong forms, surrogates and
 * code points above U+10FFFF are invalid (RFC 3629).
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/* Takes the first code point off *s. UTF8_BAD (and one byte taken) when invalid; *s must not be empty. */
uint32_t utf8_next(struct str *s);

/* Writes 1..4 bytes to out[4], returns how many; 0 for a code point that UTF-8 cannot carry. */
size_t utf8_put(uint32_t cp, char out[4]);

bool utf8_valid(struct str s);

/* Code points in valid UTF-8. */
size_t utf8_len(struct str s);

/* The longest beginning of s with at most n code points. */
struct str utf8_head(struct str s, size_t n);

/*
 * Text a person may send: valid, no C0/C1 controls but \n and \t, no
 * bidirectional overrides (they can disguise what a reviewer reads).
 */
bool utf8_is_plain(struct str s);

#endif
