#include "testing.h"

#include "io/media_client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the other side of the channel does with each job it gets, one letter a job:
 * o accept, r refuse, d die once started, q die while it is queued, s stay silent, n talk nonsense,
 * l answer the silent one before it first. Each death opens a new channel. */
struct fake {
	struct media_client *client;
	const char *script;
	struct seqpacket channel;
	pthread_t thread;
};

static void connect_again(struct fake *f)
{
	int fd[2];

	assert_int_equal(seqpacket_pair(fd), ERR_OK);
	assert_int_equal(seqpacket_init(&f->channel, fd[0], media_from_gateway), ERR_OK);
	assert_int_equal(media_client_attach(f->client, fd[1]), ERR_OK);
}

static void say(struct fake *f, enum media_msg type, uint32_t ref, enum media_verdict v)
{
	struct media_result r = { .verdict = v, .width = ref };
	struct seqpacket_msg msg = { .type = type, .ref = ref };

	if (type != MEDIA_MSG_STARTED) {
		msg.body = &r;
		msg.len = sizeof(r);
	}
	if (type == MEDIA_MSG_PHOTO) {
		msg.n_fd = 2;
		msg.fd[0] = memfd_create("a", 0);
		msg.fd[1] = memfd_create("b", 0);
	}
	(void)!seqpacket_send(&f->channel, &msg);
	for (size_t i = 0; i < msg.n_fd; i++)
		close(msg.fd[i]);
}

static void *fake_main(void *arg)
{
	struct fake *f = arg;

	for (const char *act = f->script; *act; act++) {
		struct seqpacket_msg job;

		if (seqpacket_recv(&f->channel, &job))
			break;
		close(job.fd[0]);
		if (*act != 'q')
			say(f, MEDIA_MSG_STARTED, job.ref, MEDIA_OK);
		if (*act == 'l')
			say(f, MEDIA_MSG_PHOTO, job.ref - 1, MEDIA_OK);
		if (*act == 'o' || *act == 'l')
			say(f, MEDIA_MSG_PHOTO, job.ref, MEDIA_OK);
		if (*act == 'r')
			say(f, MEDIA_MSG_REFUSED, job.ref, MEDIA_NOT_JPEG);
		if (*act == 'n')
			say(f, MEDIA_MSG_JOB, job.ref, MEDIA_OK);
		if (*act == 'd' || *act == 'q') {
			seqpacket_release(&f->channel);
			connect_again(f);
		}
	}
	return NULL;
}

struct outcome {
	enum err e;
	enum media_verdict verdict;
	bool pictures;
};

/* Calls as often as the script has answers to give. */
static struct outcome play(const char *script, int calls, int64_t timeout_ms)
{
	struct fake f = { .script = script };
	struct outcome last = { 0 };
	int fd = memfd_create("upload", 0);

	assert_int_equal(media_client_new(timeout_ms, &f.client), ERR_OK);
	connect_again(&f);
	assert_int_equal(pthread_create(&f.thread, NULL, fake_main, &f), 0);
	for (int i = 0; i < calls; i++) {
		struct media_answer a = MEDIA_ANSWER_INIT;

		last.e = media_client_call(f.client, fd, 1, &a);
		last.verdict = (enum media_verdict)a.result.verdict;
		last.pictures = a.photo_fd >= 0 && a.thumb_fd >= 0;
		media_answer_release(&a);
	}
	pthread_join(f.thread, NULL);
	seqpacket_release(&f.channel);
	media_client_free(f.client);
	close(fd);
	return last;
}

static void the_answer_comes_back_whatever_happened_to_media_before(void **state)
{
	static const struct {
		const char *script;
		int calls;
		struct outcome want;
	} row[] = {
		{"o",     1, { ERR_OK, MEDIA_OK, true }       },
		{ "r",    1, { ERR_OK, MEDIA_NOT_JPEG, false }},
		{ "do",   1, { ERR_OK, MEDIA_OK, true }       },
		{ "dd",   1, { ERR_OK, MEDIA_BROKEN, false }  },
		{ "qqqo", 1, { ERR_OK, MEDIA_OK, true }       },
		{ "ddo",  2, { ERR_OK, MEDIA_OK, true }       },
		{ "sl",   2, { ERR_OK, MEDIA_OK, true }       },
		{ "s",    1, { ERR_BUSY, MEDIA_OK, false }    },
		{ "n",    1, { ERR_CORRUPT, MEDIA_OK, false } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct outcome o = play(row[i].script, row[i].calls,
					strchr(row[i].script, 's') ? 100 : 5000);

		assert_int_equal(o.e, row[i].want.e);
		assert_int_equal(o.verdict, row[i].want.verdict);
		assert_int_equal(o.pictures, row[i].want.pictures);
	}
}

static void without_media_a_call_is_busy_after_its_time(void **state)
{
	struct media_client *mc;
	struct media_answer a;

	(void)state;
	assert_int_equal(media_client_new(50, &mc), ERR_OK);
	assert_int_equal(media_client_call(mc, 0, 1, &a), ERR_BUSY);
	media_client_free(mc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_comes_back_whatever_happened_to_media_before),
		cmocka_unit_test(without_media_a_call_is_busy_after_its_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
