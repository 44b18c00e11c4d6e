/*
 * The evidence store: photos in a directory, each encrypted under a key of its
 * own that is not there. Whoever forgets the key (the photo's database row) has
 * destroyed the photo, on every backup of the directory too.
 *
 * A file is written, flushed, read back, decrypted and compared before it is
 * given its name, and the name is flushed before evidence_put returns: a row that is
 * committed afterwards never names a picture that is not there.
 *
 *	EVIDENCE_DIR/<last two characters of the id>/<id>.<kind>
 *	"EZE1", algorithm, kind, 0, 0 | nonce | ciphertext and tag
 *
 * Algorithm 1: XChaCha20-Poly1305; the file's own name and header are
 * authenticated too, so that blobs cannot be swapped.
 * All functions may be called from several threads and processes.
 */
#ifndef IO_EVIDENCE_H
#define IO_EVIDENCE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"

#define EVIDENCE_KEY_LEN  32
#define EVIDENCE_BLOB_MAX (16 * 1024 * 1024)

enum evidence_kind { EVIDENCE_PHOTO = 'p', EVIDENCE_THUMB = 't' };

struct evidence_store {
	int dir; /* -1 when closed */
};

/* Makes the directory when it is not there. ERR_IO. */
CHECKED enum err evidence_store_open(struct evidence_store *ev, const char *dir);
void evidence_store_release(struct evidence_store *ev);

/*
 * Stores or replaces. ERR_BUSY: the disk is full or nearly so; nothing has
 * changed. ERR_CORRUPT: the disk gave back something else than was written.
 */
CHECKED enum err evidence_put(const struct evidence_store *ev, struct id id,
			      enum evidence_kind kind, const unsigned char key[EVIDENCE_KEY_LEN],
			      const void *p, size_t len);

/* Appends the content to out. ERR_NOT_FOUND; ERR_CORRUPT when it is not what this key once wrote.
 */
CHECKED enum err evidence_get(const struct evidence_store *ev, struct id id,
			      enum evidence_kind kind, const unsigned char key[EVIDENCE_KEY_LEN],
			      struct buf *out);

/* All kinds. What is not there is deleted already: no error. */
CHECKED enum err evidence_delete(const struct evidence_store *ev, struct id id);

#endif
