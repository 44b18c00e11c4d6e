/*
 * Listening sockets, one a gateway, opened once and kept by the supervisor:
 * connections that queue while a gateway is being restarted are not lost.
 */
#ifndef SUPERVISOR_LISTENER_H
#define SUPERVISOR_LISTENER_H

#include "base/err.h"

#include <stdint.h>

/*
 * n non-blocking listeners on host:port with SO_REUSEPORT. host is an IPv4 or
 * IPv6 address, or "*" for all. On error none stays open. ERR_INPUT: host is no
 * address; ERR_CONFLICT: the port is taken; ERR_IO.
 */
CHECKED enum err listener_open(const char *host, uint16_t port, size_t n, int *ret_fd);

#endif
