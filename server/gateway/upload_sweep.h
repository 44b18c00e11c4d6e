/*
 * Removes uploads that nobody finished and photos that no report took, once they
 * are older than upload_ttl_ms, and has the photos destroyed whose case ended
 * evidence_keep_days ago. Every gateway does it; twice does no harm.
 */
#ifndef GATEWAY_UPLOAD_SWEEP_H
#define GATEWAY_UPLOAD_SWEEP_H

#include "gateway/gateway.h"

/* Call often, from the loop; it works at most every few minutes, on the file lane. */
void upload_sweep_tick(struct gateway *gw, int64_t now_ms);

#endif
