#include "testing.h"

#include "io/staging.h"
#include "temp_dir.h"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE 200000

static const unsigned char key[STAGING_KEY_LEN] = { 9 };
static const struct id id = { { 5 } };

static void fill(unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(i * 31 >> 3);
}

static void chunks_of_any_length_make_the_whole(void **state)
{
	static const size_t steps[] = { 1, 63, 64, 65, 4096, 65535, 65536, 100000 };
	static unsigned char sent[SIZE], back[SIZE];
	unsigned char want[32];

	(void)state;
	fill(sent, SIZE);
	crypto_generichash(want, 32, sent, SIZE, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		AUTO(temp_dir) d = temp_dir();
		AUTO(staging) st = { -1 };
		struct staging_content c;

		assert_int_equal(staging_open(&st, d.path), ERR_OK);
		for (size_t at = i ? 0 : SIZE - 300; at < SIZE;) {
			size_t n = SIZE - at < steps[i] ? SIZE - at : steps[i];

			if (!i && at == SIZE - 300)
				assert_int_equal(staging_append(&st, id, key, 0, sent, at, SIZE),
						 ERR_OK);
			assert_int_equal(
				staging_append(&st, id, key, (int64_t)at, sent + at, n, SIZE),
				ERR_OK);
			at += n;
		}
		assert_int_equal(staging_take(&st, id, key, SIZE, &c), ERR_OK);
		assert_int_equal(pread(c.fd, back, SIZE, 0), SIZE);
		assert_memory_equal(back, sent, SIZE);
		assert_memory_equal(c.blake2b, want, 32);
		crypto_hash_sha256(want, sent, SIZE);
		assert_memory_equal(c.sha256, want, 32);
		crypto_generichash(want, 32, sent, SIZE, NULL, 0);
		close(c.fd);
	}
}

static void the_length_is_the_offset_and_another_one_is_refused(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(staging) st = { -1 };
	struct staging_content c;
	int64_t size = -1;

	(void)state;
	assert_int_equal(staging_open(&st, d.path), ERR_OK);
	assert_int_equal(staging_size(&st, id, &size), ERR_OK);
	assert_int_equal(size, 0);
	assert_int_equal(staging_append(&st, id, key, 5, "x", 1, 10), ERR_CONFLICT);
	assert_int_equal(staging_append(&st, id, key, 0, "hello", 5, 10), ERR_OK);
	assert_int_equal(staging_append(&st, id, key, 0, "hello", 5, 10), ERR_CONFLICT);
	assert_int_equal(staging_append(&st, id, key, 5, "worlds", 6, 10), ERR_LIMIT);
	assert_int_equal(staging_append(&st, id, key, -1, "x", 1, 10), ERR_LIMIT);
	assert_int_equal(staging_size(&st, id, &size), ERR_OK);
	assert_int_equal(size, 5);
	assert_int_equal(staging_take(&st, id, key, 10, &c), ERR_CONFLICT);
	assert_int_equal(staging_delete(&st, id), ERR_OK);
	assert_int_equal(staging_delete(&st, id), ERR_OK);
	assert_int_equal(staging_take(&st, id, key, 10, &c), ERR_CONFLICT);
}

static void staged_bytes_are_not_readable_on_the_disk(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(staging) st = { -1 };
	char path[128], bytes[64];
	int fd;

	(void)state;
	assert_int_equal(staging_open(&st, d.path), ERR_OK);
	assert_int_equal(staging_append(&st, id, key, 0, "GPSLatitude of somebody", 23, 23),
			 ERR_OK);
	snprintf(path, sizeof(path), "%s/%s", d.path, ID_C(id));
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 23);
	close(fd);
	assert_null(memmem(bytes, 23, "GPS", 3));
}

static void a_full_disk_keeps_the_offset(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(staging) st = { -1 };
	static unsigned char big[SIZE];
	struct rlimit was, small;
	int64_t size = -1;

	(void)state;
	assert_int_equal(staging_open(&st, d.path), ERR_OK);
	assert_int_equal(staging_append(&st, id, key, 0, big, 1000, SIZE), ERR_OK);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small = (struct rlimit){ 50000, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(staging_append(&st, id, key, 1000, big, SIZE - 1000, SIZE), ERR_BUSY);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(staging_size(&st, id, &size), ERR_OK);
	assert_int_equal(size, 1000);
}

static void the_sweep_takes_what_nobody_feeds_any_more(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(staging) st = { -1 };
	static const struct id young = { { 6 } };
	struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	int64_t size = -1;

	(void)state;
	assert_int_equal(staging_open(&st, d.path), ERR_OK);
	assert_int_equal(staging_append(&st, id, key, 0, "old", 3, 10), ERR_OK);
	assert_int_equal(staging_append(&st, young, key, 0, "young", 5, 10), ERR_OK);
	assert_int_equal(utimensat(st.dir, ID_C(id), old, 0), 0);
	staging_sweep(&st, 2000000);
	assert_int_equal(staging_size(&st, id, &size), ERR_OK);
	assert_int_equal(size, 0);
	assert_int_equal(staging_size(&st, young, &size), ERR_OK);
	assert_int_equal(size, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_of_any_length_make_the_whole),
		cmocka_unit_test(the_length_is_the_offset_and_another_one_is_refused),
		cmocka_unit_test(staged_bytes_are_not_readable_on_the_disk),
		cmocka_unit_test(a_full_disk_keeps_the_offset),
		cmocka_unit_test(the_sweep_takes_what_nobody_feeds_any_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
