#include "cli/understand_replay.h"

#include "domain/dialog.h"
#include "domain/shop_match.h"
#include "domain/understand.h"

#include <jansson.h>
#include <stdlib.h>

static void put_text(json_t *o, const char *key, struct str text, const struct said *said)
{
	if (said->found)
		json_object_set_new(o, key, json_stringn(text.p, text.len));
}

static json_t *slots_json(const struct understood *u)
{
	json_t *o = json_object();

	put_text(o, "shop", u->shop, &u->shop_said);
	put_text(o, "place", u->place, &u->place_said);
	if (u->shop_said.found)
		json_object_set_new(o, "shop_sure", json_integer(u->shop_said.confidence));
	if (u->category_said.found) {
		json_object_set_new(o, "category", json_integer(u->category));
		json_object_set_new(o, "category_sure", json_integer(u->category_said.confidence));
	}
	if (u->category_also)
		json_object_set_new(o, "also", json_integer(u->category_also));
	if (u->time_said.found) {
		json_object_set_new(o, "from_ms", json_integer(u->from_ms));
		json_object_set_new(o, "to_ms", json_integer(u->to_ms));
	}
	json_object_set_new(o, "intent", json_integer(u->intent));
	return o;
}

/* What the chat would look for after this first sentence, and what it would find. */
static enum err search(const struct shop_index *idx, struct str text, const struct understood *u,
		       struct arena *a, json_t *ret)
{
	struct dialog_input in = { .kind = DIALOG_IN_TEXT, .text = text };
	struct shop_match_result m = { 0 };
	struct dialog_need need;
	struct dialog d;
	enum err e;

	dialog_init(&d, false);
	e = dialog_need(&d, &in, u, a, &need);
	if (!e && need.search)
		e = shop_match(idx, &need.query, a, &m);
	if (e == ERR_INPUT) /* nothing to look for */
		return ERR_OK;
	for (size_t i = 0; !e && i < m.candidates; i++) {
		struct shop shop;

		e = shop_index_get(idx, m.candidate[i].ordinal, a, &shop);
		if (!e)
			json_array_append_new(ret, json_pack("[s#, f]", shop.id.p, (int)shop.id.len,
							     m.candidate[i].p));
	}
	return e;
}

static enum err one_line(struct str text, const struct shop_index *idx, int64_t now_ms, FILE *out)
{
	AUTO(arena) a = { .cap = SHOP_MATCH_ARENA + (1u << 20) };
	struct understood u;
	json_t *o, *shops;
	enum err e = understand(text, now_ms, idx, &a, &u);

	if (e)
		return e;
	o = slots_json(&u);
	shops = json_array();
	if (idx)
		e = search(idx, text, &u, &a, shops);
	json_object_set_new(o, "shops", shops);
	if (!e &&
	    (json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(6)) || fputc('\n', out) == EOF))
		e = ERR_IO;
	json_decref(o);
	return e;
}

enum err understand_replay(FILE *in, FILE *out, const struct shop_index *idx, int64_t now_ms,
			   long *ret_line)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	enum err e = ERR_OK;

	for (*ret_line = 0; !e && (len = getline(&line, &cap, in)) > 0;) {
		++*ret_line;
		if (line[len - 1] == '\n')
			len--;
		e = len > (ssize_t)UNDERSTAND_LINE_MAX
			    ? ERR_INPUT
			    : one_line((struct str){ line, (size_t)len }, idx, now_ms, out);
	}
	free(line);
	return e;
}
