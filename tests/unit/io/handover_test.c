#include "testing.h"

#include "io/handover.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct pair {
	struct seqpacket supervisor;
	int child_fd;
};

static void open_pair(struct pair *p)
{
	int fd[2];

	assert_int_equal(seqpacket_pair(fd), ERR_OK);
	assert_int_equal(seqpacket_init(&p->supervisor, fd[0], handover_from_child), ERR_OK);
	p->child_fd = fd[1];
}

static void send_all(struct pair *p)
{
	struct config c;
	struct buf why = BUF_INIT(4096);

	assert_int_equal(config_init(&c), ERR_OK);
	assert_int_equal(config_set_arg(&c, "port=22099", &why), ERR_OK);
	assert_int_equal(config_set_arg(&c, "log_level=error", &why), ERR_OK);
	assert_int_equal(handover_send_config(&p->supervisor, &c), ERR_OK);
	assert_int_equal(handover_send_value(&p->supervisor, "db_socket", "/run/db", 7), ERR_OK);
	assert_int_equal(handover_send_value(&p->supervisor, "db_user", "gw", 2), ERR_OK);
	assert_int_equal(handover_send_value(&p->supervisor, "db_password", "pw", 2), ERR_OK);
	assert_int_equal(handover_send_value(&p->supervisor, "db_name", "ezhili", 6), ERR_OK);
	assert_int_equal(handover_send_value(&p->supervisor, "master_key", "0\0002", 3), ERR_OK);
	assert_int_equal(handover_send_fd(&p->supervisor, "listen", STDERR_FILENO), ERR_OK);
	assert_int_equal(handover_send_start(&p->supervisor), ERR_OK);
	config_release(&c);
	buf_release(&why);
}

static void a_child_gets_configuration_values_and_descriptors(void **state)
{
	struct pair p;
	struct handover h;
	struct db_config db;
	int fd;

	(void)state;
	open_pair(&p);
	send_all(&p);
	assert_int_equal(handover_receive(p.child_fd, "test", &h), ERR_OK);
	assert_int_equal(h.config.port, 22099);
	assert_int_equal(handover_value(&h, "master_key")->len, 3);
	assert_memory_equal(handover_value(&h, "master_key")->p, "0\0002\0", 4);
	assert_null(handover_value(&h, "listen"));
	assert_int_equal(handover_db(&h, 0, &db), ERR_OK);
	assert_string_equal(db.socket, "/run/db");
	assert_string_equal(db.user, "gw");
	fd = handover_take_fd(&h, "listen");
	assert_true(fd >= 0);
	assert_int_equal(handover_fd(&h, "listen"), -1);
	close(fd);
	handover_release(&h);
	seqpacket_release(&p.supervisor);
}

static void later_come_descriptors_status_and_the_end(void **state)
{
	struct pair p;
	struct handover h;
	struct handover_event ev;

	(void)state;
	open_pair(&p);
	send_all(&p);
	assert_int_equal(handover_receive(p.child_fd, "test", &h), ERR_OK);
	assert_int_equal(handover_next(&h, &ev), ERR_OK);
	assert_int_equal(ev.kind, HANDOVER_NOTHING);
	assert_int_equal(handover_send_fd(&p.supervisor, "media", STDERR_FILENO), ERR_OK);
	assert_int_equal(handover_send_status(&p.supervisor, STR("{}")), ERR_OK);
	assert_int_equal(handover_send_reload(&p.supervisor, "registry"), ERR_OK);
	assert_int_equal(handover_next(&h, &ev), ERR_OK);
	assert_int_equal(ev.kind, HANDOVER_NEW_FD);
	assert_string_equal(ev.name, "media");
	close(ev.fd);
	assert_int_equal(handover_next(&h, &ev), ERR_OK);
	assert_int_equal(ev.kind, HANDOVER_STATUS);
	assert_true(str_eq(ev.text, STR("{}")));
	assert_int_equal(handover_next(&h, &ev), ERR_OK);
	assert_int_equal(ev.kind, HANDOVER_RELOAD);
	assert_string_equal(ev.name, "registry");
	seqpacket_release(&p.supervisor);
	assert_int_equal(handover_next(&h, &ev), ERR_OK);
	assert_int_equal(ev.kind, HANDOVER_END);
	handover_release(&h);
}

static void the_supervisor_hears_which_walls_are_missing(void **state)
{
	struct sandbox_report report = { .degraded = "user" };
	struct seqpacket_msg msg;
	struct handover h;
	struct pair p;

	(void)state;
	open_pair(&p);
	send_all(&p);
	assert_int_equal(handover_receive(p.child_fd, "test", &h), ERR_OK);
	assert_int_equal(handover_ready(&h, &report), ERR_OK);
	assert_int_equal(seqpacket_recv(&p.supervisor, &msg), ERR_OK);
	assert_int_equal(msg.type, HANDOVER_MSG_READY);
	assert_memory_equal(msg.body, "user", 4);
	handover_release(&h);
	seqpacket_release(&p.supervisor);
}

static void a_value_without_a_name_is_corrupt(void **state)
{
	struct seqpacket_msg nameless = { .type = 2, .body = "abc", .len = 3 };
	struct handover h;
	struct pair p;

	(void)state;
	open_pair(&p);
	assert_int_equal(seqpacket_send(&p.supervisor, &nameless), ERR_OK);
	assert_int_equal(handover_receive(p.child_fd, "test", &h), ERR_CORRUPT);
	seqpacket_release(&p.supervisor);
}

static void without_a_supervisor_nothing_starts(void **state)
{
	struct handover h;

	(void)state;
	assert_int_equal(handover_receive(250, "test", &h), ERR_LOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_gets_configuration_values_and_descriptors),
		cmocka_unit_test(later_come_descriptors_status_and_the_end),
		cmocka_unit_test(the_supervisor_hears_which_walls_are_missing),
		cmocka_unit_test(a_value_without_a_name_is_corrupt),
		cmocka_unit_test(without_a_supervisor_nothing_starts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
