#include "testing.h"

#include "camera.h"
#include "media/serve.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct photo_limits limits = {
	.upload_max = 1 << 20, .pixels_max = AREA_MAX, .photo_edge = 2560, .thumb_edge = 320
};

struct wire {
	struct seqpacket gateway, media;
};

static struct wire wire(void)
{
	struct wire w;
	int fd[2];

	assert_int_equal(seqpacket_pair(fd), ERR_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(fcntl(fd[i], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(seqpacket_init(&w.gateway, fd[0], media_to_gateway), ERR_OK);
	assert_int_equal(seqpacket_init(&w.media, fd[1], media_from_gateway), ERR_OK);
	return w;
}

static void cut(struct wire *w)
{
	seqpacket_release(&w->gateway);
	seqpacket_release(&w->media);
}

/* Sends bytes as a job and lets media answer it; the answer is the one after "started". */
static struct seqpacket_msg ask(struct wire *w, const void *p, size_t len, uint64_t claimed)
{
	struct media_job job = { .size = claimed };
	struct seqpacket_msg msg = {
		.type = MEDIA_MSG_JOB, .ref = 7, .body = &job, .len = sizeof(job), .n_fd = 1
	};
	int fd = memfd_create("upload", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, len), len);
	msg.fd[0] = fd;
	assert_int_equal(seqpacket_send(&w->gateway, &msg), ERR_OK);
	close(fd);
	assert_int_equal(serve_one(&w->media, &limits), ERR_OK);
	assert_int_equal(seqpacket_recv(&w->gateway, &msg), ERR_OK);
	assert_int_equal(msg.type, MEDIA_MSG_STARTED);
	assert_int_equal(seqpacket_recv(&w->gateway, &msg), ERR_OK);
	assert_int_equal(msg.ref, 7);
	return msg;
}

static void a_job_is_answered_with_two_sealed_pictures(void **state)
{
	AUTO(buf) b = painted_jpeg(800, 600, 3, 80);
	struct wire w = wire();
	struct seqpacket_msg msg = ask(&w, b.p, b.len, b.len);
	const struct media_result *r = msg.body;

	(void)state;
	assert_int_equal(msg.type, MEDIA_MSG_PHOTO);
	assert_int_equal(r->verdict, MEDIA_OK);
	assert_int_equal(r->width, 800);
	assert_int_equal(lseek(msg.fd[0], 0, SEEK_END), r->photo_len);
	assert_int_equal(lseek(msg.fd[1], 0, SEEK_END), r->thumb_len);
	assert_int_equal(write(msg.fd[0], "x", 1), -1);
	assert_int_equal(ftruncate(msg.fd[1], 0), -1);
	close(msg.fd[0]);
	close(msg.fd[1]);
	cut(&w);
}

static void a_bad_picture_is_refused_with_its_verdict(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		uint64_t claimed;
		enum media_verdict want;
	} row[] = {
		{"\x89PNG\r\n\x1A\n", 8, 8,       MEDIA_NOT_JPEG},
		{ "\xFF\xD8\xFF\xE0", 4, 4,       MEDIA_BROKEN  },
		{ "\xFF\xD8\xFF\xE0", 4, 2 << 20, MEDIA_TOO_BIG },
		{ "\xFF\xD8\xFF\xE0", 4, 100,     MEDIA_FAILED  },
	};
	struct wire w = wire();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct seqpacket_msg msg = ask(&w, row[i].bytes, row[i].len, row[i].claimed);
		const struct media_result *r = msg.body;

		assert_int_equal(msg.type, MEDIA_MSG_REFUSED);
		assert_int_equal(r->verdict, row[i].want);
	}
	cut(&w);
}

static void a_gateway_that_talks_nonsense_is_corrupt_and_one_that_left_is_lost(void **state)
{
	struct wire w = wire();
	struct seqpacket_msg msg = { .type = MEDIA_MSG_PHOTO };

	(void)state;
	assert_int_equal(serve_one(&w.media, &limits), ERR_BUSY);
	assert_int_equal(seqpacket_send(&w.gateway, &msg), ERR_OK);
	assert_int_equal(serve_one(&w.media, &limits), ERR_CORRUPT);
	seqpacket_release(&w.gateway);
	assert_int_equal(serve_one(&w.media, &limits), ERR_LOST);
	seqpacket_release(&w.media);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_answered_with_two_sealed_pictures),
		cmocka_unit_test(a_bad_picture_is_refused_with_its_verdict),
		cmocka_unit_test(
			a_gateway_that_talks_nonsense_is_corrupt_and_one_that_left_is_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
