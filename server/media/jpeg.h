/*
 * JPEG decoding and encoding with libjpeg-turbo. The only file that knows the
 * library, whose way out of an error is longjmp: it never leaves this module.
 *
 * Decoding refuses before it allocates (header dimensions), bounds time and
 * scans while it runs, and does not repair: what a viewer would show as grey
 * blocks is refused as broken.
 */
#ifndef MEDIA_JPEG_H
#define MEDIA_JPEG_H

#include "base/buf.h"
#include "io/media_job.h"
#include "media/pixels.h"

/*
 * Decodes to RGB, at 1/2, 1/4 or 1/8 of the size when that still leaves the
 * longer edge at least edge. A header of more than area_max pixels is refused. *ret (to be
 * released) is written on MEDIA_OK only.
 */
CHECKED
enum media_verdict jpeg_decode(const uint8_t *p, size_t len, uint64_t area_max, uint32_t edge,
			       struct pixels *ret);

/* Appends a baseline JPEG without metadata to out. MEDIA_TOO_BIG when its cap is reached. */
CHECKED
enum media_verdict jpeg_encode(const struct pixels *px, int quality, struct buf *out);

#endif
