#include "sms/sender.h"

#include <sodium.h>

#define STEP_ARENA     ((size_t)1 << 20)
#define ANSWER_MAX     4096
#define PURGE_EVERY_MS 60000
#define HOUR_MS        3600000
#define HOURS_KEPT     48

static enum err take_key(struct sender *s, const struct handover *h, struct buf *why)
{
	const struct secret *key = handover_value(h, "sms_key");
	unsigned char public_key[SMS_KEY_LEN];
	enum err e;

	if (!key || key->len != SMS_KEY_LEN) {
		buf_add_str(why, STR("sms_key was not handed over\n"));
		return ERR_INPUT;
	}
	e = secret_copy(&s->key, key->p, key->len);
	if (e)
		return e;
	crypto_scalarmult_base(public_key, s->key.p);
	sms_sender_of(public_key, &s->me);
	return ERR_OK;
}

static enum err http_init(struct sender *s, struct buf *why)
{
	AUTO(arena) a = { .cap = 65536 };
	const struct config *c = s->config;
	struct http_config http = {
		.ca_file = config_path(c, c->sms_ca_file, &a).p,
		.user_agent = "ezhili-sms/" EZHILI_VERSION,
		.timeout_ms = c->sms_timeout_ms,
		.answer_max = ANSWER_MAX,
		.parallel = SENDER_FLIGHT,
		.plain = http_is_loopback(c->sms_url),
	};
	enum err e = http_client_new(&http, &s->http);

	if (e)
		buf_printf(why, "sms_ca_file: %s\n", err_name(e));
	return e;
}

enum err sender_init(struct sender *s, const struct handover *h, struct buf *why)
{
	struct db_config db;
	enum err e;

	s->config = &h->config;
	arena_init(&s->arena, STEP_ARENA);
	e = take_key(s, h, why);
	if (!e && s->config->sms_url.len)
		e = sms_form_init(&s->form, s->config, why);
	if (!e)
		e = http_init(s, why);
	if (!e)
		e = handover_db(h, QUERY_FOR_SMS, &db);
	if (!e)
		e = db_open(&db, &s->db);
	if (e && s->db)
		buf_printf(why, "%s\n", db_error(s->db));
	return e;
}

void sender_release(struct sender *s)
{
	http_client_free(s->http);
	db_close(s->db);
	sms_form_release(&s->form);
	secret_release(&s->key);
	arena_release(&s->arena);
}

static void forget(struct sender *s, struct id id)
{
	if (DB_RUN(s->db, sms_mail_done, .id = id))
		log_warn("sms.kept", "id=%s", ID_C(id)); /* its time ends it, at the latest */
}

enum err sender_open(const struct secret *key, const struct sms_sender *me, struct str sealed,
		     struct sms_mail *ret_mail)
{
	unsigned char plain[SMS_PLAIN_LEN];
	enum err e;

	if (sealed.len != SMS_SEALED_LEN ||
	    crypto_box_seal_open(plain, (const unsigned char *)sealed.p, sealed.len, me->public_key,
				 key->p))
		return ERR_CORRUPT;
	e = sms_mail_read((struct str){ (const char *)plain, sizeof(plain) }, ret_mail);
	explicit_bzero(plain, sizeof(plain));
	return e;
}

static enum err send(struct sender *s, const struct r_sms_mail_due *row, struct sender_flight *f)
{
	struct sms_mail mail;
	struct sms_request rq;
	enum err e = sender_open(&s->key, &s->me, row->sealed, &mail);

	if (!e)
		e = sms_request_make(&s->form, row->id, &mail, s->now_ms, &s->arena, &rq);
	explicit_bzero(&mail, sizeof(mail));
	if (e)
		return e;
	rq.http.header = rq.header;
	e = DB_RUN(s->db, sms_mail_tried,
		   .due_ms = s->now_ms + s->config->sms_timeout_ms + sms_wait_ms(row->tries),
		   .id = row->id);
	if (!e)
		e = http_start(s->http, &rq.http, f);
	explicit_bzero((char *)rq.http.body.p, rq.http.body.len);
	if (e)
		return e;
	*f = (struct sender_flight){ .id = row->id,
				     .expires_ms = row->expires_ms,
				     .started_ms = s->now_ms,
				     .tries = row->tries,
				     .used = true };
	return ERR_OK;
}

/* Rows that other nodes, or a sender of the past, left behind. */
static void purge(struct sender *s)
{
	if (s->now_ms < s->purge_ms)
		return;
	s->purge_ms = s->now_ms + PURGE_EVERY_MS;
	if (DB_RUN(s->db, sms_mail_purge, .expires_ms = s->now_ms) ||
	    DB_RUN(s->db, sms_hour_purge, .before = s->now_ms / HOUR_MS - HOURS_KEPT))
		log_warn("sms.purge_failed", "why=\"%s\"", db_error(s->db));
}

void sender_send_step(struct sender *s)
{
	struct sender_flight *slot[SENDER_FLIGHT];
	struct r_sms_mail_due *row;
	size_t n_slots = 0, n;

	purge(s);
	for (size_t i = 0; i < SENDER_FLIGHT; i++) {
		if (!s->flight[i].used)
			slot[n_slots++] = &s->flight[i];
	}
	arena_reset(&s->arena);
	if (!n_slots || DB_ROWS(s->db, &s->arena, sms_mail_due, &row, &n, .sender = s->me.id,
				.now_ms = s->now_ms, .most = (int64_t)n_slots))
		return;
	for (size_t i = 0; i < n; i++) {
		enum err e = row[i].expires_ms <= s->now_ms ? ERR_LIMIT : send(s, &row[i], slot[i]);

		if (e == ERR_CORRUPT || e == ERR_LIMIT) {
			log_warn("sms.dropped", "id=%s err=%s tries=%lld", ID_C(row[i].id),
				 err_name(e), (long long)row[i].tries);
			forget(s, row[i].id);
		}
	}
}

static void land(struct sender *s, const struct http_done *done)
{
	struct sender_flight *f = done->tag;
	long status = done->err ? 0 : done->answer.status;
	enum sms_fate fate = sms_fate(status);

	if (fate == SMS_AGAIN) {
		log_warn("sms.again", "id=%s status=%ld tries=%lld", ID_C(f->id), status,
			 (long long)f->tries + 1);
		(void)!DB_RUN(s->db, sms_mail_later, .due_ms = s->now_ms + sms_wait_ms(f->tries),
			      .id = f->id);
	} else {
		log_info(fate == SMS_SENT ? "sms.sent" : "sms.refused",
			 "id=%s status=%ld tries=%lld ms=%lld", ID_C(f->id), status,
			 (long long)f->tries + 1, (long long)(s->now_ms - f->started_ms));
		forget(s, f->id);
	}
	*f = (struct sender_flight){ .used = false };
}

void sender_land_step(struct sender *s)
{
	struct http_done done;

	while (http_next(s->http, &done))
		land(s, &done);
}
