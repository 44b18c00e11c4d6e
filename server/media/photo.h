/*
 * From the bytes somebody uploaded to what ezhili keeps of them.
 */
#ifndef MEDIA_PHOTO_H
#define MEDIA_PHOTO_H

#include "base/buf.h"
#include "io/media_job.h"

struct photo {
	uint32_t width, height; /* upright */
	uint64_t phash;
	struct media_exif exif;
	struct buf full, thumb; /* JPEG without metadata */
};

struct photo_limits {
	size_t upload_max;   /* bytes of the uploaded file */
	uint64_t pixels_max; /* area that its header may claim */
	uint32_t photo_edge, thumb_edge;
};

void photo_release(struct photo *ph);

/* *ret (to be released) is written on MEDIA_OK only. */
CHECKED
enum media_verdict photo_make(const struct photo_limits *limits, const uint8_t *p, size_t len,
			      struct photo *ret);

#endif
