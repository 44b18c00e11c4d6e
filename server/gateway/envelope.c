#include "gateway/envelope.h"

#include "gateway/dispatch.h"
#include "gateway/errors.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static bool read_id(const json_t *id, struct envelope *env)
{
	size_t n;

	if (!json_is_string(id) && !json_is_integer(id))
		return false;
	n = json_dumpb(id, env->id_text, sizeof(env->id_text), JSON_ENCODE_ANY | JSON_COMPACT);
	if (!n || n > sizeof(env->id_text))
		return false;
	env->id = (struct str){ env->id_text, n };
	return true;
}

const char *envelope_read(struct str frame, struct envelope *env)
{
	const json_t *id, *version, *method;

	*env = (struct envelope){ .json = json_loadb(frame.p, frame.len, JSON_REJECT_DUPLICATES,
						     NULL) };
	if (!env->json)
		return "json.bad";
	if (!json_is_object(env->json))
		return "request.bad";
	id = json_object_get(env->json, "id");
	if (id && !read_id(id, env))
		return "request.bad";
	version = json_object_get(env->json, "jsonrpc");
	method = json_object_get(env->json, "method");
	if (!json_is_string(version) || strcmp(json_string_value(version), "2.0") != 0 ||
	    !json_is_string(method))
		return "request.bad";
	env->type = dispatch_find(
		(struct str){ json_string_value(method), json_string_length(method) });
	if (!env->type)
		return "method.unknown";
	if (!env->id.p && !(env->type->flags & MSG_QUIET))
		return "request.bad";
	env->params = json_object_get(env->json, "params");
	if (!env->params) { /* may be left out when there are none */
		env->params = json_object();
		if (json_object_set_new(env->json, "params", env->params))
			return "request.bad";
	}
	return json_is_object(env->params) ? NULL : "params.bad";
}

void envelope_release(struct envelope *env)
{
	json_decref(env->json);
	env->json = NULL;
}

/* 8-4-4-4-12 hexadecimal digits, RFC 9562. */
static enum err parse_uuid(const json_t *v, struct id *ret)
{
	size_t n;
	const char *s = json_string_value(v), *end;

	if (!s || json_string_length(v) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' ||
	    s[23] != '-')
		return ERR_INPUT;
	if (sodium_hex2bin(ret->b, sizeof(ret->b), s, 36, "-", &n, &end) || n != sizeof(ret->b) ||
	    end != s + 36)
		return ERR_INPUT;
	return s[14] == '4' || s[14] == '7' ? ERR_OK : ERR_INPUT;
}

static int hash_piece(const char *p, size_t len, void *state)
{
	return crypto_generichash_update(state, (const unsigned char *)p, len);
}

enum err envelope_key(const struct envelope *env, struct id *ret_key, struct id *ret_params)
{
	crypto_generichash_state h;
	unsigned char hash[32];
	enum err e = parse_uuid(json_object_get(env->params, "key"), ret_key);

	if (e)
		return e;
	json_object_del(env->params, "key");
	crypto_generichash_init(&h, NULL, 0, sizeof(hash));
	crypto_generichash_update(&h, (const unsigned char *)env->type->name,
				  strlen(env->type->name) + 1);
	if (json_dump_callback(env->params, hash_piece, &h, JSON_COMPACT | JSON_SORT_KEYS))
		return ERR_INPUT;
	crypto_generichash_final(&h, hash, sizeof(hash));
	memcpy(ret_params->b, hash, sizeof(ret_params->b));
	return ERR_OK;
}

void envelope_error(struct buf *out, struct str id, const struct refusal *why, bool en,
		    struct id trace)
{
	const struct error_type *t = error_find(why->type);
	struct str detail = why->detail.p ? why->detail : str_of(en ? t->en : t->zh);
	char field[128] = "";
	json_t *data, *error;
	char *text;

	if (why->field)
		snprintf(field, sizeof(field), "/%s", why->field);
	data = json_pack("{s:s, s:b, s:o, s:o, s:o, s:o}", "type", t->type, "retriable",
			 t->retriable, "field", why->field ? json_string(field) : json_null(),
			 "detail", json_str(detail), "retry_after_ms",
			 why->retry_after_ms ? json_integer(why->retry_after_ms) : json_null(),
			 "trace", json_id(trace));
	error = json_pack("{s:i, s:s, s:o}", "code", t->code, "message", t->en, "data", data);
	text = error ? json_dumps(error, JSON_COMPACT) : NULL;
	buf_printf(out, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"error\":%s}", STR_ARG(id),
		   text ? text : "{\"code\":-32060,\"message\":\"internal\"}");
	free(text);
	json_decref(error);
}
