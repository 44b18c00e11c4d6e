#include "sms/asker.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define STEP_ARENA     ((size_t)1 << 20)
#define PURGE_EVERY_MS 60000

/* Without a key file the bearer is empty. */
static enum err read_key(const struct config *c, struct arena *a, struct str *ret_key,
			 struct buf *why)
{
	struct str path = config_path(c, c->credit_key_file, a);
	char *text = arena_alloc(a, CREDIT_KEY_MAX + 1);
	FILE *f;
	size_t n;

	*ret_key = (struct str){ NULL, 0 };
	if (!c->credit_key_file.len)
		return ERR_OK;
	f = path.p && text ? fopen(path.p, "re") : NULL;
	if (!f) {
		buf_add_str(why, STR("credit_key_file: cannot be read\n"));
		return ERR_INPUT;
	}
	n = fread(text, 1, CREDIT_KEY_MAX + 1, f);
	fclose(f);
	*ret_key = str_trim((struct str){ text, n });
	if (ret_key->len && n <= CREDIT_KEY_MAX)
		return ERR_OK;
	buf_printf(why, "credit_key_file: must hold 1 to %d bytes\n", CREDIT_KEY_MAX);
	return ERR_INPUT;
}

enum err asker_init(struct asker *a, const struct sender *sender, struct buf *why)
{
	const struct config *c = sender->config;
	struct credit_config config = { .url = c->credit_url.p,
					.timeout_ms = c->credit_timeout_ms,
					.parallel = ASKER_FLIGHT };
	enum err e;

	a->sender = sender;
	arena_init(&a->arena, STEP_ARENA);
	if (!c->credit_url.len)
		return ERR_OK;
	e = read_key(c, &a->arena, &config.key, why);
	if (e)
		return e;
	config.ca_file = c->credit_ca_file.len ? config_path(c, c->credit_ca_file, &a->arena).p
					       : NULL;
	e = credit_client_new(&config, &a->client);
	if (config.key.len)
		explicit_bzero((char *)config.key.p, config.key.len);
	if (e)
		buf_printf(why, "credit_url, credit_ca_file: %s\n", err_name(e));
	return e;
}

void asker_release(struct asker *a)
{
	credit_client_free(a->client);
	arena_release(&a->arena);
}

static void give_up(struct asker *a, struct id owner, enum err why)
{
	log_warn("credit.unanswered", "err=%s", err_name(why));
	if (DB_RUN(a->sender->db, credit_unanswered, .owner = owner))
		log_warn("credit.kept", "why=\"%s\"", db_error(a->sender->db));
}

static enum err ask(struct asker *a, const struct r_credit_due *row, struct asker_flight *f)
{
	const struct sender *s = a->sender;
	struct sms_mail mail;
	enum err e = sender_open(&s->key, &s->me, row->sealed, &mail);

	if (e)
		return e;
	/* Before the first byte goes out, so that a row that kills us is not tried for ever. */
	e = DB_RUN(s->db, credit_tried,
		   .due_ms = s->now_ms + s->config->credit_timeout_ms + sms_wait_ms(row->tries),
		   .owner = row->owner);
	e = e ? e : credit_start(a->client, str_of(mail.phone), row->consent, f, &a->arena);
	explicit_bzero(&mail, sizeof(mail));
	if (!e)
		*f = (struct asker_flight){ row->owner, row->tries, true };
	return e;
}

static void purge(struct asker *a)
{
	const struct sender *s = a->sender;

	if (s->now_ms < a->purge_ms)
		return;
	a->purge_ms = s->now_ms + PURGE_EVERY_MS;
	if (DB_RUN(s->db, credit_purge, .before_ms = s->now_ms - s->config->credit_cache_ms,
		   .now_ms = s->now_ms))
		log_warn("credit.purge_failed", "why=\"%s\"", db_error(s->db));
}

void asker_ask_step(struct asker *a)
{
	const struct sender *s = a->sender;
	struct asker_flight *slot[ASKER_FLIGHT];
	struct r_credit_due *row;
	size_t n_slots = 0, n;

	if (!a->client)
		return;
	purge(a);
	for (size_t i = 0; i < ASKER_FLIGHT; i++) {
		if (!a->flight[i].used)
			slot[n_slots++] = &a->flight[i];
	}
	arena_reset(&a->arena);
	if (!n_slots || DB_ROWS(s->db, &a->arena, credit_due, &row, &n, .sender = s->me.id,
				.now_ms = s->now_ms, .most = (int64_t)n_slots))
		return;
	for (size_t i = 0; i < n; i++) {
		if (row[i].expires_ms <= s->now_ms || row[i].tries >= ASKER_TRIES)
			give_up(a, row[i].owner, ERR_LOST);
		else if (ask(a, &row[i], slot[i]) == ERR_CORRUPT)
			give_up(a, row[i].owner, ERR_CORRUPT);
	}
}

static void land(struct asker *a, const struct credit_done *done)
{
	struct asker_flight *f = done->tag;

	if (done->err == ERR_LOST)
		log_warn("credit.again", "tries=%lld", (long long)f->tries + 1);
	else if (done->err)
		give_up(a, f->owner, done->err);
	else if (DB_RUN(a->sender->db, credit_answer,
			.score = done->score == CREDIT_NONE ? I64_NULL : done->score,
			.fetched_ms = a->sender->now_ms, .owner = f->owner))
		log_warn("credit.lost", "why=\"%s\"", db_error(a->sender->db));
	f->used = false;
}

enum err asker_land_step(struct asker *a)
{
	struct credit_done done;
	enum err e;

	if (!asker_is_busy(a))
		return ERR_OK;
	e = credit_poll(a->client, 0);
	while (!e && credit_next(a->client, &done))
		land(a, &done);
	return e;
}

bool asker_is_busy(const struct asker *a)
{
	return a->client && credit_under_way(a->client);
}
