#include "payout/officer_box.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* JSON straight into locked memory: a library would leave copies in the heap. */
struct text {
	char *p;
	size_t len, size;
	bool full;
};

static void add(struct text *t, const char *p, size_t len)
{
	t->full = t->full || len > t->size - t->len;
	if (t->full)
		return;
	memcpy(t->p + t->len, p, len);
	t->len += len;
}

static void add_string(struct text *t, struct str s)
{
	char code[8];

	add(t, "\"", 1);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		int n = c < 0x20 ? snprintf(code, sizeof(code), "\\u%04x", c) : 0;

		if (n > 0)
			add(t, code, (size_t)n);
		else if (c == '"' || c == '\\')
			add(t, c == '"' ? "\\\"" : "\\\\", 2);
		else
			add(t, &s.p[i], 1);
	}
	add(t, "\"", 1);
}

static void add_member(struct text *t, const char *name, struct str value)
{
	add(t, ",\"", 2);
	add(t, name, strlen(name));
	add(t, "\":", 2);
	add_string(t, value.p ? value : STR(""));
}

enum err officer_box(const struct unsealed *u, struct id request, struct id report,
		     const unsigned char box_key[32], struct arena *a, struct str *ret_sealed)
{
	AUTO(secret) plain = SECRET_INIT;
	unsigned char *out = arena_alloc(a, SEAL_LEN);
	struct text t = { .size = SEAL_PLAIN_LEN };
	enum err e = out ? secret_alloc(&plain, SEAL_PLAIN_LEN) : ERR_MEMORY;

	if (e)
		return e;
	t.p = (char *)plain.p;
	add(&t, "{\"v\":1", 6);
	add_member(&t, "request", str_of(ID_C(request)));
	add_member(&t, "report", str_of(ID_C(report)));
	add_member(&t, "name", u->name);
	add_member(&t, "id_no", u->id_no);
	add_member(&t, "phone", u->phone);
	add_member(&t, "rail", u->rail);
	add_member(&t, "account", u->account);
	add(&t, "}", 1);
	if (t.full)
		return ERR_LIMIT;
	memset(plain.p + t.len, ' ', SEAL_PLAIN_LEN - t.len);
	if (crypto_box_seal(out, plain.p, SEAL_PLAIN_LEN, box_key))
		return ERR_INPUT;
	*ret_sealed = (struct str){ (const char *)out, SEAL_LEN };
	return ERR_OK;
}
