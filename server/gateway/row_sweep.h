/*
 * The end of rows that are worth nothing any more: stored answers, events,
 * conversations, revoked tokens, counted failures, used codes. Every gateway
 * sweeps; a bite a minute keeps up with what an installation can write, and
 * never holds a table for long.
 */
#ifndef GATEWAY_ROW_SWEEP_H
#define GATEWAY_ROW_SWEEP_H

#include "gateway/gateway.h"

void row_sweep_tick(struct gateway *gw, int64_t now_ms);

#endif
