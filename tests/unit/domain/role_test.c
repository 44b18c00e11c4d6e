#include "testing.h"

#include "domain/role.h"

static void each_role_has_a_name_that_leads_back(void **state)
{
	(void)state;
	for (unsigned i = 1; i < ROLE_COUNT; i++) {
		unsigned role = 0;

		assert_non_null(role_name(1u << i));
		assert_int_equal(role_parse(str_of(role_name(1u << i)), &role), ERR_OK);
		assert_int_equal(role, 1u << i);
	}
	assert_null(role_name(0));
	assert_null(role_name(ROLE_REVIEWER | ROLE_APPROVER));
	assert_null(role_name(1u << ROLE_COUNT));
}

static void nobody_can_be_given_the_role_before_sign_in(void **state)
{
	unsigned role = 7;

	(void)state;
	assert_int_equal(role_parse(STR("none"), &role), ERR_INPUT);
	assert_int_equal(role, 7);
}

static void lists_of_roles_are_parsed_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *list;
		enum err want;
		unsigned roles;
	} row[] = {
		{"reviewer",            ERR_OK,    ROLE_REVIEWER                },
		{ "reviewer, approver", ERR_OK,    ROLE_REVIEWER | ROLE_APPROVER},
		{ "",                   ERR_INPUT, 99                           },
		{ "reviewer,",          ERR_INPUT, 99                           },
		{ "reviewer,boss",      ERR_INPUT, 99                           },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		unsigned roles = 99;

		assert_int_equal(roles_parse(str_of(row[i].list), &roles), row[i].want);
		assert_int_equal(roles, row[i].roles);
	}
}

static void powers_that_must_stay_apart_are_not_given_to_one_person(void **state)
{
	static const struct {
		unsigned roles;
		bool want;
	} row[] = {
		{ROLE_REVIEWER,                  true },
		{ ROLE_REVIEWER | ROLE_APPROVER, true },
		{ ROLE_ADMIN,                    true },
		{ ROLE_ADMIN | ROLE_AUDITOR,     false},
		{ ROLE_ADMIN | ROLE_REVIEWER,    false},
		{ ROLE_FINANCE | ROLE_APPROVER,  false},
		{ ROLE_CITIZEN | ROLE_REVIEWER,  false},
		{ ROLE_CITIZEN | ROLE_WHISTLE,   false},
		{ ROLE_NONE,                     false},
		{ 0,			     false},
		{ 1u << ROLE_COUNT,              false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(roles_compatible(row[i].roles), row[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_has_a_name_that_leads_back),
		cmocka_unit_test(nobody_can_be_given_the_role_before_sign_in),
		cmocka_unit_test(lists_of_roles_are_parsed_whole_or_not_at_all),
		cmocka_unit_test(powers_that_must_stay_apart_are_not_given_to_one_person),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
