#include "testing.h"

#include "io/db_hosts.h"

#include <string.h>

static void a_list_is_taken_apart(void **state)
{
	static const struct {
		const char *list;
		size_t n; /* 0: refused */
		const char *last;
		unsigned port;
	} row[] = {
		{"db1",				1,  "db1",         3306},
		{ "db1:3307",                          1,  "db1",         3307},
		{ "db1,db2:3307, db3",                 3,  "db3",         3306},
		{ "db1,[2001:db8::7]:3308",            2,  "2001:db8::7", 3308},
		{ "[::1]",			     1,  "::1",         3306},
		{ "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p",   16, "p",           3306},
		{ "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", 0,  "",            0   },
		{ "",				  0,  "",            0   },
		{ "db1,",			      0,  "",            0   },
		{ ":3306",			     0,  "",            0   },
		{ "db1:",			      0,  "",            0   },
		{ "db1:0",			     0,  "",            0   },
		{ "db1:65536",                         0,  "",            0   },
		{ "[::1",			      0,  "",            0   },
		{ "[::1]3306",                         0,  "",            0   },
		{ "2001:db8::7",                       0,  "",            0   },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct db_hosts h = { 0 };

		assert_int_equal(db_hosts_parse(str_of(row[i].list), &h),
				 row[i].n ? ERR_OK : ERR_INPUT);
		assert_int_equal(h.n, row[i].n);
		if (!h.n)
			continue;
		assert_string_equal(h.host[h.n - 1].name, row[i].last);
		assert_int_equal(h.host[h.n - 1].port, row[i].port);
	}
}

static void a_lost_host_makes_room_for_the_next_and_the_last_for_the_first(void **state)
{
	struct db_hosts h;

	(void)state;
	assert_int_equal(db_hosts_parse(STR("a,b,c"), &h), ERR_OK);
	for (const char *want = "abcab"; *want; want++) {
		assert_int_equal(*db_hosts_now(&h)->name, *want);
		db_hosts_next(&h);
	}
}

static void when_none_answers_the_pause_doubles_and_ends_with_the_first_answer(void **state)
{
	struct db_hosts h;
	int64_t now = 1000, waited[8];

	(void)state;
	assert_int_equal(db_hosts_parse(STR("a,b"), &h), ERR_OK);
	assert_true(db_hosts_due(&h, 0));
	for (size_t i = 0; i < ARRAY_LEN(waited); i++) {
		int64_t from = now;

		db_hosts_round(&h, false, now);
		assert_false(db_hosts_due(&h, now));
		while (!db_hosts_due(&h, now))
			now++;
		waited[i] = now - from;
	}
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(waited[i], 100 << i);
	for (size_t i = 5; i < ARRAY_LEN(waited); i++)
		assert_int_equal(waited[i], DB_HOSTS_WAIT_MS);
	db_hosts_round(&h, true, now);
	assert_true(db_hosts_due(&h, now));
	db_hosts_round(&h, false, now);
	assert_true(db_hosts_due(&h, now + 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_taken_apart),
		cmocka_unit_test(a_lost_host_makes_room_for_the_next_and_the_last_for_the_first),
		cmocka_unit_test(
			when_none_answers_the_pause_doubles_and_ends_with_the_first_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
