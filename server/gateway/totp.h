/*
 * Time-based one-time passwords for staff (RFC 6238, 6 digits, 30 s, HMAC-SHA-256).
 */
#ifndef GATEWAY_TOTP_H
#define GATEWAY_TOTP_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* secret: up to 64 raw bytes. The step before and after now count too. */
bool totp_ok(struct str secret, struct str digits, int64_t now_ms);
/* The six digits of one step, with its NUL. */
void totp_digits(struct str secret, uint64_t step, char ret[7]);

#endif
