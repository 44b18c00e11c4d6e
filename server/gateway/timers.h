/*
 * What must happen later is a row of the table timer; its kind is a message that only
 * the gateways themselves send (tables.h, struct timer_body).
 */
#ifndef GATEWAY_TIMERS_H
#define GATEWAY_TIMERS_H

#include "gateway/gateway.h"

CHECKED enum err timers_start(struct gateway *gw);
/* On the loop, often. */
void timers_tick(struct gateway *gw, int64_t now_ms);

#endif
