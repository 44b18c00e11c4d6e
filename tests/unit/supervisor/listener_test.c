#include "testing.h"

#include "supervisor/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* A port that was free a moment ago. */
static uint16_t free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	return ntohs(a.sin_port);
}

static void several_listeners_share_one_port(void **state)
{
	uint16_t port = free_port();
	int fd[3], again[1];

	(void)state;
	assert_int_equal(listener_open("127.0.0.1", port, 3, fd), ERR_OK);
	assert_int_equal(listener_open("127.0.0.1", port, 1, again), ERR_CONFLICT);
	for (size_t i = 0; i < ARRAY_LEN(fd); i++)
		close(fd[i]);
	assert_int_equal(listener_open("127.0.0.1", port, 1, again), ERR_OK);
	close(again[0]);
}

static void only_addresses_can_be_listened_on(void **state)
{
	static const char *const bad[] = { "", "localhost", "127.0.0", "1.2.3.4.5" };
	int fd[1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(listener_open(bad[i], 1, 1, fd), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_listeners_share_one_port),
		cmocka_unit_test(only_addresses_can_be_listened_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
