#include "testing.h"

#include "io/migrate.h"

#include <string.h>

static void statements_end_at_a_semicolon_that_ends_a_line(void **state)
{
	struct str rest = STR("-- about a; b;\nCREATE TABLE a (\n  x INT\n);\n\nINSERT INTO a "
			      "VALUES (';x');\n");
	struct str one;

	(void)state;
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(
		str_eq(str_trim(one), STR("-- about a; b;\nCREATE TABLE a (\n  x INT\n);")));
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(str_eq(str_trim(one), STR("INSERT INTO a VALUES (';x');")));
	assert_false(migrate_next_statement(&rest, &one));
}

static void a_block_between_slashes_is_one_statement(void **state)
{
	struct str rest = STR("//\nCREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW\nBEGIN\n  SET "
			      "@x = 1;\nEND\n//\nDROP TABLE b;");
	struct str one;

	(void)state;
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(str_starts(one, STR("CREATE TRIGGER")));
	assert_non_null(memmem(one.p, one.len, "END", 3));
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(str_eq(str_trim(one), STR("DROP TABLE b;")));
	assert_false(migrate_next_statement(&rest, &one));
}

static void a_trigger_ended_by_slashes_needs_none_before_it(void **state)
{
	struct str rest = STR("CREATE TABLE a (x INT);\nCREATE TRIGGER t BEFORE UPDATE ON a FOR "
			      "EACH ROW SET @x = 1\n//\n");
	struct str one;

	(void)state;
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(str_eq(str_trim(one),
			   STR("CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW SET @x = 1")));
	assert_false(migrate_next_statement(&rest, &one));
}

static void a_last_statement_needs_no_end(void **state)
{
	struct str rest = STR("SELECT 1");
	struct str one;

	(void)state;
	assert_true(migrate_next_statement(&rest, &one));
	assert_true(str_eq(one, STR("SELECT 1")));
	assert_false(migrate_next_statement(&rest, &one));
	rest = STR("\n-- nothing here\n");
	assert_false(migrate_next_statement(&rest, &one));
}

static void the_compiled_migrations_are_numbered_upwards_from_zero(void **state)
{
	int last = -1;

	(void)state;
	for (const struct migration *m = migrations; m->name; m++) {
		assert_true(m->number > last);
		last = m->number;
	}
	assert_int_equal(migrations[0].number, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_end_at_a_semicolon_that_ends_a_line),
		cmocka_unit_test(a_block_between_slashes_is_one_statement),
		cmocka_unit_test(a_trigger_ended_by_slashes_needs_none_before_it),
		cmocka_unit_test(a_last_statement_needs_no_end),
		cmocka_unit_test(the_compiled_migrations_are_numbered_upwards_from_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
