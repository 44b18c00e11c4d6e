#include "testing.h"

#include "gateway/field.h"
#include "io/query.h"

#include <math.h>
#include <string.h>

struct body {
	struct str text, line, kind, hash;
	struct id report;
	struct id_list photos;
	int64_t n;
	bool yes;
	struct point at;
	json_t *any;
};

static const struct field fields[] = { FIELD(body, text, FIELD_TEXT, 1, 5, OPTIONAL),
				       FIELD(body, line, FIELD_LINE, 0, 5, OPTIONAL),
				       FIELD_OF(body, kind, "rider|bd", OPTIONAL),
				       FIELD(body, hash, FIELD_HEX, 2, 2, OPTIONAL),
				       FIELD(body, report, FIELD_ID, 0, 0, OPTIONAL),
				       FIELD(body, photos, FIELD_IDS, 0, 2, OPTIONAL),
				       FIELD(body, n, FIELD_INT, -1, 9, OPTIONAL),
				       FIELD(body, yes, FIELD_BOOL, 0, 0, OPTIONAL),
				       FIELD(body, at, FIELD_POINT, 0, 0, OPTIONAL),
				       FIELD(body, any, FIELD_JSON, 0, 0, OPTIONAL),
				       { .name = NULL } };

static enum err parse(const char *text, struct body *b, struct arena *a, const char **field)
{
	json_t *json = json_loads(text, 0, NULL);
	enum err e = fields_parse(fields, json, sizeof(*b), b, a, field);

	b->any = NULL; /* borrowed from what is released here */
	json_decref(json);
	return e;
}

static void what_is_absent_reads_as_absent(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	const char *field = NULL;
	struct body b;

	(void)state;
	assert_int_equal(parse("{\"text\":null}", &b, &a, &field), ERR_OK);
	assert_null(b.text.p);
	assert_true(id_is_zero(b.report));
	assert_int_equal(b.n, I64_NULL);
	assert_false(b.at.set);
	assert_int_equal(b.photos.n, 0);
}

static void each_type_is_taken(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	const char *field = NULL;
	struct body b;

	(void)state;
	assert_int_equal(
		parse("{\"text\":\"后\\n厨\",\"line\":\"\",\"kind\":\"bd\",\"hash\":\"0aFF\","
		      "\"report\":\"nothing\",\"photos\":[\"a\",\"00000000000000000000000001\"],"
		      "\"n\":-1,\"yes\":true,\"at\":{\"lat\":26.07,\"lng\":119.29,\"datum\":"
		      "\"wgs84\"}}",
		      &b, &a, &field),
		ERR_OK);
	assert_string_equal(b.text.p, "后\n厨");
	assert_true(str_eq(b.kind, STR("bd")));
	assert_memory_equal(b.hash.p, "\x0a\xff", 2);
	assert_int_equal(b.report.b[0], 0xFF); /* no id of ours: names nothing */
	assert_int_equal(b.photos.n, 2);
	assert_int_equal(b.photos.id[1].b[15], 1);
	assert_int_equal(b.n, -1);
	assert_true(b.yes && b.at.set && isnan(b.at.accuracy_m));
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *json, *field;
	} row[] = {
		{"{\"bogus\":1}",					       "bogus" },
		{ "{\"text\":\"\"}",					    "text"  },
		{ "{\"text\":\"123456\"}",                                      "text"  },
		{ "{\"text\":\"a\\u0001\"}",                                    "text"  },
		{ "{\"line\":\"a\\nb\"}",                                       "line"  },
		{ "{\"kind\":\"chef\"}",                                        "kind"  },
		{ "{\"kind\":\"\"}",					    "kind"  },
		{ "{\"hash\":\"0a\"}",					  "hash"  },
		{ "{\"hash\":\"0axx\"}",                                        "hash"  },
		{ "{\"report\":\"\"}",					  "report"},
		{ "{\"report\":7}",					     "report"},
		{ "{\"photos\":[\"a\",\"b\",\"c\"]}",                           "photos"},
		{ "{\"photos\":[\"a\",\"a\"]}",                                 "photos"},
		{ "{\"photos\":\"a\"}",					 "photos"},
		{ "{\"n\":10}",						 "n"     },
		{ "{\"n\":1.0}",						"n"     },
		{ "{\"yes\":1}",						"yes"   },
		{ "{\"at\":{\"lat\":91,\"lng\":0,\"datum\":\"wgs84\"}}",        "at"    },
		{ "{\"at\":{\"lat\":1,\"lng\":0}}",                             "at"    },
		{ "{\"at\":{\"lat\":1,\"lng\":0,\"datum\":\"wgs84\",\"x\":1}}", "at"    },
	};
	AUTO(arena) a = { .cap = 1 << 16 };
	struct body b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		const char *field = NULL;

		assert_int_equal(parse(row[i].json, &b, &a, &field), ERR_INPUT);
		assert_string_equal(field, row[i].field);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_absent_reads_as_absent),
		cmocka_unit_test(each_type_is_taken),
		cmocka_unit_test(what_is_wrong_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
