/*
 * Binary frames: the chunks of photo uploads.
 */
#ifndef GATEWAY_UPLOAD_FRAMES_H
#define GATEWAY_UPLOAD_FRAMES_H

#include "gateway/session.h"

/* A whole binary frame of a session that has said hello. */
void upload_frame(struct session *s, struct str bytes);

/* The connection is gone. */
void upload_session_release(struct session *s);

#endif
