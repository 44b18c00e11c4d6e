#include "testing.h"

#include "io/db_errors.h"

static void each_number_tells_what_to_do_next(void **state)
{
	static const struct {
		unsigned code;
		enum err want;
	} row[] = {
		{1062,  ERR_CONFLICT},
                { 1213, ERR_BUSY    },
                { 1205, ERR_BUSY    },
                { 1047, ERR_LOST    },
		{ 1021, ERR_BUSY    },
                { 2006, ERR_LOST    },
                { 2013, ERR_LOST    },
                { 1927, ERR_LOST    },
		{ 2002, ERR_LOST    },
                { 1064, ERR_IO      },
                { 1146, ERR_IO      },
                { 0,    ERR_IO      },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(db_error_kind(row[i].code), row[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_number_tells_what_to_do_next) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
