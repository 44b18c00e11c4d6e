/*
 * /healthz: the process answers. /readyz: it can serve, and which walls are missing.
 * /metrics: Prometheus text; no figure that a small number would tie to a person.
 */
#ifndef GATEWAY_HEALTH_H
#define GATEWAY_HEALTH_H

#include "gateway/gateway.h"

void health_serve_live(struct gateway *gw, struct http_req *rq);
void health_serve_ready(struct gateway *gw, struct http_req *rq);
void health_serve_metrics(struct gateway *gw, struct http_req *rq);

#endif
