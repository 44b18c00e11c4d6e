/* What leaves a WebSocket connection. */
#include "io/ws_lws.h"

#include <stdlib.h>

struct packet *packet_new(const void *p, size_t len)
{
	struct packet *k = malloc(sizeof(*k) + LWS_PRE + len);

	if (!k)
		return NULL;
	k->next = NULL;
	k->len = len;
	if (len)
		memcpy(k->bytes + LWS_PRE, p, len);
	return k;
}

void ws_close(struct ws_conn *c, int code, const char *reason)
{
	if (c->close_code)
		return;
	c->close_code = code;
	snprintf(c->close_reason, sizeof(c->close_reason), "%s", reason);
	lws_callback_on_writable(c->wsi);
}

static bool write_now(struct ws_conn *c, struct packet *k)
{
	bool ok = lws_write(c->wsi, k->bytes + LWS_PRE, k->len, LWS_WRITE_TEXT) >= 0;

	free(k);
	return ok;
}

/*
 * At once while nothing waits before it: asking for a WRITEABLE callback costs two
 * epoll_ctl and another turn of the loop. What the socket does not take
 * libwebsockets keeps, and what comes meanwhile queues here.
 */
void ws_send(struct ws_conn *c, struct str text)
{
	struct packet *k;

	if (c->close_code || c->broken)
		return;
	k = packet_new(text.p, text.len);
	if (!k || c->out_bytes + text.len > c->srv->config.send_queue_max) {
		free(k);
		ws_close(c, 1008, "you read too slowly");
		return;
	}
	if (!c->out && !lws_partial_buffered(c->wsi)) {
		c->broken = !write_now(c, k);
		if (c->broken)
			lws_set_timer_usecs(c->wsi, 1);
		return;
	}
	*c->out_end = k;
	c->out_end = &k->next;
	c->out_bytes += text.len;
	lws_callback_on_writable(c->wsi);
}

/* One lws_write a turn is its rule; more only while the socket surely takes them. */
int ws_writable(struct ws_conn *c)
{
	while (c->out) {
		struct packet *k = c->out;

		c->out = k->next;
		if (!c->out)
			c->out_end = &c->out;
		c->out_bytes -= k->len;
		if (!write_now(c, k))
			return -1;
		if (c->out && (lws_send_pipe_choked(c->wsi) || lws_partial_buffered(c->wsi)))
			break;
	}
	if (c->out) {
		lws_callback_on_writable(c->wsi);
		return 0;
	}
	if (!c->close_code || c->close_sent)
		return 0;
	c->close_sent = true;
	lws_set_timer_usecs(c->wsi, 1);
	return 0;
}

/*
 * Not from the WRITEABLE callback: when that one fails, libwebsockets takes the
 * socket for unusable and closes it without the frame that says why.
 */
int ws_say_goodbye(struct ws_conn *c)
{
	if (c->broken)
		return -1;
	if (!c->close_sent)
		return 0;
	lws_close_reason(c->wsi, (enum lws_close_status)c->close_code,
			 (unsigned char *)c->close_reason, strlen(c->close_reason));
	return -1;
}
