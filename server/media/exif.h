/*
 * The few facts of a photo's EXIF block that the service uses: which way is up,
 * when and where it was taken.
 *
 * The block is a stranger's bytes: every offset is checked against its end,
 * nothing recurses, each directory is read once and capped. A malformed field
 * is left out; a malformed block says nothing at all. Never an error: a
 * picture is judged by its pixels.
 * Source: CIPA DC-008 (Exif 2.32), TIFF 6.0.
 */
#ifndef MEDIA_EXIF_H
#define MEDIA_EXIF_H

#include "io/media_job.h"

#include <stddef.h>
#include <stdint.h>

/* Of a whole JPEG file: finds the first APP1 "Exif" segment before the image data. */
struct media_exif exif_of_jpeg(const uint8_t *p, size_t len);

/* Of the TIFF block alone (after "Exif\0\0"). */
struct media_exif exif_of_tiff(const uint8_t *p, size_t len);

#endif
