/*
 * A transfer's body in the database: encrypted under a key of the payer's own,
 * because it names the payee. The bytes inside never change once they were sent.
 */
#ifndef PAYOUT_BODY_BOX_H
#define PAYOUT_BODY_BOX_H

#include "base/secret.h"
#include "io/keyring.h"

CHECKED
enum err body_seal(const struct keyring *keys, struct str plain, struct arena *a,
		   struct str *ret_sealed);
/* ERR_CORRUPT when it is not ours. */
CHECKED
enum err body_open(const struct keyring *keys, struct str sealed, struct secret *ret_plain);

#endif
