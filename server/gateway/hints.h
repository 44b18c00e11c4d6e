/*
 * What other gateways (and this one) committed: wakes the sessions concerned.
 */
#ifndef GATEWAY_HINTS_H
#define GATEWAY_HINTS_H

#include "gateway/gateway.h"

CHECKED enum err hints_start(struct gateway *gw);
/* On the loop, often: reads new hint rows when it is time. */
void hints_tick(struct gateway *gw, int64_t now_ms);
/* From the writer's thread: this gateway's own commit, without waiting for the poll. */
void hints_told(void *gw, struct id epoch, int64_t n, struct str lines);

#endif
