/*
 * The end of a photo's life: its key is forgotten, its blob removed, and the
 * audit log says so. What was decided about it stays.
 */
#ifndef GATEWAY_RETENTION_H
#define GATEWAY_RETENTION_H

#include "gateway/gateway.h"

/* On the loop; happens once, whichever gateway asks first. */
void retention_destroy(struct gateway *gw, struct id photo, struct id report);

#endif
