#include "payout/mailbox.h"
#include "payout/payee_check.h"

#include <jansson.h>

#define DAY_MS 86400000
#define WEEK   7

/* Weeks, so that a day's single enrolment is not the account of that day. */
static int64_t week_of(int64_t now_ms)
{
	int64_t day = now_ms / DAY_MS;

	return day - day % WEEK;
}

static struct str employment_of(const struct r_payer_mail_due *mail, struct arena *a)
{
	json_t *meta = json_loadb(mail->meta.p ? mail->meta.p : "", mail->meta.len, 0, NULL);
	const char *s = json_string_value(json_object_get(meta, "employment"));
	struct str copy = arena_str(a, str_of(s ? s : ""));

	json_decref(meta);
	return copy;
}

static void accept(struct payer *p, const struct r_payer_mail_due *mail, struct id principal,
		   const struct unsealed *u, struct effects *fx)
{
	/* Kept as it came: still sealed, opened again only to pay. */
	FX(fx, payee_put, .id = keyring_hash_id(&p->keys, KEY_PAYEE, principal),
	   .person = keyring_hash(&p->keys, KEY_PERSON, u->id_no.p, 17), .alg = STR(SEAL_ALG),
	   .key_id = mail->key_id, .sealed = mail->body,
	   .employment = employment_of(mail, fx->arena), .created_day = week_of(p->now_ms));
	payer_tell_whistle(p, fx, principal, "accepted", NULL);
}

/*
 * The outward answer is the same for a person known already: a second deposit is
 * accepted like the first, and the keyed index of the identity number makes
 * both one payee a case.
 */
enum err enrol_take(struct payer *p, const struct r_payer_mail_due *mail, struct effects *fx)
{
	AUTO(unsealed) u = { .plain = SECRET_INIT };
	struct seal_binding binding = { .use = "enroll", .key = mail->client_key };
	const char *field = "sealed";
	enum err e;

	mail_done(fx, mail);
	if (payer_principal(p, mail->contact, &binding.principal)) {
		log_error("enrol.contact_corrupt", "n=%lld", (long long)mail->n);
		return ERR_OK;
	}
	e = payer_unseal(p, mail->key_id, mail->body, &binding, &u);
	if (e == ERR_MEMORY)
		return e;
	if (!e)
		field = payee_check_enrol(&u, p->now_ms);
	if (field) {
		log_info("enrol.refused", "err=%s field=%s", err_name(e), field);
		payer_tell_whistle(p, fx, binding.principal, "refused", field);
		return ERR_OK;
	}
	accept(p, mail, binding.principal, &u, fx);
	return ERR_OK;
}
