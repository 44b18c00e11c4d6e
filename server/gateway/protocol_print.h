/*
 * The message tables as an AsyncAPI 3 document: the protocol's reference, always true.
 */
#ifndef GATEWAY_PROTOCOL_PRINT_H
#define GATEWAY_PROTOCOL_PRINT_H

#include "base/buf.h"

void protocol_print(struct buf *out);

#endif
