/*
 * ezhili-load: how many acknowledged reports a second, and how long each took.
 *
 *	ezhili-load PORT CONNECTIONS SECONDS id|text SHOPS.tsv
 *
 * Speaks ezhili.v1 over plain sockets, one report in flight a connection, as fast
 * as the answers come; the same bytes go to the peers. SHOPS.tsv: id and name a
 * line. Prints one JSON line: {"reports","per_s","p50_ms","p99_ms","errors"}.
 * Small and quick on purpose: on two cores the generator must not be the limit.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IN_MAX      16384
#define SAMPLES_MAX (4u << 20)
#define SHOPS_MAX   4096
#define TEXT_WORDS  12

struct conn {
	int fd;
	int step; /* 0 handshake, 1 hello, 2 signing in, 3 reports */
	size_t len;
	int64_t sent_us;
	uint64_t key[2];
	unsigned char in[IN_MAX];
};

struct shop {
	char id[48], name[200];
};

struct load {
	struct conn *conns;
	size_t n;
	struct shop shops[SHOPS_MAX];
	size_t n_shops;
	bool by_text;
	int epoll;
	uint32_t *samples;
	size_t n_samples;
	uint64_t random, errors;
	int64_t measure_from_us, end_us;
};

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static uint64_t rnd(struct load *l)
{
	l->random ^= l->random << 13;
	l->random ^= l->random >> 7;
	l->random ^= l->random << 17;
	return l->random;
}

static void send_all(struct conn *c, const void *p, size_t len)
{
	if (write(c->fd, p, len) != (ssize_t)len) {
		perror("write");
		exit(1);
	}
}

/* A masked text frame; the mask is zero, which is as valid as any and costs nothing. */
static void send_text(struct conn *c, const char *text, size_t len)
{
	unsigned char frame[4096];
	size_t at = 2;

	frame[0] = 0x81;
	if (len < 126) {
		frame[1] = (unsigned char)(0x80 | len);
	} else {
		frame[1] = 0x80 | 126;
		frame[2] = (unsigned char)(len >> 8);
		frame[3] = (unsigned char)len;
		at = 4;
	}
	memset(frame + at, 0, 4);
	memcpy(frame + at + 4, text, len);
	send_all(c, frame, at + 4 + len);
}

static void send_report(struct load *l, struct conn *c)
{
	static const char *const words[] = { "后厨", "地面", "老鼠", "油污", "没有", "口罩", "昨晚", "外卖",
					     "异味", "蟑螂", "食材", "冰箱", "垃圾桶", "未盖", "生熟", "混放" };
	const struct shop *s = &l->shops[rnd(l) % l->n_shops];
	char text[512] = "", message[2048];
	uint64_t a = rnd(l), b = rnd(l);
	int n;

	for (int i = 0; i < TEXT_WORDS; i++)
		strncat(text, words[rnd(l) % 16], sizeof(text) - strlen(text) - 1);
	n = snprintf(message, sizeof(message),
		     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"report.submit\",\"params\":{"
		     "\"key\":\"%08x-%04x-4%03x-8%03x-%012llx\",\"category\":\"V13\",\"text\":\"%s%llu\","
		     "\"%s\":\"%s\",\"at\":{\"lat\":26.07,\"lng\":119.29,\"datum\":\"wgs84\",\"accuracy_m\":20}}}",
		     (unsigned)(a >> 32), (unsigned)(a >> 16) & 0xFFFF, (unsigned)a & 0xFFF,
		     (unsigned)(b >> 52) & 0xFFF, (unsigned long long)(b & 0xFFFFFFFFFFFF), text,
		     (unsigned long long)(b & 0xFFFFF), l->by_text ? "shop_text" : "shop",
		     l->by_text ? s->name : s->id);
	c->sent_us = now_us();
	send_text(c, message, (size_t)n);
}

static void answer(struct load *l, struct conn *c, const char *text, size_t len)
{
	static const char anonymous[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth.anonymous\","
					"\"params\":{\"consent\":\"2026-11\"}}";
	int64_t now = now_us();
	bool error = memmem(text, len, "\"error\":", 8) != NULL;

	if (c->step == 3 && !error && now >= l->measure_from_us && l->n_samples < SAMPLES_MAX)
		l->samples[l->n_samples++] = (uint32_t)(now - c->sent_us);
	if (error && l->errors++ < 3)
		fprintf(stderr, "%.*s\n", (int)len, text);
	if (c->step == 1) {
		c->step = 2;
		send_text(c, anonymous, sizeof(anonymous) - 1);
		return;
	}
	c->step = 3;
	if (now < l->end_us)
		send_report(l, c);
}

/* Takes whole server frames (text, unmasked) off the front. */
static size_t take_frames(struct load *l, struct conn *c)
{
	size_t at = 0;

	while (c->len - at >= 2) {
		const unsigned char *f = c->in + at;
		size_t head = 2, len = f[1] & 127;

		if (len == 126) {
			head = 4;
			if (c->len - at < head)
				break;
			len = (size_t)f[2] << 8 | f[3];
		}
		if (c->len - at < head + len)
			break;
		if ((f[0] & 15) == 8) {
			fprintf(stderr, "closed by the server\n");
			exit(1);
		}
		if ((f[0] & 15) == 1)
			answer(l, c, (const char *)f + head, len);
		at += head + len;
	}
	return at;
}

static void readable(struct load *l, struct conn *c)
{
	static const char hello[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\","
				    "\"params\":{\"client\":\"load\",\"lang\":\"zh-CN\"}}";
	ssize_t n = read(c->fd, c->in + c->len, sizeof(c->in) - c->len);
	size_t used = 0;

	if (n <= 0) {
		fprintf(stderr, "connection lost\n");
		exit(1);
	}
	c->len += (size_t)n;
	if (c->step == 0) {
		const char *end = memmem(c->in, c->len, "\r\n\r\n", 4);

		if (!end)
			return;
		if (strncmp((char *)c->in, "HTTP/1.1 101", 12) != 0) {
			fprintf(stderr, "%.*s\n", (int)c->len, (char *)c->in);
			exit(1);
		}
		used = (size_t)(end + 4 - (char *)c->in);
		c->step = 1;
		send_text(c, hello, sizeof(hello) - 1);
	}
	memmove(c->in, c->in + used, c->len - used);
	c->len -= used;
	used = c->step ? take_frames(l, c) : 0;
	memmove(c->in, c->in + used, c->len - used);
	c->len -= used;
}

static void open_conn(struct load *l, struct conn *c, int port)
{
	static const char upgrade[] = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
				      "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
				      "Sec-WebSocket-Protocol: ezhili.v1\r\n\r\n";
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof(to))) {
		perror("connect");
		exit(1);
	}
	send_all(c, upgrade, sizeof(upgrade) - 1);
	epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &ev);
}

static void read_shops(struct load *l, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[512];

	while (f && l->n_shops < SHOPS_MAX && fgets(line, sizeof(line), f)) {
		struct shop *s = &l->shops[l->n_shops];

		if (sscanf(line, "%47[^\t]\t%199[^\n]", s->id, s->name) == 2)
			l->n_shops++;
	}
	if (!l->n_shops) {
		fprintf(stderr, "no shops in %s\n", path);
		exit(2);
	}
	fclose(f);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void report(struct load *l, double seconds)
{
	size_t n = l->n_samples;

	qsort(l->samples, n, sizeof(*l->samples), by_size);
	printf("{\"reports\":%zu,\"per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"errors\":%llu}\n", n,
	       (double)n / seconds, n ? l->samples[n / 2] / 1000.0 : 0,
	       n ? l->samples[n * 99 / 100] / 1000.0 : 0, (unsigned long long)l->errors);
}

int main(int argc, char **argv)
{
	static struct load l;
	struct epoll_event ev[256];
	int64_t start, seconds;

	if (argc != 6) {
		fprintf(stderr, "usage: ezhili-load PORT CONNECTIONS SECONDS id|text SHOPS.tsv\n");
		return 2;
	}
	l.n = strtoul(argv[2], NULL, 10);
	seconds = strtol(argv[3], NULL, 10);
	l.by_text = strcmp(argv[4], "text") == 0;
	l.random = (uint64_t)now_us() * 0x9E3779B97F4A7C15u | 1;
	l.conns = calloc(l.n, sizeof(*l.conns));
	l.samples = calloc(SAMPLES_MAX, sizeof(*l.samples));
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!l.conns || !l.samples || l.epoll < 0)
		return 1;
	read_shops(&l, argv[5]);
	start = now_us();
	l.measure_from_us = start + 1000000; /* the first second warms up */
	l.end_us = l.measure_from_us + seconds * 1000000;
	for (size_t i = 0; i < l.n; i++)
		open_conn(&l, &l.conns[i], (int)strtol(argv[1], NULL, 10));
	while (now_us() < l.end_us + 200000) {
		int n = epoll_wait(l.epoll, ev, 256, 100);

		for (int i = 0; i < n; i++)
			readable(&l, ev[i].data.ptr);
	}
	report(&l, (double)seconds);
	return 0;
}
