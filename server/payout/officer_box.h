/*
 * An opened identity, sealed at once to one officer's own key: crypto_box_seal of JSON padded with
 * spaces to SEAL_PLAIN_LEN bytes,
 * {"v":1,"request","report","name","id_no","phone","rail","account"}.
 */
#ifndef PAYOUT_OFFICER_BOX_H
#define PAYOUT_OFFICER_BOX_H

#include "payout/unseal.h"

/* ret: SEAL_LEN bytes in the arena. ERR_LIMIT: the text is longer than a seal. */
CHECKED
enum err officer_box(const struct unsealed *u, struct id request, struct id report,
		     const unsigned char box_key[32], struct arena *a, struct str *ret_sealed);

#endif
