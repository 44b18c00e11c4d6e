/*
 * A message's parameters as a table: JSON in, a plain struct out.
 *
 * An unknown field, a missing one, a wrong type or a value outside its limits is
 * refused with the field's name. Optional fields that are absent read as: text
 * with p == NULL, zero id, I64_NULL, false, point.set false, json NULL, no ids.
 */
#ifndef GATEWAY_FIELD_H
#define GATEWAY_FIELD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "domain/geo.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
	FIELD_TEXT,   /* struct str; min..max characters; many lines, no control characters */
	FIELD_LINE,   /* struct str; the same without line breaks */
	FIELD_CHOICE, /* struct str; one of the words in choices, separated by '|' */
	FIELD_ID,     /* struct id; text that is no id becomes one that nothing has */
	FIELD_IDS,    /* struct id_list; min..max ids */
	FIELD_INT,    /* int64_t; min..max */
	FIELD_BOOL,   /* bool */
	FIELD_POINT,  /* struct point */
	FIELD_HEX,    /* struct str of bytes; min..max bytes */
	FIELD_BASE64, /* struct str of bytes; min..max bytes */
	FIELD_JSON,   /* json_t *, borrowed from the request; any value */
};

struct id_list {
	struct id *id;
	size_t n;
};

struct point {
	bool set; /* false: the field was absent */
	struct geo_point at;
	enum geo_datum datum;
	double accuracy_m; /* NaN when unknown */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	int64_t min, max;
	bool required;
	const char *choices;
};

#define REQUIRED true
#define OPTIONAL false
#define FIELD(body, member, type_, min_, max_, required_)                                  \
	{                                                                                  \
		.name = #member, .type = (type_), .offset = offsetof(struct body, member), \
		.min = (min_), .max = (max_), .required = (required_)                      \
	}
#define FIELD_OF(body, member, words, required_)                                                \
	{                                                                                       \
		.name = #member, .type = FIELD_CHOICE, .offset = offsetof(struct body, member), \
		.required = (required_), .choices = (words)                                     \
	}

/*
 * Fills body (zeroed by this) from the JSON object params. ERR_INPUT with
 * *ret_field the name at fault (in the arena or static), ERR_LIMIT when the arena is full.
 * Strings are copied into the arena; FIELD_JSON values stay params' own.
 */
CHECKED enum err fields_parse(const struct field *fields, const json_t *params, size_t body_size,
			      void *body, struct arena *arena, const char **ret_field);

#endif
