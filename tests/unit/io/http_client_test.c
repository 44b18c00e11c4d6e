#include "testing.h"

#include "io/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server of one thread that answers each connection with what the path asks for. */
struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	char last[4096]; /* the last request as it came */
};

static void answer(int fd, const char *head, const char *body)
{
	char text[512];
	int n = snprintf(text, sizeof(text),
			 "HTTP/1.1 %s\r\nContent-Length: %zu\r\n"
			 "X-Two: a: b\r\nConnection: close\r\n\r\n%s",
			 head, strlen(body), body);

	assert_int_equal(write(fd, text, (size_t)n), n);
}

static void serve_one(struct server *s, int fd)
{
	ssize_t n = 0, got;

	do { /* all there is: the tests' requests fit one segment */
		got = read(fd, s->last + n, sizeof(s->last) - 1 - (size_t)n);
		n += got > 0 ? got : 0;
		s->last[n] = '\0';
	} while (got > 0 && !strstr(s->last, "\r\n\r\n"));
	if (strstr(s->last, "/lost"))
		return;
	if (strstr(s->last, "/moved"))
		answer(fd, "302 Found\r\nLocation: /else", "");
	else if (strstr(s->last, "/big"))
		answer(fd, "200 OK",
		       "0123456789012345678901234567890123456789012345678901234567890123456789");
	else
		answer(fd, "200 OK", "hello");
}

static void *serve(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		serve_one(s, fd);
		close(fd);
	}
	return NULL;
}

static int start(void **state)
{
	static struct server s;
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s.fd = socket(AF_INET, SOCK_STREAM, 0);
	if (s.fd < 0 || bind(s.fd, (struct sockaddr *)&at, len) || listen(s.fd, 8) ||
	    getsockname(s.fd, (struct sockaddr *)&at, &len))
		return -1;
	s.port = ntohs(at.sin_port);
	*state = &s;
	return pthread_create(&s.thread, NULL, serve, &s);
}

static int stop(void **state)
{
	struct server *s = *state;

	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	return 0;
}

static struct http_client *client(bool plain)
{
	struct http_config config = { .timeout_ms = 3000,
				      .answer_max = 64,
				      .parallel = 3,
				      .user_agent = "ezhili-test",
				      .plain = plain };
	struct http_client *c = NULL;

	assert_int_equal(http_client_new(&config, &c), ERR_OK);
	return c;
}

static struct http_request get(const struct server *s, char url[64], const char *path)
{
	int n = snprintf(url, 64, "http://127.0.0.1:%u%s", s->port, path);

	return (struct http_request){
		.url = {url, (size_t)n}
	};
}

static void an_answer_comes_with_status_headers_and_body(void **state)
{
	struct http_client *c = client(true);
	struct http_field h = { STR("X-One"), STR("1") };
	struct arena a;
	struct http_answer got;
	char url[64];
	struct http_request rq = get(*state, url, "/ok?x=1");

	rq.post = true;
	rq.header = &h;
	rq.n_header = 1;
	rq.body = STR("{}");
	arena_init(&a, 65536);
	assert_int_equal(http_call(c, &rq, &a, &got), ERR_OK);
	assert_int_equal(got.status, 200);
	assert_true(str_eq(got.body, STR("hello")));
	assert_true(str_eq(http_header(&got, "x-two"), STR("a: b")));
	assert_null(http_header(&got, "x-three").p);
	assert_non_null(strstr(((struct server *)*state)->last, "POST /ok?x=1 HTTP/1.1"));
	assert_non_null(strstr(((struct server *)*state)->last, "X-One: 1"));
	assert_non_null(strstr(((struct server *)*state)->last, "User-Agent: ezhili-test"));
	arena_release(&a);
	http_client_free(c);
}

static void a_redirect_is_an_answer_like_any_other(void **state)
{
	struct http_client *c = client(true);
	struct arena a;
	struct http_answer got;
	char url[64];
	struct http_request rq = get(*state, url, "/moved");

	arena_init(&a, 65536);
	assert_int_equal(http_call(c, &rq, &a, &got), ERR_OK);
	assert_int_equal(got.status, 302);
	arena_release(&a);
	http_client_free(c);
}

static void what_fails_is_told_apart(void **state)
{
	static const struct {
		const char *path;
		enum err want;
	} row[] = {
		{"/lost", ERR_LOST },
                { "/big", ERR_LIMIT},
                { "/ok",  ERR_OK   }
	};
	struct http_client *c = client(true);
	struct arena a;
	struct http_answer got;
	char url[64];

	arena_init(&a, 65536);
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct http_request rq = get(*state, url, row[i].path);

		assert_int_equal(http_call(c, &rq, &a, &got), row[i].want);
	}
	arena_release(&a);
	http_client_free(c);
}

static void plain_http_needs_to_be_allowed(void **state)
{
	struct http_client *c = client(false);
	struct arena a;
	struct http_answer got;
	char url[64];
	struct http_request rq = get(*state, url, "/ok");

	arena_init(&a, 65536);
	assert_int_equal(http_call(c, &rq, &a, &got), ERR_LOST);
	arena_release(&a);
	http_client_free(c);
}

static void many_requests_run_at_once_up_to_the_limit(void **state)
{
	struct http_client *c = client(true);
	struct http_done done;
	char url[64];
	struct http_request rq = get(*state, url, "/ok");
	int tags[3], seen = 0;

	for (int i = 0; i < 3; i++)
		assert_int_equal(http_start(c, &rq, &tags[i]), ERR_OK);
	assert_int_equal(http_start(c, &rq, NULL), ERR_BUSY);
	assert_int_equal(http_under_way(c), 3);
	for (int round = 0; round < 100 && seen != 7; round++) {
		assert_int_equal(http_poll(c, 1000, -1), ERR_OK);
		while (http_next(c, &done)) {
			assert_int_equal(done.err, ERR_OK);
			assert_true(str_eq(done.answer.body, STR("hello")));
			seen |= 1 << ((int *)done.tag - tags);
		}
	}
	assert_int_equal(seen, 7);
	assert_int_equal(http_under_way(c), 0);
	http_client_free(c);
}

static void a_missing_ca_file_is_refused_at_start(void **state)
{
	struct http_config config = { .ca_file = "/nowhere/ca.pem", .parallel = 1 };
	struct http_client *c = NULL;

	(void)state;
	assert_int_equal(http_client_new(&config, &c), ERR_INPUT);
	assert_null(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_with_status_headers_and_body),
		cmocka_unit_test(a_redirect_is_an_answer_like_any_other),
		cmocka_unit_test(what_fails_is_told_apart),
		cmocka_unit_test(plain_http_needs_to_be_allowed),
		cmocka_unit_test(many_requests_run_at_once_up_to_the_limit),
		cmocka_unit_test(a_missing_ca_file_is_refused_at_start),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
