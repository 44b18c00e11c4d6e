/*
 * Whether what a payee typed can be right: name, 身份证 number, mobile, account.
 * Only forms and check digits; whether the person exists is the rail's answer.
 *
 * Sources: GB 11643-1999 (identity number), GB/T 7694 and Luhn (cards).
 */
#ifndef DOMAIN_PERSON_ID_H
#define DOMAIN_PERSON_ID_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* 2..60 characters of letters (any script), '·' and inner spaces; no digits or signs. */
bool person_name_ok(struct str name);

/*
 * 18 digits (the last may be X or x), a region that is not 0, a birthday that exists, lies
 * after 1900 and not after today, and the right check digit. today: yyyymmdd.
 */
bool person_id_no_ok(struct str id_no, int today);

/* 1[3-9] and nine digits. */
bool person_mobile_ok(struct str phone);

/* 12..19 digits: a bank card or account. */
bool person_bank_no_ok(struct str no);

/* Luhn's check; some old cards fail it, so it only warns. False for non-digits. */
bool person_luhn_ok(struct str no);

/* An openid: 6..64 of [0-9A-Za-z_-]. */
bool person_openid_ok(struct str openid);

#endif
