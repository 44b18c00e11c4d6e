#include "io/batch.h"

#include "io/letter.h"

#include <stdlib.h>

struct ordered {
	const char *params;
	size_t position;
	size_t id_offset; /* SIZE_MAX: the statement's first parameter is no id */
};

/* One lock order for all writers: by the row's id; rows of one id keep their order. */
static int ordered_cmp(const void *va, const void *vb)
{
	const struct ordered *a = va, *b = vb;
	int c = a->id_offset == SIZE_MAX ? 0
					 : memcmp(a->params + a->id_offset,
						  b->params + b->id_offset, sizeof(struct id));

	return c ? c : (a->position > b->position) - (a->position < b->position);
}

static enum err write_query(struct batch *t, enum query q, size_t n)
{
	const struct query_info *info = &query_info[q];
	struct ordered *rows = arena_array(t->arena, n, struct ordered);
	char *in = arena_calloc(t->arena, n, info->in_size);
	size_t at = 0;

	if (!rows || !in)
		return ERR_MEMORY;
	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_write *w = t->items[i]->fx->writes; w; w = w->next) {
			if (w->query != q)
				continue;
			rows[at] = (struct ordered){ w->params, at, SIZE_MAX };
			if (info->n_in && info->in[0].type == QT_ID)
				rows[at].id_offset = info->in[0].offset;
			at++;
		}
	}
	qsort(rows, n, sizeof(*rows), ordered_cmp);
	for (size_t i = 0; i < n; i++)
		memcpy(in + i * info->in_size, rows[i].params, info->in_size);
	return db_run_bulk(t->b->db, q, in, n);
}

enum err batch_write_rows(struct batch *t)
{
	static const enum query_kind order[] = { QUERY_INSERT, QUERY_CHANGE };
	size_t *count = arena_array(t->arena, Q__COUNT, size_t);
	enum err e = ERR_OK;

	if (!count)
		return ERR_MEMORY;
	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_write *w = t->items[i]->fx->writes; w; w = w->next)
			count[w->query]++;
	}
	for (size_t k = 0; k < ARRAY_LEN(order); k++) {
		for (int q = 0; !e && q < Q__COUNT; q++) {
			if (count[q] && query_info[q].kind == order[k])
				e = write_query(t, (enum query)q, count[q]);
		}
	}
	return e;
}

struct post {
	const struct effect_event *event;
	size_t position;
};

static int post_cmp(const void *va, const void *vb)
{
	const struct post *a = va, *b = vb;
	int c = id_cmp(a->event->topic, b->event->topic);

	return c ? c : (a->position > b->position) - (a->position < b->position);
}

/* A dump must not say which report a mailbox is about. */
static enum err seal_events(struct batch *t, struct q_outbox_put *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[i].params = letter_seal(t->b->keys, out[i].method, out[i].params, t->arena);
		out[i].method = STR(LETTER_METHOD);
		if (!out[i].params.p)
			return ERR_MEMORY;
	}
	return ERR_OK;
}

static enum err put_events(struct batch *t, const struct post *posts, size_t n)
{
	struct q_mailbox_advance *boxes = arena_array(t->arena, n, struct q_mailbox_advance);
	struct q_outbox_put *out = arena_array(t->arena, n, struct q_outbox_put);
	struct r_mailbox_advance *heads;
	size_t n_boxes = 0, n_heads, box = 0;
	int64_t left = 0;
	void *got;
	enum err e;

	if (!boxes || !out)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		if (!n_boxes || !id_eq(boxes[n_boxes - 1].topic, posts[i].event->topic))
			boxes[n_boxes++].topic = posts[i].event->topic;
		boxes[n_boxes - 1].events++;
	}
	e = db_rows(t->b->db, Q_mailbox_advance, boxes, n_boxes, t->arena, &got, &n_heads);
	if (e)
		return e;
	heads = got;
	if (n_heads != n_boxes)
		return ERR_CORRUPT;
	for (size_t i = 0; i < n; i++) {
		const struct effect_event *ev = posts[i].event;

		if (!left)
			left = boxes[box++].events;
		if (!id_eq(heads[box - 1].topic, ev->topic))
			return ERR_CORRUPT;
		out[i] = (struct q_outbox_put){ ev->topic, heads[box - 1].seq - --left, ev->method,
						ev->params, batch_week(t->now_ms) };
	}
	e = seal_events(t, out, n);
	if (e)
		return e;
	for (size_t i = 0; i < n_boxes; i++)
		buf_printf(&t->b->hint, "mail %s\n", ID_C(boxes[i].topic));
	return db_run_bulk(t->b->db, Q_outbox_put, out, n);
}

enum err batch_write_events(struct batch *t)
{
	struct post *posts;
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_event *ev = t->items[i]->fx->events; ev; ev = ev->next)
			n++;
	}
	if (!n)
		return ERR_OK;
	posts = arena_array(t->arena, n, struct post);
	if (!posts)
		return ERR_MEMORY;
	n = 0;
	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_event *ev = t->items[i]->fx->events; ev; ev = ev->next, n++)
			posts[n] = (struct post){ ev, n };
	}
	qsort(posts, n, sizeof(*posts), post_cmp);
	return put_events(t, posts, n);
}

enum err batch_write_audit(struct batch *t, struct audit_chain *chain)
{
	struct q_audit_put *in;
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_audit *a = t->items[i]->fx->audits; a; a = a->next)
			n++;
	}
	in = arena_array(t->arena, n + 1, struct q_audit_put);
	if (!in)
		return ERR_MEMORY;
	n = 0;
	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_audit *a = t->items[i]->fx->audits; a; a = a->next)
			audit_chain_add(chain, a, t->now_ms, &in[n++], t->arena);
	}
	return db_run_bulk(t->b->db, Q_audit_put, in, n);
}

enum err batch_write_hint(struct batch *t)
{
	struct buf *hint = &t->b->hint;
	struct str body;

	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_hint *h = t->items[i]->fx->hints; h; h = h->next)
			buf_printf(hint, "%.*s %s %.*s\n", STR_ARG(h->kind), ID_C(h->ref),
				   STR_ARG(h->office));
	}
	if (!hint->len)
		return ERR_OK;
	if (!buf_ok(hint))
		return ERR_LIMIT;
	body = letter_seal(t->b->keys, STR("hint"), buf_str(hint), t->arena);
	if (!body.p)
		return ERR_MEMORY;
	t->b->hint_n++;
	return DB_RUN(t->b->db, hint_put, .epoch = t->b->chain.epoch, .n = t->b->hint_n,
		      .at_ms = t->now_ms, .body = body);
}
