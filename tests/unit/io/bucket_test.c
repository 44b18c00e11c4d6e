#include "testing.h"

#include "io/bucket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Answers with the status that the object is called; the signature is judged in tests/integration.
 */
struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	int asked;
	char last[8192];
};

static void serve_one(struct server *s, int fd)
{
	size_t len = 0;
	ssize_t got;
	const char *name;
	char out[128];
	int n;

	do {
		got = recv(fd, s->last + len, sizeof(s->last) - 1 - len, 0);
		len += got > 0 ? (size_t)got : 0;
		s->last[len] = '\0';
	} while (got > 0 && !strstr(s->last, "\r\n\r\n"));
	s->asked++;
	name = strstr(s->last, "/b/");
	n = snprintf(out, sizeof(out),
		     "HTTP/1.1 %.3s x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody",
		     name ? name + 3 : "500");
	(void)!send(fd, out, (size_t)n, MSG_NOSIGNAL);
	/* The rest of its body, so that closing does not throw the answer away. */
	shutdown(fd, SHUT_WR);
	while (recv(fd, out, sizeof(out), 0) > 0)
		;
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

static struct bucket *bucket(const struct server *s)
{
	char url[64];
	struct bucket_config config = { .url = url,
					.region = "r-1",
					.access_key = STR("AK"),
					.secret_key = STR("secret"),
					.timeout_ms = 1000,
					.object_max = 64 };
	struct bucket *b = NULL;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u/b", s->port);
	assert_int_equal(bucket_new(&config, &b), ERR_OK);
	return b;
}

static void each_status_tells_what_to_do_next(void **state)
{
	static const struct {
		const char *name;
		enum err get, put, drop;
	} row[] = {
		{"200",  ERR_OK,        ERR_OK,        ERR_OK    },
		{ "404", ERR_NOT_FOUND, ERR_NOT_FOUND, ERR_OK    },
		{ "403", ERR_DENIED,    ERR_DENIED,    ERR_DENIED},
		{ "400", ERR_IO,        ERR_IO,        ERR_IO    },
		{ "302", ERR_IO,        ERR_IO,        ERR_IO    },
		{ "503", ERR_BUSY,      ERR_BUSY,      ERR_BUSY  },
	};
	struct bucket *b = bucket(*state);

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		AUTO(buf) out = BUF_INIT(64);

		assert_int_equal(bucket_get(b, row[i].name, &out), row[i].get);
		assert_int_equal(out.len, row[i].get ? 0 : 4);
		assert_int_equal(bucket_put(b, row[i].name, STR("content")), row[i].put);
		assert_int_equal(bucket_delete(b, row[i].name), row[i].drop);
	}
	bucket_free(b);
}

static void a_request_is_signed_and_names_its_body(void **state)
{
	struct server *s = *state;
	struct bucket *b = bucket(s);

	assert_int_equal(bucket_put(b, "200", STR("content")), ERR_OK);
	assert_memory_equal(s->last, "PUT /b/200 HTTP/1.1\r\n", 21);
	assert_non_null(strstr(s->last, "Authorization: AWS4-HMAC-SHA256 Credential=AK/"));
	assert_non_null(strstr(s->last, "/r-1/s3/aws4_request"));
	/* printf content | sha256sum */
	assert_non_null(strstr(s->last,
			       "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"));
	assert_null(strstr(s->last, "secret"));
	assert_int_equal(bucket_delete(b, "200"), ERR_OK);
	assert_memory_equal(s->last, "DELETE /b/200 HTTP/1.1\r\n", 24);
	bucket_free(b);
}

static void what_is_busy_is_asked_again_within_its_time(void **state)
{
	struct server *s = *state;
	struct bucket *b = bucket(s);
	int before = s->asked;

	assert_int_equal(bucket_put(b, "503", STR("content")), ERR_BUSY);
	assert_in_range(s->asked - before, 2, 6);
	bucket_free(b);
}

static void a_configuration_that_cannot_work_is_refused(void **state)
{
	const struct {
		const char *url, *ca;
		struct str access, secret;
	} row[] = {
		{"http://bucket.example/b",   NULL,            STR("a"), STR("s")},
		{ "ftp://bucket.example/b",   NULL,            STR("a"), STR("s")},
		{ "",			 NULL,            STR("a"), STR("s")},
		{ "https://bucket.example/b", "/no/such/file", STR("a"), STR("s")},
		{ "https://bucket.example/b", NULL,            STR(""),  STR("s")},
		{ "https://bucket.example/b", NULL,            STR("a"), STR("") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct bucket_config config = { .url = row[i].url,
						.region = "r",
						.ca_file = row[i].ca,
						.access_key = row[i].access,
						.secret_key = row[i].secret,
						.timeout_ms = 1000,
						.object_max = 64 };
		struct bucket *b = NULL;

		assert_int_equal(bucket_new(&config, &b), ERR_INPUT);
		assert_null(b);
	}
	bucket_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_status_tells_what_to_do_next),
		cmocka_unit_test(a_request_is_signed_and_names_its_body),
		cmocka_unit_test(what_is_busy_is_asked_again_within_its_time),
		cmocka_unit_test(a_configuration_that_cannot_work_is_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
