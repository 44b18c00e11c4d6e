#include "testing.h"

#include "cli/escrow.h"

#include <string.h>

#define OFFICERS 4

struct world {
	struct escrow e;
	unsigned char secret[32], officer[OFFICERS][32];
};

static struct world *world_of(void **state)
{
	return *state;
}

static int world_make(void **state)
{
	static struct world w;

	if (sodium_init() < 0)
		return -1;
	memset(&w, 0, sizeof(w));
	memcpy(w.e.id, "s1", 3);
	randombytes_buf(w.secret, sizeof(w.secret));
	for (w.e.n = 0; w.e.n < OFFICERS; w.e.n++)
		crypto_box_keypair(w.e.officer[w.e.n], w.officer[w.e.n]);
	*state = &w;
	return escrow_make(&w.e, w.secret);
}

static void any_two_officers_bring_the_key_back(void **state)
{
	struct world *w = world_of(state);

	for (size_t i = 0; i < OFFICERS; i++) {
		for (size_t j = 0; j < OFFICERS; j++) {
			AUTO(secret) got = SECRET_INIT;
			size_t who;
			enum err e = escrow_open(&w->e, w->officer[i], w->officer[j], &got, &who);

			assert_int_equal(e, i == j ? ERR_DENIED : ERR_OK);
			if (!e)
				assert_memory_equal(got.p, w->secret, 32);
		}
	}
}

static void what_one_officer_holds_is_not_the_key(void **state)
{
	struct world *w = world_of(state);
	unsigned char part[32];

	for (size_t j = 1; j < OFFICERS; j++) {
		assert_int_equal(crypto_box_seal_open(part, w->e.share[0][j], ESCROW_SHARE_LEN,
						      w->e.officer[0], w->officer[0]),
				 0);
		assert_memory_not_equal(part, w->secret, 32);
		assert_int_not_equal(crypto_box_seal_open(part, w->e.share[j][0], ESCROW_SHARE_LEN,
							  w->e.officer[0], w->officer[0]),
				     0);
	}
}

static void a_stranger_is_named_as_none_of_the_officers(void **state)
{
	struct world *w = world_of(state);
	AUTO(secret) got = SECRET_INIT;
	unsigned char stranger[32];
	size_t who;

	randombytes_buf(stranger, sizeof(stranger));
	assert_int_equal(escrow_open(&w->e, w->officer[0], stranger, &got, &who), ERR_DENIED);
	assert_int_equal(who, 2);
	assert_null(got.p);
}

static void a_damaged_share_is_named_and_others_still_open(void **state)
{
	struct world *w = world_of(state);
	AUTO(secret) got = SECRET_INIT;
	size_t who;

	w->e.share[2][1][40] ^= 1;
	assert_int_equal(escrow_open(&w->e, w->officer[1], w->officer[2], &got, &who), ERR_CORRUPT);
	assert_int_equal(who, 3);
	assert_null(got.p);
	assert_int_equal(escrow_open(&w->e, w->officer[1], w->officer[3], &got, &who), ERR_OK);
}

static void shares_of_another_key_do_not_give_this_one(void **state)
{
	struct world *w = world_of(state);
	struct escrow other = w->e;
	AUTO(secret) got = SECRET_INIT;
	unsigned char secret[32];
	size_t who;

	randombytes_buf(secret, sizeof(secret));
	assert_int_equal(escrow_make(&other, secret), ERR_OK);
	memcpy(w->e.share[0][1], other.share[0][1], ESCROW_SHARE_LEN);
	assert_int_equal(escrow_open(&w->e, w->officer[0], w->officer[1], &got, &who), ERR_CORRUPT);
	assert_int_equal(who, 0);
}

static void one_officer_or_the_same_twice_is_no_escrow(void **state)
{
	struct world *w = world_of(state);
	struct escrow e = w->e;

	e.n = 1;
	assert_int_equal(escrow_make(&e, w->secret), ERR_INPUT);
	e.n = 2;
	memcpy(e.officer[1], e.officer[0], 32);
	assert_int_equal(escrow_make(&e, w->secret), ERR_INPUT);
}

static void the_text_is_read_as_it_was_written(void **state)
{
	struct world *w = world_of(state);
	struct buf text = BUF_INIT(65536);
	struct escrow got;
	size_t line;

	escrow_print(&w->e, &text);
	assert_int_equal(escrow_parse(buf_str(&text), &got, &line), ERR_OK);
	assert_memory_equal(&got, &w->e, sizeof(got));
	/* Cut anywhere: never taken for whole. */
	for (size_t len = 0; len + 1 < text.len; len += 7)
		assert_int_equal(escrow_parse((struct str){ text.p, len }, &got, &line), ERR_INPUT);
	buf_release(&text);
}

static void a_bad_line_is_named(void **state)
{
	static const struct {
		const char *text;
		size_t line;
	} row[] = {
		{"ezhili-escrow 2\n",                      1},
		{ "ezhili-escrow 1\nkey s1 AAAA x\n",      2},
		{ "ezhili-escrow 1\nkey ../x AAAA AAAA\n", 2},
		{ "ezhili-escrow 1\nshare 1 2 AAAA\n",     2},
		{ "ezhili-escrow 1\nofficer\n",            2},
		{ "ezhili-escrow 1\nwhat else\n",          2},
		{ "",				      0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct escrow got;
		size_t line = 99;

		assert_int_equal(escrow_parse(str_of(row[i].text), &got, &line), ERR_INPUT);
		assert_int_equal(line, row[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(any_two_officers_bring_the_key_back, world_make),
		cmocka_unit_test_setup(what_one_officer_holds_is_not_the_key, world_make),
		cmocka_unit_test_setup(a_stranger_is_named_as_none_of_the_officers, world_make),
		cmocka_unit_test_setup(a_damaged_share_is_named_and_others_still_open, world_make),
		cmocka_unit_test_setup(shares_of_another_key_do_not_give_this_one, world_make),
		cmocka_unit_test_setup(one_officer_or_the_same_twice_is_no_escrow, world_make),
		cmocka_unit_test_setup(the_text_is_read_as_it_was_written, world_make),
		cmocka_unit_test(a_bad_line_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
