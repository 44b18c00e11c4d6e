#include "gateway/session.h"

#include "base/log.h"
#include "gateway/chat.h"
#include "gateway/dispatch.h"
#include "gateway/upload_frames.h"
#include "io/clock.h"
#include "io/letter.h"

#include <sodium.h>
#include <stdlib.h>

#define MINUTE_MS  60000
#define PULL_MOST  100
#define PULL_ARENA ((size_t)4 << 20)

struct session *session_open(struct gateway *gw, struct ws_conn *conn, const struct ws_peer *peer)
{
	static uint64_t serials;
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->address = keyring_hash(gw->keys, KEY_TRACE, peer->address.p, peer->address.len);
	if (address_counts_add(&gw->addresses, s->address)) {
		free(s);
		return NULL;
	}
	s->gw = gw;
	s->conn = conn;
	s->serial = ++serials;
	randombytes_buf(s->id.b, sizeof(s->id.b));
	randombytes_buf(s->connection.b, sizeof(s->connection.b));
	s->loopback = peer->loopback;
	s->opened_ms = s->last_ms = clock_ms();
	s->who.roles = ROLE_NONE;
	s->held_end = &s->held;
	s->in_flight = 1; /* the connection's own reference */
	s->next = gw->sessions;
	s->link = &gw->sessions;
	if (s->next)
		s->next->link = &s->next;
	gw->sessions = s;
	gw->n_sessions++;
	gw->count.opened++;
	return s;
}

static void topic_unlink(struct session *s)
{
	if (!s->topic_link)
		return;
	*s->topic_link = s->topic_next;
	if (s->topic_next)
		s->topic_next->topic_link = s->topic_link;
	s->topic_link = NULL;
	s->topic_next = NULL;
}

static struct session **topic_bucket(struct gateway *gw, struct id topic)
{
	return &gw->by_topic[(topic.b[0] << 8 | topic.b[1]) & (TOPIC_BUCKETS - 1)];
}

void sessions_of_topic(struct gateway *gw, struct id topic, void (*fn)(struct session *s))
{
	for (struct session *s = *topic_bucket(gw, topic), *next; s; s = next) {
		next = s->topic_next;
		if (id_eq(s->topic, topic))
			fn(s);
	}
}

void session_closed(struct session *s)
{
	s->conn = NULL;
	topic_unlink(s);
	*s->link = s->next;
	if (s->next)
		s->next->link = s->link;
	s->gw->n_sessions--;
	address_counts_remove(&s->gw->addresses, s->address);
	session_watch_reviews(s, NULL);
	upload_session_release(s);
	dispatch_drop_held(s);
	session_release(s);
}

void session_watch_reviews(struct session *s, char *offices)
{
	s->gw->n_watching += offices != NULL;
	s->gw->n_watching -= s->review_offices != NULL;
	free(s->review_offices);
	s->review_offices = offices;
}

void session_retain(struct session *s)
{
	s->in_flight++;
}

void session_release(struct session *s)
{
	if (--s->in_flight)
		return;
	free(s);
}

void session_sign_in(struct session *s, const struct principal *who, int64_t seq)
{
	struct session **bucket;

	topic_unlink(s);
	session_watch_reviews(s, NULL);
	if (!who) {
		s->who = (struct principal){ .roles = ROLE_NONE };
		s->topic = (struct id){ { 0 } };
		return;
	}
	s->who = *who;
	s->who.roles |= ROLE_NONE;
	s->topic = topic_of(s->gw->keys, who->id);
	s->sent_seq = seq;
	bucket = topic_bucket(s->gw, s->topic);
	s->topic_next = *bucket;
	s->topic_link = bucket;
	if (s->topic_next)
		s->topic_next->topic_link = &s->topic_next;
	*bucket = s;
}

void session_notify(struct session *s, const char *method, struct str params)
{
	struct buf out = BUF_INIT((size_t)s->gw->config->send_queue_max);

	if (!s->conn)
		return;
	buf_printf(&out, "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%.*s}", method,
		   STR_ARG(params));
	if (buf_ok(&out))
		ws_send(s->conn, buf_str(&out));
	buf_release(&out);
}

void session_bad_frame(struct session *s, int64_t now_ms)
{
	if (now_ms / MINUTE_MS != s->minute) {
		s->minute = now_ms / MINUTE_MS;
		s->bad_frames = s->too_fast = 0;
	}
	if (++s->bad_frames < s->gw->config->bad_frames_max || !s->conn)
		return;
	s->gw->count.closed_abuse++;
	ws_close(s->conn, WS_ABUSE, "too many bad frames");
}

/* --- events ------------------------------------------------------------------- */

struct pull {
	struct job job;
	struct session *s;
	struct id topic;
	int64_t after;
	struct arena arena;
	struct r_outbox_after *rows;
	size_t n;
	enum err err;
};

/* What an older release left lies open. */
static enum err open_letters(const struct keyring *keys, struct pull *p)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < p->n; i++) {
		struct r_outbox_after *ev = &p->rows[i];

		if (str_eq(ev->method, STR(LETTER_METHOD)))
			e = letter_open(keys, ev->params, &p->arena, &ev->method, &ev->params);
	}
	return e;
}

static void pull_run(struct job *job, struct services *sv)
{
	struct pull *p = (struct pull *)job;

	p->err = DB_ROWS(sv->db, &p->arena, outbox_after, &p->rows, &p->n, .topic = p->topic,
			 .seq = p->after, .most = PULL_MOST);
	if (!p->err)
		p->err = open_letters(sv->keys, p);
	lanes_post_done(p->s->gw->lanes, job);
}

/* A receipt's holder hears of that one report only. */
static bool may_hear(const struct session *s, const struct r_outbox_after *ev)
{
	if (!(s->who.roles & ROLE_RECEIPT))
		return true;
	return memmem(ev->params.p, ev->params.len, ID_C(s->who.report), ID_TEXT_LEN) != NULL;
}

/* params is an object's text: the seq goes in front of its first member. */
static void send_event(struct session *s, const struct r_outbox_after *ev)
{
	AUTO(arena) a = { .cap = PULL_ARENA };
	struct str method = arena_str(&a, ev->method), params = ev->params, text;

	if (str_eq(method, STR(CHAT_QUESTION))) {
		method = STR("chat.turn");
		params = chat_question_turn(s->gw->keys, s->who.id, params, s->en, &a);
	}
	if (!params.p || !method.p)
		return;
	text = arena_printf(&a, "{\"seq\":%lld%s%.*s", (long long)ev->seq,
			    params.len < 3 ? "" : ",", (int)params.len - 1, params.p + 1);
	if (!text.p)
		return;
	session_notify(s, method.p, text);
	s->gw->count.events++;
}

static void pull_done(struct job *job)
{
	struct pull *p = (struct pull *)job;
	struct session *s = p->s;
	bool more = p->n == PULL_MOST || s->pull_again;

	s->pulling = false;
	if (!p->err && s->conn && id_eq(s->topic, p->topic)) {
		for (size_t i = 0; i < p->n; i++) {
			if (p->rows[i].seq != s->sent_seq + 1)
				break; /* never a gap; the next pull sees it whole */
			if (may_hear(s, &p->rows[i]))
				send_event(s, &p->rows[i]);
			s->sent_seq = p->rows[i].seq;
		}
	}
	arena_release(&p->arena);
	free(p);
	if (more && s->conn)
		session_pull(s);
	session_release(s);
}

void session_pull(struct session *s)
{
	struct pull *p;

	if (!s->conn || id_is_zero(s->topic))
		return;
	if (s->pulling) {
		s->pull_again = true;
		return;
	}
	p = calloc(1, sizeof(*p));
	if (!p)
		return;
	*p = (struct pull){
		.job = {.run = pull_run, .done = pull_done},
		.s = s,
		.topic = s->topic,
		.after = s->sent_seq
	};
	arena_init(&p->arena, PULL_ARENA);
	if (lanes_submit(s->gw->lanes, WORK_READ, &p->job)) {
		free(p); /* the next hint or resume tries again */
		return;
	}
	s->pulling = true;
	s->pull_again = false;
	session_retain(s);
}
