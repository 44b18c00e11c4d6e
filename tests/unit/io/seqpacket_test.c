#include "testing.h"

#include "io/seqpacket.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const struct seqpacket_type expected[] = {
	{1,  "text", 1, 16, 0 },
	{ 2, "picture", 0, 4, 1 },
	{ .name = NULL},
};

static void open_pair(struct seqpacket *a, struct seqpacket *b)
{
	int fd[2];

	assert_int_equal(seqpacket_pair(fd), ERR_OK);
	assert_int_equal(seqpacket_init(a, fd[0], expected), ERR_OK);
	assert_int_equal(seqpacket_init(b, fd[1], expected), ERR_OK);
}

static int open_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void a_message_arrives_whole_with_its_number(void **state)
{
	struct seqpacket a, b;
	struct seqpacket_msg msg;

	(void)state;
	open_pair(&a, &b);
	assert_int_equal(seqpacket_send(&a,
					&(struct seqpacket_msg){
						.type = 1, .ref = 77, .body = "hello", .len = 5 }),
			 ERR_OK);
	assert_int_equal(seqpacket_recv(&b, &msg), ERR_OK);
	assert_int_equal(msg.type, 1);
	assert_int_equal(msg.ref, 77);
	assert_int_equal(msg.len, 5);
	assert_memory_equal(msg.body, "hello", 5);
	seqpacket_release(&a);
	assert_int_equal(seqpacket_recv(&b, &msg), ERR_LOST);
	seqpacket_release(&b);
}

static void a_descriptor_travels_and_works(void **state)
{
	struct seqpacket a, b;
	struct seqpacket_msg msg;
	int fd[2];
	char c;

	(void)state;
	open_pair(&a, &b);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(
		seqpacket_send(&a,
			       &(struct seqpacket_msg){ .type = 2, .fd = { fd[1] }, .n_fd = 1 }),
		ERR_OK);
	close(fd[1]);
	assert_int_equal(seqpacket_recv(&b, &msg), ERR_OK);
	assert_int_equal(msg.n_fd, 1);
	assert_int_equal(write(msg.fd[0], "x", 1), 1);
	assert_int_equal(read(fd[0], &c, 1), 1);
	close(msg.fd[0]);
	close(fd[0]);
	seqpacket_release(&a);
	seqpacket_release(&b);
}

static void what_the_table_does_not_expect_is_corrupt_and_leaks_nothing(void **state)
{
	static const struct seqpacket_msg bad[] = {
		{.type = 3 },
		{			       .type = 1                    }, /* too short */
		{    .type = 1,                     .body = "0123456789abcdefg", .len = 17 }, /* too long */
		{			      .type = 2}, /* no descriptor */
		{		     .type = 1,					 .body = "x", .len = 1, .fd = { 0 }, .n_fd = 1 },
		{ .type = 2,                     .fd = { 0, 0, 0, 0 }, .n_fd = 4 },
	};
	struct seqpacket a, b;
	struct seqpacket_msg msg;
	int before;

	(void)state;
	open_pair(&a, &b);
	before = open_descriptors();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(seqpacket_send(&a, &bad[i]), ERR_OK);
		assert_int_equal(seqpacket_recv(&b, &msg), ERR_CORRUPT);
	}
	assert_int_equal(write(a.fd, "abc", 3), 3); /* not even a head */
	assert_int_equal(seqpacket_recv(&b, &msg), ERR_CORRUPT);
	assert_int_equal(open_descriptors(), before);
	seqpacket_release(&a);
	seqpacket_release(&b);
}

static void a_full_or_empty_channel_is_busy_and_a_gone_peer_is_lost(void **state)
{
	struct seqpacket a, b;
	struct seqpacket_msg msg;
	enum err e = ERR_OK;

	(void)state;
	open_pair(&a, &b);
	assert_int_equal(fcntl(a.fd, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(seqpacket_recv(&a, &msg), ERR_BUSY);
	for (int i = 0; i < 100000 && !e; i++)
		e = seqpacket_send(&a, &(struct seqpacket_msg){ .type = 1, .body = "x", .len = 1 });
	assert_int_equal(e, ERR_BUSY);
	seqpacket_release(&b);
	assert_int_equal(
		seqpacket_send(&a, &(struct seqpacket_msg){ .type = 1, .body = "x", .len = 1 }),
		ERR_LOST);
	seqpacket_release(&a);
}

static void more_than_the_caps_is_refused_before_sending(void **state)
{
	static const char big[SEQPACKET_BODY_MAX + 1];
	struct seqpacket a, b;

	(void)state;
	open_pair(&a, &b);
	assert_int_equal(
		seqpacket_send(
			&a, &(struct seqpacket_msg){ .type = 1, .body = big, .len = sizeof(big) }),
		ERR_LIMIT);
	assert_int_equal(
		seqpacket_send(&a,
			       &(struct seqpacket_msg){ .type = 1, .n_fd = SEQPACKET_FDS_MAX + 1 }),
		ERR_LIMIT);
	seqpacket_release(&a);
	seqpacket_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_arrives_whole_with_its_number),
		cmocka_unit_test(a_descriptor_travels_and_works),
		cmocka_unit_test(what_the_table_does_not_expect_is_corrupt_and_leaks_nothing),
		cmocka_unit_test(a_full_or_empty_channel_is_busy_and_a_gone_peer_is_lost),
		cmocka_unit_test(more_than_the_caps_is_refused_before_sending),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
