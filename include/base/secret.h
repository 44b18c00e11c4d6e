/*
 * Bytes that must not outlive their use: wiped on release, kept out of core
 * dumps and swap where the system allows. There is no way to print one.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/err.h"

#include <stddef.h>

struct secret {
	unsigned char *p;
	size_t len;
	size_t mapped; /* bytes of the private mapping that holds p */
};

#define SECRET_INIT ((struct secret){ 0 })

/* A zeroed, locked mapping of its own. ERR_MEMORY when mmap refuses; a refused lock is no error. */
CHECKED enum err secret_alloc(struct secret *s, size_t len);
CHECKED enum err secret_copy(struct secret *s, const void *p, size_t len);
void secret_release(struct secret *s);

#endif
