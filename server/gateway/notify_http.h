/*
 * POST /notify/wechat: the payment rail's callback, put raw into the payer's
 * mailbox. The gateway understands nothing of it; the payer checks the signature
 * and asks the rail itself. Answered 204 only after the commit, so that the rail
 * repeats what was not kept.
 */
#ifndef GATEWAY_NOTIFY_HTTP_H
#define GATEWAY_NOTIFY_HTTP_H

#include "gateway/gateway.h"

void notify_http(struct gateway *gw, struct http_req *rq);

#endif
