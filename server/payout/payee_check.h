/* Whether what was unsealed can be paid: the first field that cannot, by name. */
#ifndef PAYOUT_PAYEE_CHECK_H
#define PAYOUT_PAYEE_CHECK_H

#include "payout/unseal.h"

#include <stdint.h>

/* NULL when all is well. today_ms dates the check of birthdays. */
const char *payee_check_enrol(const struct unsealed *u, int64_t today_ms);
const char *payee_check_claim(const struct unsealed *u);

#endif
