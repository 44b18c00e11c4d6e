#include "io/seqpacket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct head {
	uint32_t type, ref;
};

/* Aligned room for the control message that carries descriptors. */
union control {
	struct cmsghdr header;
	unsigned char room[CMSG_SPACE(sizeof(int) * SEQPACKET_FDS_MAX)];
};

enum err seqpacket_pair(int ret_fd[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_fd))
		return ERR_IO;
	return ERR_OK;
}

enum err seqpacket_init(struct seqpacket *s, int fd, const struct seqpacket_type *expected)
{
	*s = (struct seqpacket){ .fd = fd, .expected = expected };
	s->buffer = malloc(SEQPACKET_BODY_MAX);
	if (!s->buffer) {
		seqpacket_release(s);
		return ERR_MEMORY;
	}
	return ERR_OK;
}

void seqpacket_release(struct seqpacket *s)
{
	if (!s)
		return;
	if (s->buffer)
		explicit_bzero(s->buffer, SEQPACKET_BODY_MAX); /* secrets pass through here */
	free(s->buffer);
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct seqpacket){ .fd = -1 };
}

static enum err of_errno(int err)
{
	switch (err) {
	case EAGAIN:
	case ENOBUFS:
		return ERR_BUSY;
	case EPIPE:
	case ECONNRESET:
	case ENOTCONN:
	case EBADF:
		return ERR_LOST;
	case EMSGSIZE:
		return ERR_LIMIT;
	default:
		return ERR_IO;
	}
}

enum err seqpacket_send(struct seqpacket *s, const struct seqpacket_msg *msg)
{
	struct head head = { msg->type, msg->ref };
	struct iovec iov[2] = {
		{&head,			 sizeof(head)},
                { (void *)(uintptr_t)msg->body, msg->len    }
	};
	struct msghdr h = { .msg_iov = iov, .msg_iovlen = msg->len ? 2 : 1 };
	union control control = { 0 };
	ssize_t n;

	if (msg->len > SEQPACKET_BODY_MAX || msg->n_fd > SEQPACKET_FDS_MAX)
		return ERR_LIMIT;
	if (msg->n_fd) {
		struct cmsghdr *c = &control.header;

		h.msg_control = &control;
		h.msg_controllen = CMSG_SPACE(sizeof(int) * msg->n_fd);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * msg->n_fd);
		memcpy(CMSG_DATA(c), msg->fd, sizeof(int) * msg->n_fd);
	}
	do {
		n = sendmsg(s->fd, &h, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? of_errno(errno) : ERR_OK;
}

static void take_fds(struct msghdr *h, struct seqpacket_msg *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		size_t n;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (msg->n_fd < SEQPACKET_FDS_MAX)
				msg->fd[msg->n_fd++] = fd;
			else
				close(fd);
		}
	}
}

static const struct seqpacket_type *expected(const struct seqpacket *s, uint32_t type)
{
	for (const struct seqpacket_type *t = s->expected; t && t->name; t++) {
		if (t->type == type)
			return t;
	}
	return NULL;
}

enum err seqpacket_recv(struct seqpacket *s, struct seqpacket_msg *ret_msg)
{
	struct head head = { 0 };
	struct iovec iov[2] = {
		{&head,      sizeof(head)      },
                { s->buffer, SEQPACKET_BODY_MAX}
	};
	union control control;
	struct msghdr h = { .msg_iov = iov,
			    .msg_iovlen = 2,
			    .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	struct seqpacket_msg msg = { .body = s->buffer };
	const struct seqpacket_type *t;
	ssize_t n;

	do {
		n = recvmsg(s->fd, &h, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n < 0 ? of_errno(errno) : ERR_LOST;
	take_fds(&h, &msg);
	msg.type = head.type;
	msg.ref = head.ref;
	msg.len = (size_t)n < sizeof(head) ? 0 : (size_t)n - sizeof(head);
	t = (size_t)n < sizeof(head) ? NULL : expected(s, head.type);
	if (!t || (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || msg.len < t->min_len ||
	    msg.len > t->max_len || msg.n_fd != t->fds) {
		while (msg.n_fd)
			close(msg.fd[--msg.n_fd]);
		return ERR_CORRUPT;
	}
	*ret_msg = msg;
	return ERR_OK;
}
