/*
 * GET /photo/<id>: a photo or thumbnail for the holder of a signed link.
 */
#ifndef GATEWAY_PHOTO_HTTP_H
#define GATEWAY_PHOTO_HTTP_H

#include "gateway/gateway.h"

/* Answers rq (now or later); its path begins with /photo/. */
void photo_http(struct gateway *gw, struct http_req *rq);

#endif
