#include "testing.h"

#include "io/disk.h"
#include "temp_dir.h"

#include <fcntl.h>
#include <unistd.h>

static void a_file_that_ends_early_is_corrupt_and_a_missing_parent_an_error(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	char path[128], p[8];
	int dir = -1, fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/a", d.path);
	assert_int_equal(disk_directory(path, &dir), ERR_OK);
	close(dir);
	assert_int_equal(disk_directory(path, &dir), ERR_OK);
	fd = openat(dir, "f", O_RDWR | O_CREAT, 0600);
	assert_int_equal(disk_write(fd, "12345", 5, 0), ERR_OK);
	assert_int_equal(disk_read(fd, p, 5, 0), ERR_OK);
	assert_int_equal(disk_read(fd, p, 6, 0), ERR_CORRUPT);
	close(fd);
	close(dir);
	snprintf(path, sizeof(path), "%s/b/c", d.path);
	assert_int_equal(disk_directory(path, &dir), ERR_IO);
}

static void more_than_the_disk_has_is_busy(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	int fd = open(d.path, O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_int_equal(disk_room(fd, 1), ERR_OK);
	assert_int_equal(disk_room(fd, (size_t)1 << 60), ERR_BUSY);
	close(fd);
	assert_int_equal(disk_room(-1, 1), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_ends_early_is_corrupt_and_a_missing_parent_an_error),
		cmocka_unit_test(more_than_the_disk_has_is_busy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
