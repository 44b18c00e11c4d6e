#include "testing.h"

#include "io/db_columns.h"

#include <math.h>

struct row {
	struct str text, maybe;
	int64_t n;
	double x;
	struct id id;
};

#define FIELD_OF_ROW(member, type_, null_)                          \
	{                                                           \
#member, type_, null_, offsetof(struct row, member) \
	}

static const struct query_field fields[] = {
	FIELD_OF_ROW(text, QT_TEXT, false), FIELD_OF_ROW(maybe, QT_BLOB, true),
	FIELD_OF_ROW(n, QT_I64, true),      FIELD_OF_ROW(x, QT_F64, true),
	FIELD_OF_ROW(id, QT_ID, true),
};
static const struct query_info info = { .in = fields, .n_in = 5, .in_size = sizeof(struct row) };

static void rows_become_columns_and_absent_values_become_nulls(void **state)
{
	struct row rows[2] = {
		{STR("甲"),   STR("b"),    7,        1.5,         { { 1 } }},
		{ { NULL, 0 }, { NULL, 0 }, I64_NULL, (double)NAN, { { 0 } }},
	};
	AUTO(arena) a = { .cap = 1 << 16 };
	struct db_column c[5] = { 0 };

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_true(db_column_fill(&c[i], &a, &info, &fields[i], (const char *)rows, 2));
	assert_int_equal(c[0].lens[0], 3);
	assert_int_equal(c[0].indicators[1], DB_COLUMN_VALUE); /* not nullable: an empty text */
	assert_int_equal(c[0].lens[1], 0);
	for (size_t i = 1; i < 5; i++) {
		assert_int_equal(c[i].indicators[0], DB_COLUMN_VALUE);
		assert_int_equal(c[i].indicators[1], DB_COLUMN_NULL);
	}
	assert_int_equal(c[2].ints[0], 7);
	assert_int_equal(c[4].lens[0], 16);
}

static void a_full_arena_is_told(void **state)
{
	struct row row = { .text = STR("x") };
	AUTO(arena) a = { .cap = 8 };
	struct db_column c = { 0 };

	(void)state;
	assert_false(db_column_fill(&c, &a, &info, &fields[0], (const char *)&row, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_become_columns_and_absent_values_become_nulls),
		cmocka_unit_test(a_full_arena_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
