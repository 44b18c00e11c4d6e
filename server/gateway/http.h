/*
 * The HTTP side of a gateway: the clients' files, photos by signed link, the payment
 * rail's callback, health, metrics and the protocol's description.
 *
 * A new path is one row of the table in http.c.
 */
#ifndef GATEWAY_HTTP_H
#define GATEWAY_HTTP_H

#include "gateway/gateway.h"

void http_handle(void *gw, struct http_req *rq);

/* A reply with the security headers that every page and file gets. cache: "no-store", … */
void http_send(struct http_req *rq, int status, const char *type, struct str body,
	       const char *cache);
/* {"error":…} in plain words. */
void http_refuse(struct http_req *rq, int status, const char *text);

#endif
