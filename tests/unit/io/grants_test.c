#include "testing.h"

#include "io/grants.h"

#include <string.h>

static const char *rights_of(const char *process)
{
	for (const struct grant_text *t = grant_texts; t->process; t++) {
		if (strcmp(t->process, process) == 0)
			return t->sql;
	}
	return NULL;
}

static void who_talks_to_the_database_has_rights_and_nobody_else(void **state)
{
	(void)state;
	assert_non_null(rights_of("gateway"));
	assert_non_null(rights_of("payout"));
	assert_non_null(rights_of("sms"));
	assert_null(rights_of("media"));
	assert_null(rights_of("cli"));
}

static void nobody_gets_a_whole_schema_or_may_pass_rights_on(void **state)
{
	static const char *const never[] = { "ALL PRIVILEGES", "GRANT OPTION", "@db.*", "*.*",
					     "CREATE ON",      "DROP ON",      "FILE" };

	(void)state;
	for (const struct grant_text *t = grant_texts; t->process; t++) {
		for (size_t i = 0; i < ARRAY_LEN(never); i++)
			assert_null(strstr(t->sql, never[i]));
	}
}

static void the_audit_log_can_only_be_added_to(void **state)
{
	const char *line = strstr(rights_of("gateway"), " ON @db.audit ");

	(void)state;
	assert_non_null(line);
	while (line[-1] != '\n')
		line--;
	assert_null(memmem(line, strcspn(line, "\n"), "UPDATE", 6));
	assert_null(memmem(line, strcspn(line, "\n"), "DELETE", 6));
}

/* Whoever sends messages and asks for credit scores sees neither reports nor money nor people. */
static void the_sender_of_messages_touches_its_mailbox_and_the_scores_alone(void **state)
{
	const char *at = rights_of("sms");

	(void)state;
	while ((at = strstr(at, " ON @db."))) {
		at += strlen(" ON @db.");
		assert_true(str_starts(str_of(at), STR("sms_")) ||
			    str_starts(str_of(at), STR("credit ")));
	}
	assert_null(strstr(rights_of("gateway"), "SELECT ON @db.sms_mail"));
	assert_null(strstr(rights_of("gateway"), "SELECT (id, sender"));
}

static void names_that_could_carry_sql_are_refused(void **state)
{
	static const struct grant_user bad[] = {
		{"gateway",  "ezhili", "a'b", "localhost" },
		{ "gateway", "ez`x",   "a",   "localhost" },
		{ "gateway", "ezhili", "a",   "local host"},
		{ "gateway", "ezhili", "",    "localhost" },
	};
	struct secret password = SECRET_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(grants_apply(NULL, &bad[i], &password), ERR_INPUT);
	assert_int_equal(
		grants_apply(NULL, &(struct grant_user){ "media", "a", "b", "c" }, &password),
		ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_talks_to_the_database_has_rights_and_nobody_else),
		cmocka_unit_test(nobody_gets_a_whole_schema_or_may_pass_rights_on),
		cmocka_unit_test(the_audit_log_can_only_be_added_to),
		cmocka_unit_test(the_sender_of_messages_touches_its_mailbox_and_the_scores_alone),
		cmocka_unit_test(names_that_could_carry_sql_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
