/*
 * ezhili-media: looks at strangers' pictures so that nobody else has to.
 *
 * It holds no key, no file and no socket but its channels; whatever a picture
 * does to it, the supervisor starts it again and only that picture is refused.
 */
#include "base/log.h"
#include "io/handover.h"
#include "media/serve.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#define GATEWAYS_MAX 64 /* the configuration's limit for gateways */

struct media {
	struct handover handover;
	struct photo_limits limits;
	struct seqpacket gateway[GATEWAYS_MAX]; /* .buffer == NULL: free */
};

/* Takes fd over. A gateway that was restarted comes with a new channel; its old one ends by itself.
 */
static enum err add_gateway(struct media *m, int fd)
{
	for (size_t i = 0; i < GATEWAYS_MAX; i++) {
		if (m->gateway[i].buffer)
			continue;
		if (fcntl(fd, F_SETFL, O_NONBLOCK))
			return ERR_IO;
		return seqpacket_init(&m->gateway[i], fd, media_from_gateway);
	}
	return ERR_LIMIT;
}

static enum err start(struct media *m)
{
	const struct config *c = &m->handover.config;
	const struct sandbox_spec walls = { .user = c->user_media.p, .allow = SANDBOX_MESSAGES };
	struct sandbox_report report;
	enum err e = ERR_OK;

	m->limits = (struct photo_limits){ .upload_max = (size_t)c->photo_max,
					   .pixels_max = (uint64_t)c->photo_pixels_max,
					   .photo_edge = (uint32_t)c->photo_edge_max,
					   .thumb_edge = (uint32_t)c->thumb_edge };
	for (size_t i = 0; !e && i < m->handover.n; i++) {
		const char *name = m->handover.item[i].name;

		if (strncmp(name, "gateway.", 8) == 0)
			e = add_gateway(m, handover_take_fd(&m->handover, name));
	}
	if (!e)
		e = sandbox_enter(&walls, &report);
	if (e)
		return e;
	return handover_ready(&m->handover, &report);
}

/* ERR_LOST: the supervisor is gone, nobody will ask any more. */
static enum err hear_supervisor(struct media *m)
{
	struct handover_event ev;
	enum err e;

	for (;;) {
		e = handover_next(&m->handover, &ev);
		if (e)
			return e;
		switch (ev.kind) {
		case HANDOVER_NOTHING:
			return ERR_OK;
		case HANDOVER_NEW_FD:
			e = add_gateway(m, ev.fd);
			if (e)
				return e;
			break;
		case HANDOVER_END:
			return ERR_LOST;
		case HANDOVER_STATUS:
		case HANDOVER_RELOAD:
			break;
		}
	}
}

/* One job of each gateway that has one, so that none waits behind another's pile. */
static enum err serve_ready(struct media *m, const struct pollfd *ready)
{
	for (size_t i = 0; i < GATEWAYS_MAX; i++) {
		enum err e;

		if (!ready[i].revents)
			continue;
		e = serve_one(&m->gateway[i], &m->limits);
		if (e == ERR_CORRUPT)
			return e;
		if (e == ERR_LOST)
			seqpacket_release(&m->gateway[i]);
		else if (e && e != ERR_BUSY)
			log_warn("job.failed", "err=%s", err_name(e));
	}
	return ERR_OK;
}

static enum err run(struct media *m)
{
	struct pollfd ready[GATEWAYS_MAX + 1];
	enum err e;

	for (;;) {
		for (size_t i = 0; i < GATEWAYS_MAX; i++)
			ready[i] = (struct pollfd){ .fd = m->gateway[i].buffer ? m->gateway[i].fd
									       : -1,
						    .events = POLLIN };
		ready[GATEWAYS_MAX] = (struct pollfd){ .fd = m->handover.channel.fd,
						       .events = POLLIN };
		if (poll(ready, ARRAY_LEN(ready), -1) < 0)
			continue;
		e = serve_ready(m, ready);
		if (!e && ready[GATEWAYS_MAX].revents)
			e = hear_supervisor(m);
		if (e)
			return e;
	}
}

int main(void)
{
	static struct media m; /* too large for the stack; this function's alone */
	enum err e;

	e = handover_receive(HANDOVER_FD, "media", &m.handover);
	if (e)
		return 1;
	e = start(&m);
	if (!e)
		e = run(&m);
	if (e != ERR_LOST)
		log_error("media.stopped", "err=%s", err_name(e));
	for (size_t i = 0; i < GATEWAYS_MAX; i++)
		if (m.gateway[i].buffer)
			seqpacket_release(&m.gateway[i]);
	handover_release(&m.handover);
	return e == ERR_LOST ? 0 : 1;
}
