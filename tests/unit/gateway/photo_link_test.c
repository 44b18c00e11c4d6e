#include "testing.h"

#include "gateway/photo_link.h"

#include <string.h>

static const unsigned char master[KEYRING_MASTER_LEN] = { 7 };
static const struct id photo = {
	{1, 2, 3}
};

struct fixture {
	struct keyring keys;
	struct arena arena;
};

static int up(void **state)
{
	static struct fixture f;

	arena_init(&f.arena, 65536);
	*state = &f;
	return keyring_init(&f.keys, master);
}

static int down(void **state)
{
	struct fixture *f = *state;

	keyring_release(&f->keys);
	arena_release(&f->arena);
	return 0;
}

static enum err check(struct fixture *f, struct str link, int64_t now_ms, enum evidence_kind *kind)
{
	struct id got;
	struct str path = str_cut(&link, '?');
	enum err e = photo_link_check(&f->keys, path, link, now_ms, &got, kind);

	if (!e)
		assert_true(id_eq(got, photo));
	return e;
}

static void a_link_opens_its_photo_until_it_expires(void **state)
{
	struct fixture *f = *state;
	struct str full = photo_link(&f->keys, photo, EVIDENCE_PHOTO, 1000, &f->arena);
	struct str thumb = photo_link(&f->keys, photo, EVIDENCE_THUMB, 1000, &f->arena);
	enum evidence_kind kind = EVIDENCE_THUMB;

	assert_int_equal(check(f, full, 1000, &kind), ERR_OK);
	assert_int_equal(kind, EVIDENCE_PHOTO);
	assert_int_equal(check(f, thumb, 999, &kind), ERR_OK);
	assert_int_equal(kind, EVIDENCE_THUMB);
	assert_int_equal(check(f, full, 1001, &kind), ERR_DENIED);
}

/* Every single character counts: photo, size, time and signature. */
static void a_link_with_any_character_changed_opens_nothing(void **state)
{
	struct fixture *f = *state;
	struct str link = photo_link(&f->keys, photo, EVIDENCE_THUMB, 1000, &f->arena);

	for (size_t i = 0; i < link.len; i++) {
		struct str copy = arena_str(&f->arena, link);
		enum evidence_kind kind;
		char *c = (char *)(uintptr_t)copy.p + i;

		*c = *c == '1' ? '2' : '1';
		assert_true(check(f, copy, 10, &kind) != ERR_OK);
		assert_true(check(f, (struct str){ link.p, i }, 10, &kind) != ERR_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_link_opens_its_photo_until_it_expires, up, down),
		cmocka_unit_test_setup_teardown(a_link_with_any_character_changed_opens_nothing, up,
						down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
