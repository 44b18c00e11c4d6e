#include "testing.h"

#include "io/evidence.h"
#include "temp_dir.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const unsigned char key[EVIDENCE_KEY_LEN] = { 1, 2, 3 };
static const unsigned char other_key[EVIDENCE_KEY_LEN] = { 3, 2, 1 };

static struct id id_of(uint8_t n)
{
	uint8_t rnd[16] = { n };

	return id_random(rnd);
}

static void a_photo_comes_back_as_it_was_put(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(evidence_store) ev = { .dir = -1 };
	AUTO(buf) out = BUF_INIT(1 << 20);

	(void)state;
	assert_int_equal(evidence_store_open(&ev, d.path), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, "picture", 7), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_THUMB, key, "thumb", 5), ERR_OK);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out), ERR_OK);
	assert_true(str_eq(buf_str(&out), STR("picture")));
	buf_reset(&out);
	/* Again, as after a crash between the store and the database. */
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, "picture", 7), ERR_OK);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_THUMB, key, &out), ERR_OK);
	assert_true(str_eq(buf_str(&out), STR("thumb")));
}

static void without_its_key_a_photo_is_noise(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(evidence_store) ev = { .dir = -1 };
	AUTO(buf) out = BUF_INIT(1 << 20);

	(void)state;
	assert_int_equal(evidence_store_open(&ev, d.path), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, "picture", 7), ERR_OK);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, other_key, &out), ERR_CORRUPT);
	assert_int_equal(evidence_get(&ev, id_of(2), EVIDENCE_PHOTO, key, &out), ERR_NOT_FOUND);
	assert_int_equal(out.len, 0);
}

static void damaged_and_swapped_files_are_noticed(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(evidence_store) ev = { .dir = -1 };
	AUTO(buf) out = BUF_INIT(1 << 20);
	struct id_text t = id_text(id_of(1));
	char photo[160], thumb[160];
	int fd;

	(void)state;
	assert_int_equal(evidence_store_open(&ev, d.path), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, "picture", 7), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_THUMB, key, "thumbna", 7), ERR_OK);
	snprintf(photo, sizeof(photo), "%s/%s/%s.p", d.path, t.c + 24, t.c);
	snprintf(thumb, sizeof(thumb), "%s/%s/%s.t", d.path, t.c + 24, t.c);
	fd = open(photo, O_RDWR);
	assert_true(fd >= 0);
	for (off_t at = 0; at < 8 + 24 + 7 + 16; at++) {
		char was, now;

		assert_int_equal(pread(fd, &was, 1, at), 1);
		now = (char)(was ^ 1);
		assert_int_equal(pwrite(fd, &now, 1, at), 1);
		assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out),
				 ERR_CORRUPT);
		assert_int_equal(pwrite(fd, &was, 1, at), 1);
	}
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out), ERR_OK);
	assert_int_equal(ftruncate(fd, 20), 0);
	close(fd);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out), ERR_CORRUPT);
	assert_int_equal(rename(thumb, photo), 0);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out), ERR_CORRUPT);
}

static void deleting_twice_is_no_error(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(evidence_store) ev = { .dir = -1 };
	AUTO(buf) out = BUF_INIT(1 << 20);

	(void)state;
	assert_int_equal(evidence_store_open(&ev, d.path), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, "picture", 7), ERR_OK);
	assert_int_equal(evidence_delete(&ev, id_of(1)), ERR_OK);
	assert_int_equal(evidence_delete(&ev, id_of(1)), ERR_OK);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out), ERR_NOT_FOUND);
}

/* A file size limit stands in for a full disk: the kernel stops the write at the same place. */
static void a_full_disk_leaves_nothing_half_visible(void **state)
{
	AUTO(temp_dir) d = temp_dir();
	AUTO(evidence_store) ev = { .dir = -1 };
	AUTO(buf) out = BUF_INIT(1 << 20);
	static char big[100000];
	struct rlimit was, small;

	(void)state;
	assert_int_equal(evidence_store_open(&ev, d.path), ERR_OK);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, "old", 3), ERR_OK);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small = (struct rlimit){ 50000, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(evidence_put(&ev, id_of(1), EVIDENCE_PHOTO, key, big, sizeof(big)),
			 ERR_BUSY);
	assert_int_equal(evidence_put(&ev, id_of(2), EVIDENCE_PHOTO, key, big, sizeof(big)),
			 ERR_BUSY);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(evidence_get(&ev, id_of(1), EVIDENCE_PHOTO, key, &out), ERR_OK);
	assert_true(str_eq(buf_str(&out), STR("old")));
	assert_int_equal(evidence_get(&ev, id_of(2), EVIDENCE_PHOTO, key, &out), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_photo_comes_back_as_it_was_put),
		cmocka_unit_test(without_its_key_a_photo_is_noise),
		cmocka_unit_test(damaged_and_swapped_files_are_noticed),
		cmocka_unit_test(deleting_twice_is_no_error),
		cmocka_unit_test(a_full_disk_leaves_nothing_half_visible),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
