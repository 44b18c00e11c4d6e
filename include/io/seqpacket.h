/*
 * Messages between two of our processes over a SOCK_SEQPACKET pair.
 *
 * The receiver names in a table which messages it expects, how long they may
 * be and how many descriptors each carries. Anything else is ERR_CORRUPT, and
 * a process that reads ERR_CORRUPT from a peer must exit: the other side is
 * not the program it was.
 *
 * On the wire: u32 type, u32 ref (both host order, same machine), then the body.
 */
#ifndef IO_SEQPACKET_H
#define IO_SEQPACKET_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define SEQPACKET_BODY_MAX 65536
#define SEQPACKET_FDS_MAX  4

struct seqpacket_type {
	uint32_t type;
	const char *name; /* for the log; NULL ends a table */
	size_t min_len, max_len;
	size_t fds;
};

struct seqpacket {
	int fd; /* owned; -1 when closed */
	const struct seqpacket_type *expected;
	unsigned char *buffer; /* SEQPACKET_BODY_MAX, holds the last received body */
};

struct seqpacket_msg {
	uint32_t type;
	uint32_t ref; /* the sender's number for its answer; no meaning here */
	const void *body;
	size_t len;
	int fd[SEQPACKET_FDS_MAX];
	size_t n_fd;
};

/* Two connected sockets, close-on-exec, blocking. ERR_IO. */
CHECKED
enum err seqpacket_pair(int ret_fd[2]);

/* Takes fd over, also on error. expected is borrowed. ERR_MEMORY. */
CHECKED
enum err seqpacket_init(struct seqpacket *s, int fd, const struct seqpacket_type *expected);
void seqpacket_release(struct seqpacket *s);

/*
 * Descriptors are duplicated into the peer, ours stay ours. Does not block on a
 * non-blocking socket: ERR_BUSY. ERR_LOST when the peer is gone, ERR_LIMIT when
 * body or descriptors exceed the caps above.
 */
CHECKED
enum err seqpacket_send(struct seqpacket *s, const struct seqpacket_msg *msg);

/*
 * *ret_msg's body is valid until the next call; its descriptors are the caller's
 * to close. ERR_BUSY: nothing there (non-blocking socket). ERR_LOST: the peer
 * closed. ERR_CORRUPT: not in the table, see above; its descriptors are closed.
 */
CHECKED
enum err seqpacket_recv(struct seqpacket *s, struct seqpacket_msg *ret_msg);

#endif
