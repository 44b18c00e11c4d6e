/*
 * Where a gateway keeps photos, and who judges them for it: the evidence store,
 * the staging area below it, and the channel to ezhili-media.
 */
#ifndef GATEWAY_PHOTO_STORE_H
#define GATEWAY_PHOTO_STORE_H

#include "base/config.h"
#include "io/evidence.h"
#include "io/media_client.h"
#include "io/staging.h"

struct photo_store {
	struct evidence_store evidence;
	struct bucket *bucket; /* of evidence_s3_url; NULL: the directory */
	struct staging staging;
	struct media_client *media; /* media_client_attach gives it a channel */
};

/* What a commit makes of a staged upload. */
struct photo_made {
	enum media_verdict verdict;
	uint32_t width, height;
	uint64_t phash;
	struct media_exif exif;
	unsigned char sha256[32]; /* of the bytes as they were sent */
};

/* Opens evidence_dir and evidence_dir/staging, making them when they are not there, and reads the
 * bucket's keys. ERR_IO, ERR_MEMORY; ERR_INPUT, ERR_NOT_FOUND: the bucket's configuration. */
CHECKED enum err photo_store_open(struct photo_store *ps, const struct config *config);
void photo_store_release(struct photo_store *ps);

/*
 * Judges the staged upload and, when it is accepted, stores photo and thumbnail
 * under the upload's id: a repeat after a crash writes the same again. Blocks:
 * file lane only. ERR_CONFLICT: not all of it has arrived. ERR_INPUT: it is not
 * what was announced (hash); the upload starts over. ERR_BUSY: disk or media.
 * A picture that is refused is no error; its staged bytes are gone then.
 */
CHECKED enum err photo_store_make(struct photo_store *ps, struct id upload,
				  const unsigned char key[EVIDENCE_KEY_LEN], int64_t size,
				  const unsigned char hash[32], struct photo_made *ret);

#endif
