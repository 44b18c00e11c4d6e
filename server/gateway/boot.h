/*
 * A gateway's life: opening everything, putting up the walls, draining.
 */
#ifndef GATEWAY_BOOT_H
#define GATEWAY_BOOT_H

#include "gateway/gateway.h"

/* Logs what fails. */
CHECKED enum err gateway_boot(struct gateway *gw);
void gateway_release(struct gateway *gw);

#endif
