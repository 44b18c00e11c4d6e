#include "testing.h"

#include "base/csv.h"

#include <stdio.h>
#include <string.h>

/* All records as "a|b;c|d;", errors as "!name;". */
static void read_all(const char *text, char *out, size_t size)
{
	struct str f[CSV_FIELDS_MAX];
	struct arena a;
	struct csv c;
	size_t n, used = 0;
	enum err e;

	arena_init(&a, 1 << 16);
	csv_init(&c, str_of(text));
	out[0] = '\0';
	while ((e = csv_next(&c, &a, f, &n)) != ERR_NOT_FOUND) {
		if (e)
			used += (size_t)snprintf(out + used, size - used, "!%s;", err_name(e));
		for (size_t i = 0; !e && i < n; i++)
			used += (size_t)snprintf(out + used, size - used, "%.*s%s", STR_ARG(f[i]),
						 i + 1 < n ? "|" : ";");
	}
	arena_release(&a);
}

static void records_come_out_as_they_were_written(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{"a,b\nc,d\n",                      "a|b;c|d;"       },
		{ "\xEF\xBB\xBF"
		  "a,b\r\nc,\r\n", "a|b;c|;"        },
		{ "a,\"b,c\",d",                    "a|b,c|d;"       },
		{ "\"say \"\"hi\"\"\",x\n",         "say \"hi\"|x;"  },
		{ "\"two\nlines\",x\ny\n",          "two\nlines|x;y;"},
		{ "\n\n,\n",                        "|;"             },
		{ "",			       ""               },
		{ "\"\"\n",                         ";"              },
		{ "a\"b,c\n",                       "a\"b|c;"        },
		{ "\"open,x\n",                     "!input;"        },
		{ "\"a\"b,x\nc,d\n",                "!input;c|d;"    },
	};
	char out[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		read_all(row[i].text, out, sizeof(out));
		assert_string_equal(out, row[i].want);
	}
}

static void a_record_knows_the_line_it_began_in(void **state)
{
	struct str f[CSV_FIELDS_MAX];
	struct arena a;
	struct csv c;
	size_t n;

	(void)state;
	arena_init(&a, 1 << 16);
	csv_init(&c, STR("a\n\n\"x\ny\"\nb\n"));
	assert_int_equal(csv_next(&c, &a, f, &n), ERR_OK);
	assert_int_equal(c.line, 1);
	assert_int_equal(csv_next(&c, &a, f, &n), ERR_OK);
	assert_int_equal(c.line, 3);
	assert_int_equal(csv_next(&c, &a, f, &n), ERR_OK);
	assert_int_equal(c.line, 5);
	arena_release(&a);
}

static void too_many_fields_are_refused(void **state)
{
	char text[CSV_FIELDS_MAX + 3], out[64];

	(void)state;
	memset(text, ',', CSV_FIELDS_MAX);
	strncpy(text + CSV_FIELDS_MAX, "\nb", 3);
	read_all(text, out, sizeof(out));
	assert_string_equal(out, "!limit;b;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_out_as_they_were_written),
		cmocka_unit_test(a_record_knows_the_line_it_began_in),
		cmocka_unit_test(too_many_fields_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
