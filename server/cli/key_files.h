/*
 * The operator's root key and the sealing keys that it signs, as files.
 *
 *	keys/root/root.key          64 bytes, Ed25519; belongs offline once the keys are made
 *	keys/root.pub               its public part, base64: what clients pin
 *	keys/payout/seal/ID.key     32 bytes, X25519; the payer's uid only
 *	keys/public/ID.key          96 bytes: public key, signature; `ezhili keys publish` reads it
 */
#ifndef CLI_KEY_FILES_H
#define CLI_KEY_FILES_H

#include "base/secret.h"
#include "cli/cli.h"

#include <sodium.h>
#include <sys/types.h>

#define KEY_ID_LEN 16 /* "s20261124-3fa2b1" */

struct sealing_key {
	char id[41];
	unsigned char public_key[crypto_box_PUBLICKEYBYTES];
	unsigned char signature[crypto_sign_BYTES];
};

/* Makes the root key when there is none; *ret_made tells. */
CHECKED enum err key_files_root(struct cli *cli, struct secret *ret_root, bool *ret_made);

/* A new sealing key signed by root; both files are written. */
CHECKED enum err key_files_new(struct cli *cli, const struct secret *root,
			       struct sealing_key *ret_key);

/* All of keys/public. */
CHECKED enum err key_files_list(struct cli *cli, struct sealing_key **ret_keys, size_t *ret_n);

/* ERR_NOT_FOUND; key->id names it. */
CHECKED enum err key_files_public(struct cli *cli, const char *id, struct sealing_key *ret_key);
/* Has the operator's root key (keys/root.pub) signed it? ERR_DENIED; ERR_NOT_FOUND: no root.pub. */
CHECKED enum err key_files_check(struct cli *cli, const struct sealing_key *key);

/* The private half by itself, for its escrow. Writing never replaces: ERR_CONFLICT. */
CHECKED enum err key_files_private_read(struct cli *cli, const char *id, struct secret *ret_secret);
CHECKED enum err key_files_private_write(struct cli *cli, const char *id,
					 const struct secret *secret);

/* The private half is destroyed: what was sealed to it can never be opened again. */
CHECKED enum err key_files_destroy(struct cli *cli, const char *id);

/* Any key file: written once, whole; read with just this length (ERR_CORRUPT when it has another).
 */
CHECKED enum err key_file_write(const char *path, const void *p, size_t len, mode_t mode);
CHECKED enum err key_file_read(const char *path, void *p, size_t len);

#endif
