/*
 * Opens what people sealed in their browsers: the only place in ezhili where a
 * sealed identity can become text.
 *
 * sealed = crypto_box_seal of JSON padded with spaces to SEAL_PLAIN_LEN. The
 * text repeats its use, principal, report and key; a blob that was swapped,
 * replayed or made for something else does not fit and is refused.
 */
#ifndef PAYOUT_UNSEAL_H
#define PAYOUT_UNSEAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"
#include "base/secret.h"
#include "base/str.h"

#define SEAL_PLAIN_LEN  512
#define SEAL_LEN        (SEAL_PLAIN_LEN + 48)
#define SEAL_KEYS_MAX   16
#define SEAL_KEY_ID_MAX 40
#define SEAL_ALG        "x25519-xsalsa20-poly1305"

struct seal_secret {
	char key_id[SEAL_KEY_ID_MAX + 1];
	struct secret secret; /* 32 bytes */
	unsigned char public_key[32];
};

struct seal_ring {
	struct seal_secret key[SEAL_KEYS_MAX];
	size_t n;
};

/* Files KEY_ID.key of 32 bytes in dir. A missing dir is an empty ring. ERR_INPUT with why. */
CHECKED
enum err seal_ring_read(struct seal_ring *ring, const char *dir, struct buf *why);
void seal_ring_release(struct seal_ring *ring);
/* NULL when there is no such key. */
const struct seal_secret *seal_ring_find(const struct seal_ring *ring, struct str key_id);

/* What the blob must say of itself. */
struct seal_binding {
	const char *use; /* "enroll" or "claim" */
	struct id principal;
	struct id report; /* claim only */
	struct id key;    /* the request's key: the UUID's 16 bytes; zero: asked before, not kept */
};

/* Spans into .plain, which is wiped by unsealed_release. */
struct unsealed {
	struct secret plain;
	struct str name, id_no, phone, rail, account;
};

/*
 * ERR_NOT_FOUND: no such key (any more); ERR_CORRUPT: not sealed to it, or not of the
 * right length; ERR_DENIED: made for something else; ERR_INPUT: not the JSON it must be.
 */
CHECKED
enum err unseal(const struct seal_ring *ring, struct str key_id, struct str sealed,
		const struct seal_binding *binding, struct unsealed *ret);
void unsealed_release(struct unsealed *u);

/*
 * The same text sealed to another public key, whatever it says: nothing of it is read. For the
 * change of keys, and nothing else. Errors: ERR_NOT_FOUND and ERR_CORRUPT as above.
 */
CHECKED
enum err seal_again(const struct seal_ring *ring, struct str key_id, struct str sealed,
		    const unsigned char to[32], struct arena *a, struct str *ret_sealed);

#endif
