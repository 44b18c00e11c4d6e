/*
 * Whole writes and reads at a position, with the errors that a full disk needs.
 */
#ifndef IO_DISK_H
#define IO_DISK_H

#include "base/err.h"
#include "base/secret.h"

#include <stddef.h>
#include <sys/types.h>

/* Left free on the disk for the database's own writes. */
#define DISK_RESERVE_BYTES (64LL * 1024 * 1024)

/* ERR_BUSY when fewer than DISK_RESERVE_BYTES + len are free where fd lies. */
CHECKED enum err disk_room(int fd, size_t len);

/* ERR_BUSY: disk, quota or file size limit reached; some of it may have been written. ERR_IO. */
CHECKED enum err disk_write(int fd, const void *p, size_t len, off_t offset);

/* ERR_CORRUPT when the file ends before len. ERR_IO. */
CHECKED enum err disk_read(int fd, void *p, size_t len, off_t offset);

/* The directory at path, made (0700, parents must exist) when it is not there. ERR_IO. */
CHECKED enum err disk_directory(const char *path, int *ret_fd);

/*
 * A file's whole content; a NUL follows its len bytes. ERR_NOT_FOUND: there is none, or path is
 * empty; ERR_LIMIT: longer than max. ERR_IO, ERR_MEMORY.
 */
CHECKED enum err disk_secret(const char *path, size_t max, struct secret *ret);

#endif
