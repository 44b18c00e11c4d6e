/*
 * Uploads on their way: bytes that arrive in order and may stop at any time.
 *
 * A file's length is the offset from which its upload goes on, whatever crashed.
 * The bytes are encrypted as they arrive (XChaCha20 at their position, under the
 * upload's key): a half-sent picture says nothing to a thief of the disk. They
 * are not authenticated here; staging_take hashes all of it, and the caller
 * compares with what the sender had announced.
 * All functions may be called from several threads and processes; an append is
 * atomic (file lock).
 */
#ifndef IO_STAGING_H
#define IO_STAGING_H

#include "base/err.h"
#include "base/id.h"

#include <stdint.h>

#define STAGING_KEY_LEN 32

struct staging {
	int dir; /* -1 when closed */
};

struct staging_content {
	int fd; /* a sealed memfd with the plain bytes, the caller's to close */
	unsigned char blake2b[32], sha256[32];
};

/* Makes the directory when it is not there. ERR_IO. */
CHECKED enum err staging_open(struct staging *st, const char *dir);
void staging_release(struct staging *st);

/* 0 when nothing has arrived. ERR_IO. */
CHECKED enum err staging_size(const struct staging *st, struct id id, int64_t *ret_size);

/*
 * Appends at offset. ERR_CONFLICT: offset is not the length (ask staging_size).
 * ERR_LIMIT: it would pass size, which the sender announced. ERR_BUSY: the disk
 * is full or nearly so. On any error the length is what it was.
 */
CHECKED enum err staging_append(const struct staging *st, struct id id,
				const unsigned char key[STAGING_KEY_LEN], int64_t offset,
				const void *p, size_t len, int64_t size);

/* The whole, decrypted and hashed; the file stays. ERR_CONFLICT: not all of size is there. */
CHECKED enum err staging_take(const struct staging *st, struct id id,
			      const unsigned char key[STAGING_KEY_LEN], int64_t size,
			      struct staging_content *ret);

/* What is not there is deleted already: no error. */
CHECKED enum err staging_delete(const struct staging *st, struct id id);

/* Deletes what nobody has appended to since before_ms; goes on after a file that it cannot delete. */
void staging_sweep(const struct staging *st, int64_t before_ms);

#endif
