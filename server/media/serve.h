/*
 * One job of a gateway: the descriptor's bytes in, the photo or a refusal out.
 */
#ifndef MEDIA_SERVE_H
#define MEDIA_SERVE_H

#include "io/seqpacket.h"
#include "media/photo.h"

/*
 * Takes one message off the channel and answers it. ERR_BUSY: there was none.
 * ERR_LOST: the gateway is gone, or does not read its answers. ERR_CORRUPT: it
 * is not the program it was.
 */
CHECKED
enum err serve_one(struct seqpacket *gateway, const struct photo_limits *limits);

#endif
