#include "testing.h"

#include "io/media_job.h"

#include <string.h>

static void every_verdict_has_its_own_name(void **state)
{
	(void)state;
	for (int i = 0; i < MEDIA__COUNT; i++)
		for (int k = 0; k < i; k++)
			assert_string_not_equal(media_verdict_name((enum media_verdict)i),
						media_verdict_name((enum media_verdict)k));
	assert_string_equal(media_verdict_name((enum media_verdict)99), "unknown");
}

static void only_an_accepted_photo_carries_descriptors(void **state)
{
	(void)state;
	for (const struct seqpacket_type *t = media_to_gateway; t->name; t++)
		assert_int_equal(t->fds, t->type == MEDIA_MSG_PHOTO ? 2 : 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_has_its_own_name),
		cmocka_unit_test(only_an_accepted_photo_carries_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
