#include "media/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The upload's bytes in memory of our own. Not mapped: a file that its writer
 * shortens or changes meanwhile must neither kill us nor be judged as something else.
 */
static uint8_t *read_upload(int fd, size_t size)
{
	uint8_t *p = malloc(size + !size);
	size_t at = 0;

	while (p && at < size) {
		ssize_t n = pread(fd, p + at, size - at, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			free(p);
			return NULL;
		}
		at += (size_t)n;
	}
	return p;
}

/* A memfd that nobody can change any more; -1 when the system refuses. */
static int sealed(const char *name, const struct buf *b)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t at = 0;

	while (fd >= 0 && at < b->len) {
		ssize_t n = write(fd, b->p + at, b->len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	if (fd < 0)
		return -1;
	if (at < b->len ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)) {
		close(fd);
		return -1;
	}
	return fd;
}

static enum err say(struct seqpacket *gateway, enum media_msg type, uint32_t ref,
		    const struct media_result *r, const int fd[2])
{
	struct seqpacket_msg msg = { .type = type, .ref = ref };
	enum err e;

	if (r) {
		msg.body = r;
		msg.len = sizeof(*r);
	}
	if (fd) {
		msg.fd[0] = fd[0];
		msg.fd[1] = fd[1];
		msg.n_fd = 2;
	}
	e = seqpacket_send(gateway, &msg);
	/* A gateway that lets its answers pile up would stop us for all the others. */
	return e == ERR_BUSY ? ERR_LOST : e;
}

static enum err say_photo(struct seqpacket *gateway, uint32_t ref, const struct photo *ph,
			  struct media_result *r)
{
	int fd[2] = { sealed("photo", &ph->full), sealed("thumb", &ph->thumb) };
	enum err e;

	r->phash = ph->phash;
	r->width = ph->width;
	r->height = ph->height;
	r->photo_len = (uint32_t)ph->full.len;
	r->thumb_len = (uint32_t)ph->thumb.len;
	r->exif = ph->exif;
	if (fd[0] >= 0 && fd[1] >= 0) {
		e = say(gateway, MEDIA_MSG_PHOTO, ref, r, fd);
	} else {
		*r = (struct media_result){ .verdict = MEDIA_FAILED };
		e = say(gateway, MEDIA_MSG_REFUSED, ref, r, NULL);
	}
	for (int i = 0; i < 2; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	return e;
}

static enum media_verdict judge(const struct seqpacket_msg *msg, const struct photo_limits *limits,
				struct photo *ret)
{
	const struct media_job *job = msg->body;
	enum media_verdict v;
	uint8_t *p;

	if (job->size > limits->upload_max)
		return MEDIA_TOO_BIG;
	p = read_upload(msg->fd[0], (size_t)job->size);
	if (!p)
		return MEDIA_FAILED;
	v = photo_make(limits, p, (size_t)job->size, ret);
	free(p);
	return v;
}

enum err serve_one(struct seqpacket *gateway, const struct photo_limits *limits)
{
	AUTO(photo) ph = { 0 };
	struct media_result r = { 0 };
	struct seqpacket_msg msg;
	enum err e;

	e = seqpacket_recv(gateway, &msg);
	if (e)
		return e;
	e = say(gateway, MEDIA_MSG_STARTED, msg.ref, NULL, NULL);
	if (!e)
		r.verdict = judge(&msg, limits, &ph);
	close(msg.fd[0]);
	if (e)
		return e;
	if (r.verdict == MEDIA_OK)
		return say_photo(gateway, msg.ref, &ph, &r);
	return say(gateway, MEDIA_MSG_REFUSED, msg.ref, &r, NULL);
}
