#include "gateway/protocol_print.h"

#include "gateway/errors.h"
#include "gateway/tables.h"

#include <stdlib.h>

static json_t *text_schema(const struct field *f)
{
	return json_pack("{s:s, s:I, s:I}", "type", "string", "minLength", f->min, "maxLength",
			 f->max);
}

static json_t *choice_schema(const struct field *f)
{
	struct str left = str_of(f->choices);
	json_t *words = json_array();

	while (left.p)
		json_array_append_new(words, json_str(str_cut(&left, '|')));
	return json_pack("{s:s, s:o}", "type", "string", "enum", words);
}

static json_t *point_schema(void)
{
	return json_pack(
		"{s:s, s:[s,s,s], s:b, s:{s:{s:s}, s:{s:s}, s:{s:s, s:[s,s,s]}, s:{s:s, s:i}}}",
		"type", "object", "required", "lat", "lng", "datum", "additionalProperties", 0,
		"properties", "lat", "type", "number", "lng", "type", "number", "datum", "type",
		"string", "enum", "wgs84", "gcj02", "bd09", "accuracy_m", "type", "number",
		"minimum", 0);
}

static json_t *field_schema(const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
		return text_schema(f);
	case FIELD_CHOICE:
		return choice_schema(f);
	case FIELD_ID:
		return json_pack("{s:s, s:i}", "type", "string", "maxLength", 40);
	case FIELD_IDS:
		return json_pack("{s:s, s:{s:s}, s:I, s:I, s:b}", "type", "array", "items", "type",
				 "string", "minItems", f->min, "maxItems", f->max, "uniqueItems",
				 1);
	case FIELD_INT:
		return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", f->min, "maximum",
				 f->max);
	case FIELD_BOOL:
		return json_pack("{s:s}", "type", "boolean");
	case FIELD_POINT:
		return point_schema();
	case FIELD_HEX:
		return json_pack("{s:s, s:s}", "type", "string", "pattern", "^([0-9a-fA-F]{2})*$");
	case FIELD_BASE64:
		return json_pack("{s:s, s:s}", "type", "string", "contentEncoding", "base64");
	case FIELD_JSON:
		break;
	}
	return json_object();
}

static json_t *params_schema(const struct msg_type *m)
{
	json_t *properties = json_object(), *required = json_array();

	if (m->flags & MSG_KEYED) {
		json_object_set_new(properties, "key",
				    json_pack("{s:s, s:s}", "type", "string", "format", "uuid"));
		json_array_append_new(required, json_string("key"));
	}
	for (const struct field *f = m->fields; f && f->name; f++) {
		json_object_set_new(properties, f->name, field_schema(f));
		if (f->required)
			json_array_append_new(required, json_string(f->name));
	}
	return json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0,
			 "properties", properties, "required", required);
}

static json_t *roles_json(const struct msg_type *m)
{
	json_t *roles = json_array();

	for (unsigned bit = ROLE_NONE; bit <= ROLE_ADMIN; bit <<= 1) {
		if (m->roles & bit)
			json_array_append_new(roles, json_string(role_name(bit)));
	}
	return roles;
}

static json_t *message_json(const struct msg_type *m)
{
	return json_pack(
		"{s:s, s:s, s:s, s:o, s:{s:s, s:[s,s], s:{s:{s:s}, s:{s:s}, s:{s:[s,s]}, s:o}}}",
		"name", m->name, "title", m->zh ? m->zh : m->name, "summary",
		m->en ? m->en : m->name, "x-roles", roles_json(m), "payload", "type", "object",
		"required", "jsonrpc", "method", "properties", "jsonrpc", "const", "2.0", "method",
		"const", m->name, "id", "type", "string", "integer", "params", params_schema(m));
}

static json_t *errors_json(void)
{
	json_t *list = json_array();

	for (const struct error_type *t = error_types; t->type; t++)
		json_array_append_new(list, json_pack("{s:s, s:i, s:b, s:s, s:s}", "type", t->type,
						      "code", t->code, "retriable", t->retriable,
						      "zh", t->zh, "en", t->en));
	return list;
}

void protocol_print(struct buf *out)
{
	json_t *messages = json_object(), *refs = json_array(), *doc;
	char ref[160], *text;

	for (size_t t = 0; msg_tables[t]; t++) {
		for (const struct msg_type *m = msg_tables[t]; m->name; m++) {
			if (!m->roles)
				continue; /* the gateways' own timers */
			json_object_set_new(messages, m->name, message_json(m));
			snprintf(ref, sizeof(ref), "#/channels/ws/messages/%s", m->name);
			json_array_append_new(refs, json_pack("{s:s}", "$ref", ref));
		}
	}
	doc = json_pack("{s:s, s:{s:s, s:s, s:s}, s:s, s:{s:{s:s, s:s, s:o}}, s:{s:{s:s, s:{s:s}, "
			"s:o}}, s:o}",
			"asyncapi", "3.0.0", "info", "title", "ezhili.v1", "version",
			EZHILI_VERSION, "description",
			"e治理：JSON-RPC 2.0, one message a WebSocket text frame",
			"defaultContentType", "application/json", "channels", "ws", "address",
			"/ws", "title", "WebSocket ezhili.v1", "messages", messages, "operations",
			"receive", "action", "receive", "channel", "$ref", "#/channels/ws",
			"messages", refs, "x-errors", errors_json());
	text = doc ? json_dumps(doc, JSON_INDENT(1)) : NULL;
	if (text)
		buf_add_str(out, str_of(text));
	free(text);
	json_decref(doc);
}
