#include "gateway/limiter.h"

#include <stdlib.h>
#include <string.h>

#define PROBES 8

struct bucket {
	struct id key;
	double tokens;
	int64_t at_ms; /* 0: free */
};

struct limiter {
	size_t mask;
	struct bucket b[];
};

struct limiter *limiter_new(size_t buckets)
{
	size_t n = 64;
	struct limiter *l;

	while (n < buckets)
		n *= 2;
	l = calloc(1, sizeof(*l) + n * sizeof(l->b[0]));
	if (l)
		l->mask = n - 1;
	return l;
}

void limiter_free(struct limiter *l)
{
	free(l);
}

/* The key's bucket, else the neighbourhood's stalest one. */
static struct bucket *find(struct limiter *l, struct id key)
{
	uint64_t h;
	struct bucket *worst = NULL;

	memcpy(&h, key.b, sizeof(h)); /* keys are keyed hashes already */
	for (size_t i = 0; i < PROBES; i++) {
		struct bucket *b = &l->b[(h + i) & l->mask];

		if (b->at_ms && id_eq(b->key, key))
			return b;
		if (!worst || b->at_ms < worst->at_ms)
			worst = b;
	}
	worst->key = key;
	worst->at_ms = 0;
	return worst;
}

bool limiter_take(struct limiter *l, struct id key, int64_t per_window, int64_t window_ms,
		  int64_t now_ms, int64_t *ret_retry_ms)
{
	struct bucket *b = find(l, key);
	double rate = (double)per_window / (double)window_ms;

	if (!b->at_ms)
		b->tokens = (double)per_window;
	else if (now_ms > b->at_ms)
		b->tokens += (double)(now_ms - b->at_ms) * rate;
	if (b->tokens > (double)per_window)
		b->tokens = (double)per_window;
	b->at_ms = now_ms;
	if (b->tokens < 1) {
		*ret_retry_ms = rate > 0 ? (int64_t)((1 - b->tokens) / rate) + 1 : window_ms;
		return false;
	}
	b->tokens -= 1;
	return true;
}
