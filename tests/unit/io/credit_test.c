#include "testing.h"

#include "io/credit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A demonstration service of one thread: the phone's last digit chooses the answer. */
struct service {
	int fd;
	unsigned port;
	pthread_t thread;
	char last[4096];
};

static const char *const answers[] = {
	"200 OK\r\nContent-Length: 13\r\n\r\n{\"score\":712}",
	"200 OK\r\nContent-Length: 14\r\n\r\n{\"score\":null}",
	"404 Not Found\r\nContent-Length: 0\r\n\r\n",
	"200 OK\r\nContent-Length: 14\r\n\r\n{\"score\":1001}",
	"200 OK\r\nContent-Length: 5\r\n\r\nhello",
	"401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
	"503 Busy\r\nContent-Length: 0\r\n\r\n",
};

static void answer_one(struct service *s, int fd)
{
	ssize_t n = 0, got;
	const char *body;
	char text[256];
	unsigned which;

	do {
		got = read(fd, s->last + n, sizeof(s->last) - 1 - (size_t)n);
		n += got > 0 ? got : 0;
		s->last[n] = '\0';
		body = strstr(s->last, "\r\n\r\n");
	} while (got > 0 && (!body || !strchr(body, '}')));
	body = body ? strstr(body, "1380013800") : NULL;
	which = body ? (unsigned)(body[10] - '0') : 9;
	if (which == 9)
		sleep(1); /* longer than anybody waits */
	if (which >= ARRAY_LEN(answers))
		return;
	n = snprintf(text, sizeof(text), "HTTP/1.1 %s", answers[which]);
	assert_int_equal(write(fd, text, (size_t)n), n);
}

static void *serve(void *arg)
{
	struct service *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		answer_one(s, fd);
		close(fd);
	}
	return NULL;
}

static int start(void **state)
{
	static struct service s;
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
	struct service *s = *state;

	shutdown(s->fd, SHUT_RDWR);
	close(s->fd);
	return pthread_join(s->thread, NULL);
}

static enum err ask(struct service *s, const char *phone, int *ret_score)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	struct credit_client *c;
	char url[64];
	struct credit_config config = {
		.url = url, .key = STR("k-123"), .timeout_ms = 500, .parallel = 2
	};
	struct credit_done done = { .err = ERR_BUSY };

	snprintf(url, sizeof(url), "http://127.0.0.1:%u/score", s->port);
	assert_int_equal(credit_client_new(&config, &c), ERR_OK);
	assert_int_equal(credit_start(c, str_of(phone), STR("2026-01"), s, &a), ERR_OK);
	while (!credit_next(c, &done)) {
		assert_int_equal(credit_under_way(c), 1);
		assert_int_equal(credit_poll(c, 100), ERR_OK);
	}
	assert_ptr_equal(done.tag, s);
	credit_client_free(c);
	if (!done.err)
		*ret_score = done.score;
	return done.err;
}

static void a_score_is_asked_with_key_and_consent(void **state)
{
	struct service *s = *state;
	int score = -9;

	assert_int_equal(ask(s, "13800138000", &score), ERR_OK);
	assert_int_equal(score, 712);
	assert_non_null(strstr(s->last, "POST /score "));
	assert_non_null(strstr(s->last, "Authorization: Bearer k-123\r\n"));
	assert_non_null(strstr(s->last, "{\"phone\":\"13800138000\",\"consent\":\"2026-01\"}"));
}

static void every_other_answer_has_its_meaning(void **state)
{
	static const struct {
		const char *phone;
		enum err e;
		int score;
	} row[] = {
		{"13800138001",  ERR_OK,      CREDIT_NONE},
                { "13800138002", ERR_OK,      CREDIT_NONE},
		{ "13800138003", ERR_CORRUPT, -9         },
                { "13800138004", ERR_CORRUPT, -9         },
		{ "13800138005", ERR_DENIED,  -9         },
                { "13800138006", ERR_LOST,    -9         },
		{ "13800138007", ERR_LOST,    -9         },
                { "13800138009", ERR_LOST,    -9         },
	};

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		int score = -9;

		assert_int_equal(ask(*state, row[i].phone, &score), row[i].e);
		assert_int_equal(score, row[i].score);
	}
}

static void a_phone_never_leaves_in_the_clear(void **state)
{
	struct credit_config config = { .url = "http://credit.example/score", .timeout_ms = 500 };
	struct credit_client *c;

	(void)state;
	assert_int_equal(credit_client_new(&config, &c), ERR_INPUT);
	config.url = "http://127.0.0.1.example/score";
	assert_int_equal(credit_client_new(&config, &c), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_score_is_asked_with_key_and_consent),
		cmocka_unit_test(every_other_answer_has_its_meaning),
		cmocka_unit_test(a_phone_never_leaves_in_the_clear),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
