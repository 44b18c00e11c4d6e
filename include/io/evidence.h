/*
 * The evidence store: photos in a directory or a bucket, each encrypted under a key of its
 * own that is not there. Whoever forgets the key (the photo's database row) has
 * destroyed the photo, on every backup of the directory and in every version of the bucket too.
 *
 * A file is written, flushed, read back, decrypted and compared before it is
 * given its name, and the name is flushed before evidence_put returns: a row that is
 * committed afterwards never names a picture that is not there.
 *
 *	EVIDENCE_DIR/<last two characters of the id>/<id>.<kind>
 *	"EZE1", algorithm, kind, 0, 0 | nonce | ciphertext and tag
 *
 * In a bucket the object has the file's name below EVIDENCE_DIR and the file's content; it is read
 * back and compared, too, before evidence_put returns. What an installation stored before it
 * had a bucket is still found in the directory.
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

#define EVIDENCE_KEY_LEN   32
#define EVIDENCE_BLOB_MAX  (16 * 1024 * 1024)
#define EVIDENCE_FRAME_MAX 64 /* bytes that a stored blob is longer than its content, at most */

enum evidence_kind { EVIDENCE_PHOTO = 'p', EVIDENCE_THUMB = 't' };

struct evidence_store {
	int dir;               /* -1 when closed */
	struct bucket *bucket; /* io/bucket.h, borrowed; NULL: the directory */
};

/* Makes the directory when it is not there. ERR_IO. */
CHECKED enum err evidence_store_open(struct evidence_store *ev, const char *dir);
void evidence_store_release(struct evidence_store *ev);

/*
 * Stores or replaces. ERR_BUSY: the disk is full or nearly so, or the bucket does
 * not answer now; what was acknowledged before has not changed. ERR_CORRUPT: what
 * was read back is not what was written. ERR_DENIED: the bucket does not let us.
 */
CHECKED enum err evidence_put(const struct evidence_store *ev, struct id id,
			      enum evidence_kind kind, const unsigned char key[EVIDENCE_KEY_LEN],
			      const void *p, size_t len);

/* Appends the content to out. ERR_NOT_FOUND, ERR_BUSY, ERR_DENIED; ERR_CORRUPT when it is not what
 * this key once wrote.
 */
CHECKED enum err evidence_get(const struct evidence_store *ev, struct id id,
			      enum evidence_kind kind, const unsigned char key[EVIDENCE_KEY_LEN],
			      struct buf *out);

/* All kinds. What is not there is deleted already: no error. */
CHECKED enum err evidence_delete(const struct evidence_store *ev, struct id id);

#endif
