/*
 * Landlock: from now on this process and its threads may open only the listed
 * paths. Needs no_new_privs first. Kernels below 5.13, and ones built or
 * booted without it, have none: that is reported, not an error.
 */
#ifndef IO_LANDLOCK_H
#define IO_LANDLOCK_H

#include "base/err.h"
#include "io/sandbox.h"

/*
 * *ret_abi: the kernel's version of it, 0 when it has none (and nothing was
 * done). Binding a TCP port is refused from version 4 on, signals to and
 * abstract sockets of others from version 6. ERR_DENIED: offered but failed.
 */
CHECKED
enum err landlock_enter(const struct sandbox_path *paths, size_t n, int *ret_abi);

#endif
