/*
 * What a gateway opens before its walls go up, and what may be replaced while it runs.
 */
#ifndef GATEWAY_DATA_H
#define GATEWAY_DATA_H

#include "gateway/gateway.h"

/* Keys, files, registry, evidence store. */
CHECKED enum err gateway_open_data(struct gateway *gw);
struct services gateway_services(struct gateway *gw);
/* The mailboxes' epoch, from the table setting: another one after a restored backup. */
CHECKED enum err gateway_read_epoch(struct gateway *gw);

/* A new descriptor from the supervisor ("media"); takes it over. */
void gateway_take_fd(struct gateway *gw, const char *name, int fd);
/* "registry": a new index lies in its place. */
void gateway_reload(struct gateway *gw, const char *name);

#endif
