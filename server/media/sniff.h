/*
 * What a file is by its first bytes, whatever its name and type claimed.
 */
#ifndef MEDIA_SNIFF_H
#define MEDIA_SNIFF_H

#include <stddef.h>
#include <stdint.h>

enum sniff { SNIFF_JPEG, SNIFF_PNG, SNIFF_GIF, SNIFF_WEBP, SNIFF_HEIF, SNIFF_HTML, SNIFF_OTHER };

enum sniff sniff(const uint8_t *p, size_t len);

/* "png"; never NULL. */
const char *sniff_name(enum sniff s);

#endif
