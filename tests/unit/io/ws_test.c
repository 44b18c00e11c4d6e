#include "testing.h"

#include "io/ws.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_MAX 1000

/* A server in a thread that echoes text and answers HTTP with its path. */
struct echo {
	struct ws_server *srv;
	pthread_t thread;
	int port;
	int closed;
};

static bool may_open(void *ctx, const struct ws_peer *peer)
{
	(void)ctx;
	return !str_eq(peer->origin, STR("http://evil.example"));
}

static void opened(void *ctx, struct ws_conn *c, const struct ws_peer *peer)
{
	(void)peer;
	ws_set_user(c, ctx);
}

static void message(void *ctx, struct ws_conn *c, struct str bytes, bool binary)
{
	(void)ctx;
	if (binary || str_eq(bytes, STR("bye")))
		ws_close(c, WS_ABUSE, "as you wish");
	else
		ws_send(c, bytes);
}

static void closed(void *ctx, struct ws_conn *c)
{
	struct echo *e = ctx;

	(void)c;
	__atomic_add_fetch(&e->closed, 1, __ATOMIC_SEQ_CST);
}

static void http(void *ctx, struct http_req *rq)
{
	char text[256];
	int n = snprintf(text, sizeof(text), "%.*s|%.*s|%.*s", STR_ARG(http_path(rq)),
			 STR_ARG(http_query(rq)), STR_ARG(http_body(rq)));

	(void)ctx;
	http_reply(rq, 200, "text/plain", (struct str){ text, (size_t)n }, NULL, 0);
}

static void nothing(void *ctx)
{
	(void)ctx;
}

static bool no_proxy(void *ctx, struct str address)
{
	(void)ctx;
	(void)address;
	return false;
}

static void *run(void *arg)
{
	struct echo *e = arg;

	ws_run(e->srv);
	return NULL;
}

static int up(void **state)
{
	static struct echo e;
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct ws_config config = {
		.events = {.ctx = &e,
                           .may_open = may_open,
                           .opened = opened,
                           .message = message,
                           .closed = closed,
                           .http = http,
                           .woken = nothing,
                           .tick = nothing,
                           .idle = nothing,
                           .is_proxy = no_proxy},
		.listen_fd = fd,
		.message_max = MESSAGE_MAX,
		.send_queue_max = 1 << 20,
		.http_body_max = 100,
		.connections_max = 100,
		.ping_s = 20,
		.http_idle_s = 5,
	};

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 16) ||
	    getsockname(fd, (struct sockaddr *)&at, &len))
		return -1;
	e.port = ntohs(at.sin_port);
	if (ws_new(&config, &e.srv) || pthread_create(&e.thread, NULL, run, &e))
		return -1;
	*state = &e;
	return 0;
}

static int down(void **state)
{
	struct echo *e = *state;

	ws_stop(e->srv);
	return pthread_join(e->thread, NULL);
}

static int dial(const struct echo *e)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)e->port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval wait = { .tv_sec = 10 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* Sends text and reads until the peer has said want, or closes. */
static bool says(int fd, const char *text, size_t len, const char *want, size_t want_len)
{
	char in[4096];
	size_t n = 0;
	ssize_t got;

	assert_int_equal(write(fd, text, len), (ssize_t)len);
	while (n < sizeof(in) && (got = read(fd, in + n, sizeof(in) - n)) > 0) {
		n += (size_t)got;
		if (memmem(in, n, want, want_len))
			return true;
	}
	return false;
}

#define SAYS(fd, text, want) says(fd, text, strlen(text), want, strlen(want))
#define UPGRADE(more)                                                                  \
	"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" more "\r\n"
#define OURS "Sec-WebSocket-Protocol: ezhili.v1\r\n"

static void a_message_comes_back_and_a_close_has_its_code(void **state)
{
	static const char hi[] = "\x81\x82\0\0\0\0hi", bye[] = "\x81\x83\0\0\0\0bye";
	struct echo *e = *state;
	int fd = dial(e), before = e->closed;

	assert_true(SAYS(fd, UPGRADE(OURS), "101 Switching"));
	assert_true(says(fd, hi, sizeof(hi) - 1, "\x81\x02hi", 4));
	assert_true(says(fd, bye, sizeof(bye) - 1,
			 "\x11\x30"
			 "as you wish",
			 13)); /* 4400 */
	close(fd);
	for (int i = 0; i < 100 && e->closed == before; i++)
		usleep(20000);
	assert_int_equal(e->closed, before + 1);
}

static void a_message_too_big_is_closed_with_1009(void **state)
{
	char frame[MESSAGE_MAX + 9] = { (char)0x81, (char)0xFE, (MESSAGE_MAX + 1) >> 8,
					(char)((MESSAGE_MAX + 1) & 255) };
	int fd = dial(*state);

	assert_true(SAYS(fd, UPGRADE(OURS), "101 Switching"));
	assert_true(says(fd, frame, sizeof(frame), "\x03\xF1", 2));
	close(fd);
}

static void upgrades_that_are_not_ours_are_refused(void **state)
{
	static const char *const bad[] = { UPGRADE(""),
					   UPGRADE("Sec-WebSocket-Protocol: other\r\n"),
					   UPGRADE(OURS "Origin: http://evil.example\r\n") };

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int fd = dial(*state);

		assert_false(SAYS(fd, bad[i], "101 Switching"));
		close(fd);
	}
}

static void http_requests_are_answered_with_their_parts(void **state)
{
	int fd = dial(*state);

	assert_true(SAYS(fd, "GET /a/b?x=1&y=2 HTTP/1.1\r\nHost: x\r\n\r\n", "/a/b|x=1&y=2|"));
	assert_true(
		SAYS(fd, "POST /n HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "/n||abc"));
	close(fd);
}

static void a_body_without_a_length_or_too_long_is_answered_not_awaited(void **state)
{
	static const struct {
		const char *request, *want;
	} row[] = {
		{"POST /n HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "411"},
		{ "POST /n HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n",       "413"},
		{ "DELETE /n HTTP/1.1\r\nHost: x\r\n\r\n",                            "405"},
	};

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		int fd = dial(*state);

		assert_true(SAYS(fd, row[i].request, row[i].want));
		close(fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_comes_back_and_a_close_has_its_code),
		cmocka_unit_test(a_message_too_big_is_closed_with_1009),
		cmocka_unit_test(upgrades_that_are_not_ours_are_refused),
		cmocka_unit_test(http_requests_are_answered_with_their_parts),
		cmocka_unit_test(a_body_without_a_length_or_too_long_is_answered_not_awaited),
	};
	return cmocka_run_group_tests(tests, up, down);
}
