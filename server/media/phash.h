/*
 * A 64-bit perceptual hash: which of the 64 lowest frequencies of the picture
 * (8 × 8 of a two-dimensional DCT over 32 × 32 grey means) lie above their median.
 *
 * The same photo recompressed, shrunk or slightly brightened differs in few
 * bits (≤ 6 is a copy in practice); unrelated photos differ in about 32.
 */
#ifndef MEDIA_PHASH_H
#define MEDIA_PHASH_H

#include "media/pixels.h"

/* 0 for a picture without structure (one colour): not to be compared. ERR_MEMORY. */
CHECKED
enum err phash(const struct pixels *px, uint64_t *ret_hash);

#endif
