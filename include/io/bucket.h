/*
 * Objects in an S3 bucket, over HTTPS with AWS Signature Version 4.
 *
 * A call waits for its answer: never on the event loop. What the bucket could
 * not do just now (503, 500, 429) is tried again for half the timeout; an answer
 * that does not come at all is ERR_BUSY after it. Every request names the hash
 * of its body, so that the bucket refuses what changed on its way.
 * All calls may come from several threads; each has a connection of its own.
 */
#ifndef IO_BUCKET_H
#define IO_BUCKET_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define BUCKET_KEY_MAX 256 /* of each key */

struct bucket;

struct bucket_config {
	const char *url; /* https://host[:port]/bucket, or http: on a loopback address */
	const char *region;
	const char *ca_file;               /* NULL or "": the system's */
	struct str access_key, secret_key; /* copied */
	int64_t timeout_ms;                /* of one request */
	size_t object_max;                 /* bytes */
};

/* ERR_INPUT: the URL is neither, a key is missing or too long, or the CA cannot be read. */
CHECKED enum err bucket_new(const struct bucket_config *config, struct bucket **ret_bucket);
void bucket_free(struct bucket *b);

/*
 * name: letters, digits, dots and slashes, so that nothing in it needs escaping.
 * ERR_BUSY: later; ERR_DENIED: the keys are not good for it; ERR_IO: anything else it said.
 */
CHECKED enum err bucket_put(struct bucket *b, const char *name, struct str body);
/* Appends to out. ERR_NOT_FOUND; ERR_LIMIT: larger than object_max. */
CHECKED enum err bucket_get(struct bucket *b, const char *name, struct buf *out);
/* What is not there is deleted already: no error. */
CHECKED enum err bucket_delete(struct bucket *b, const char *name);

#endif
