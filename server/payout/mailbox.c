#include "payout/mailbox.h"

#define POISON_WAIT_MS 60000 /* a mail that cannot be dealt with does not block the rest */

static const struct {
	const char *kind;
	enum err (*take)(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx);
} kinds[] = {
	{"enrol",   enrol_take },
	{ "claim",  claim_take },
	{ "notify", notify_take},
};

void mail_done(struct effects *fx, const struct r_payer_mail_due *mail)
{
	FX(fx, payer_mail_done, .n = mail->n);
}

void mail_later(struct effects *fx, const struct r_payer_mail_due *mail, int64_t due_ms)
{
	FX(fx, payer_mail_later, .due_ms = due_ms, .n = mail->n);
}

static enum err take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(mail->kind, str_of(kinds[i].kind)))
			return kinds[i].take(p, mail, fx);
	log_error("mail.unknown", "n=%lld", (long long)mail->n);
	mail_done(fx, mail);
	return ERR_OK;
}

/* Two mails about one thing wait for each other: both would guard the same row. */
static bool came_before(const struct r_payer_mail_due *mail, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (id_eq(mail[j].ref, mail[i].ref))
			return true;
	return false;
}

/* What could not be written now is put off, so that the next round meets others first. */
static void put_off(struct payer *p, const struct r_payer_mail_due *mail, enum err why)
{
	log_error("mail.put_off", "n=%lld err=%s", (long long)mail->n, err_name(why));
	if (DB_RUN(p->db, payer_mail_later, .due_ms = p->now_ms + POISON_WAIT_MS, .n = mail->n))
		log_error("mail.put_off_failed", "n=%lld", (long long)mail->n);
}

static bool passes(enum err e)
{
	return e == ERR_BUSY || e == ERR_LOST || e == ERR_MEMORY;
}

void mailbox_step(struct payer *p, bool *more)
{
	struct r_payer_mail_due *mail;
	size_t n, at[PAYER_ROUND], n_at = 0;

	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, payer_mail_due, &mail, &n, .now_ms = p->now_ms,
		    .most = PAYER_ROUND))
		return;
	for (size_t i = 0; i < n; i++) {
		struct effects *fx = came_before(mail, i) ? NULL : payer_begin(p);
		enum err e;

		if (!fx)
			continue;
		e = take(p, &mail[i], fx);
		if (!e) {
			at[n_at++] = i;
			continue;
		}
		payer_undo(p);
		if (!passes(e))
			put_off(p, &mail[i], e);
	}
	payer_commit(p, "mailbox");
	for (size_t i = 0; i < n_at; i++)
		if (p->round.item[i].outcome == BATCH_FAILED && !passes(p->round.item[i].err))
			put_off(p, &mail[at[i]], p->round.item[i].err);
	*more = *more || n == PAYER_ROUND;
}
