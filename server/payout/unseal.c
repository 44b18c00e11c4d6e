#include "payout/unseal.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>

static enum err read_key(struct seal_ring *ring, const char *dir, const char *name, size_t len)
{
	struct seal_secret *k = &ring->key[ring->n];
	char file[4096];
	size_t n;
	FILE *f;
	enum err e;

	snprintf(file, sizeof(file), "%s/%s", dir, name);
	f = fopen(file, "re");
	if (!f)
		return ERR_IO;
	e = secret_alloc(&k->secret, crypto_box_SECRETKEYBYTES + 1);
	n = e ? 0 : fread(k->secret.p, 1, k->secret.len, f);
	fclose(f);
	if (!e && n != crypto_box_SECRETKEYBYTES)
		e = ERR_INPUT;
	if (e) {
		secret_release(&k->secret);
		return e;
	}
	k->secret.len = crypto_box_SECRETKEYBYTES;
	crypto_scalarmult_base(k->public_key, k->secret.p);
	memcpy(k->key_id, name, len);
	ring->n++;
	return ERR_OK;
}

enum err seal_ring_read(struct seal_ring *ring, const char *dir, struct buf *why)
{
	DIR *d = opendir(dir);
	struct dirent *ent;
	enum err e = ERR_OK;

	if (!d && errno == ENOENT)
		return ERR_OK;
	if (!d) {
		buf_printf(why, "%s: cannot be read\n", dir);
		return ERR_INPUT;
	}
	while (!e && (ent = readdir(d))) {
		size_t len = strlen(ent->d_name);

		if (len < 5 || len - 4 > SEAL_KEY_ID_MAX ||
		    strcmp(ent->d_name + len - 4, ".key") != 0)
			continue;
		e = ring->n < SEAL_KEYS_MAX ? read_key(ring, dir, ent->d_name, len - 4) : ERR_LIMIT;
		if (e)
			buf_printf(why, "%s/%s: %s\n", dir, ent->d_name,
				   e == ERR_INPUT ? "must have 32 bytes" : err_name(e));
	}
	closedir(d);
	return e;
}

void seal_ring_release(struct seal_ring *ring)
{
	for (size_t i = 0; i < ring->n; i++)
		secret_release(&ring->key[i].secret);
	*ring = (struct seal_ring){ 0 };
}

const struct seal_secret *seal_ring_find(const struct seal_ring *ring, struct str key_id)
{
	for (size_t i = 0; i < ring->n; i++)
		if (str_eq(key_id, str_of(ring->key[i].key_id)))
			return &ring->key[i];
	return NULL;
}

/* A member's text, copied behind the plain text so that it is wiped with it. */
static struct str take(struct unsealed *u, size_t *at, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);
	size_t len = json_string_length(v);
	struct str s = { (const char *)u->plain.p + *at, len };

	if (!json_is_string(v) || *at + len > u->plain.len)
		return (struct str){ NULL, 0 };
	memcpy(u->plain.p + *at, json_string_value(v), len);
	*at += len;
	return s;
}

static bool says(const json_t *o, const char *name, struct str want)
{
	const json_t *v = json_object_get(o, name);

	return json_is_string(v) &&
	       str_eq((struct str){ json_string_value(v), json_string_length(v) }, want);
}

/* "f81d4fae-7dec-…" as its 16 bytes. */
static bool says_uuid(const json_t *o, const char *name, struct id want)
{
	const json_t *v = json_object_get(o, name);
	struct id got;
	size_t len = 0;

	return json_is_string(v) &&
	       sodium_hex2bin(got.b, sizeof(got.b), json_string_value(v), json_string_length(v),
			      "-", &len, NULL) == 0 &&
	       len == sizeof(got.b) && id_eq(got, want);
}

/* "key": the request's UUID, or the name of the key it was sealed to; clients write either. */
static bool says_key(const json_t *o, const struct seal_binding *b, struct str key_id)
{
	return id_is_zero(b->key) || says_uuid(o, "key", b->key) || says(o, "key", key_id);
}

static bool fits(const json_t *o, const struct seal_binding *b, struct str key_id)
{
	bool claim = strcmp(b->use, "claim") == 0;

	return json_integer_value(json_object_get(o, "v")) == 1 && says(o, "use", str_of(b->use)) &&
	       says(o, "principal", str_of(ID_C(b->principal))) && says_key(o, b, key_id) &&
	       (!claim || says(o, "report", str_of(ID_C(b->report))));
}

/* jansson keeps its copies in the heap: they are overwritten before they are freed. */
static void wipe_json(json_t *o)
{
	const char *name;
	json_t *v;

	json_object_foreach(o, name, v)
	{
		if (json_is_string(v))
			sodium_memzero((char *)(uintptr_t)json_string_value(v),
				       json_string_length(v));
	}
	json_decref(o);
}

static enum err read_plain(struct unsealed *u, const struct seal_binding *b, struct str key_id)
{
	size_t at = SEAL_PLAIN_LEN;
	json_t *o = json_loadb((const char *)u->plain.p, SEAL_PLAIN_LEN, JSON_REJECT_DUPLICATES,
			       NULL);
	enum err e = ERR_OK;

	if (!json_is_object(o))
		e = ERR_INPUT;
	else if (!fits(o, b, key_id))
		e = ERR_DENIED;
	if (!e) {
		u->name = take(u, &at, o, "name");
		u->id_no = take(u, &at, o, "id_no");
		u->phone = take(u, &at, o, "phone");
		u->rail = take(u, &at, o, "rail");
		u->account = take(u, &at, o, "account");
	}
	if (o)
		wipe_json(o);
	return e;
}

/* The text into memory that is locked and wiped; twice its length, for copies of its parts. */
static enum err open_blob(const struct seal_ring *ring, struct str key_id, struct str sealed,
			  struct secret *ret_plain)
{
	const struct seal_secret *k = seal_ring_find(ring, key_id);
	enum err e;

	if (!k)
		return ERR_NOT_FOUND;
	if (sealed.len != SEAL_LEN)
		return ERR_CORRUPT;
	e = secret_alloc(ret_plain, (size_t)2 * SEAL_PLAIN_LEN);
	if (!e && crypto_box_seal_open(ret_plain->p, (const unsigned char *)sealed.p, sealed.len,
				       k->public_key, k->secret.p))
		e = ERR_CORRUPT;
	return e;
}

enum err unseal(const struct seal_ring *ring, struct str key_id, struct str sealed,
		const struct seal_binding *binding, struct unsealed *ret)
{
	struct unsealed u = { .plain = SECRET_INIT };
	enum err e = open_blob(ring, key_id, sealed, &u.plain);

	if (!e)
		e = read_plain(&u, binding, key_id);
	if (e) {
		unsealed_release(&u);
		return e;
	}
	*ret = u;
	return ERR_OK;
}

enum err seal_again(const struct seal_ring *ring, struct str key_id, struct str sealed,
		    const unsigned char to[32], struct arena *a, struct str *ret_sealed)
{
	AUTO(secret) plain = SECRET_INIT;
	unsigned char *out;
	enum err e = open_blob(ring, key_id, sealed, &plain);

	if (e)
		return e;
	out = arena_alloc(a, SEAL_LEN);
	if (!out || crypto_box_seal(out, plain.p, SEAL_PLAIN_LEN, to))
		return ERR_MEMORY;
	*ret_sealed = (struct str){ (const char *)out, SEAL_LEN };
	return ERR_OK;
}

void unsealed_release(struct unsealed *u)
{
	secret_release(&u->plain);
	*u = (struct unsealed){ .plain = SECRET_INIT };
}
