#include "testing.h"

#include "io/score_memory.h"
#include "with_db.h"

#include <string.h>

#define DAY_MS 86400000LL
#define TEXT   "昨晚在这家店点了一份牛肉面，打开之后发现汤里有一只蟑螂，对方拒绝退款。"

static const int64_t start_ms = STANDING_EPOCH_MS + 300 * DAY_MS;

static struct id id_n(int n)
{
	struct id id = { { 0 } };

	id.b[0] = 1;
	id.b[15] = (uint8_t)n;
	return id;
}

static struct score_memory *memory(void)
{
	struct score_memory_size size = { .accounts = 1024, .texts = 1024, .photos = 1024 };
	struct score_memory *m;

	assert_int_equal(score_memory_new(&size, &m), ERR_OK);
	return m;
}

/* A report as report.submit stores it, as far as the filter reads it. */
static void store(struct test_db *t, int n, const char *text)
{
	uint8_t evidence[EVIDENCE_PACKED] = { 0 };
	struct text_print print = text_print(str_of(text));
	char sql[1024];

	snprintf(sql, sizeof(sql),
		 "INSERT INTO report SET id = UNHEX('010000000000000000000000000000%02x'), "
		 "owner = 'o', contact = '', source = 'citizen', state = 'triaged', category = "
		 "'V14', "
		 "severity = 4, text = '', office = 'x', photos = 0, submitted_ms = 1, "
		 "updated_ms = 1, due_ms = 1, receipt_lookup = UNHEX('%02x'), receipt_hash = '', "
		 "score_version = 1, score_v = 0, score_m = 0, score_json = '', lane = 'normal';",
		 (unsigned)n, (unsigned)n);
	assert_int_equal(db_exec_text(t->db, sql), ERR_OK);
	assert_int_equal(DB_RUN(t->db, score_trace_put, .report = id_n(n), .owner = id_n(100 + n),
				.shop_id = STR("S1"), .at_ms = start_ms, .day = start_ms / DAY_MS,
				.device = id_n(50),
				.print = { (const char *)&print, sizeof(print) },
				.evidence = { (const char *)evidence, sizeof(evidence) }, .hard = 0,
				.severity = 4, .sampled_of = 1),
			 ERR_OK);
}

static struct evidence asked(struct score_memory *m, int owner, int64_t *phash)
{
	struct text_print print = text_print(STR(TEXT "请查处"));
	struct score_ask ask = { .owner = id_n(owner),
				 .device = id_n(50),
				 .shop_id = STR("S1"),
				 .at_ms = start_ms + 1000,
				 .print = &print,
				 .phashes = phash,
				 .n_phashes = phash ? 1 : 0 };
	struct evidence ev;

	evidence_init(&ev);
	score_memory_score(m, &ask, &ev, NULL);
	return ev;
}

static void a_new_memory_reads_what_is_stored_and_then_follows(void **state)
{
	struct test_db *t = *state;
	struct score_memory *m = memory();
	int64_t phash = 0x123456789;

	store(t, 1, TEXT);
	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	assert_int_equal(asked(m, 200, NULL).x[SCORE_DEVICE], 1);
	assert_int_equal(asked(m, 200, NULL).x[SCORE_COPIED_TEXT], 1);
	assert_int_equal(asked(m, 101, NULL).x[SCORE_COPIED_TEXT], 0);
	store(t, 2, "x");
	assert_int_equal(DB_RUN(t->db, photo_put, .id = id_n(2), .owner = id_n(102),
				.sha256 = STR("s"), .blob_key = STR("k"), .width = 1, .height = 1,
				.phash = phash, .taken_ms = I64_NULL, .exif_taken_ms = I64_NULL,
				.created_ms = start_ms),
			 ERR_OK);
	assert_int_equal(DB_RUN(t->db, photo_attach, .report = id_n(2), .n = 0, .id = id_n(2),
				.owner = id_n(102)),
			 ERR_OK);
	assert_int_equal(score_memory_follow(m, t->db, start_ms + 100), ERR_OK);
	assert_int_equal(asked(m, 200, NULL).x[SCORE_DEVICE], 1); /* nobody told */
	for (int i = 0; i < 3; i++) {
		score_memory_heard(m, id_n(2), SCORE_HEARD_REPORT);
		assert_int_equal(score_memory_follow(m, t->db, start_ms + 200), ERR_OK);
	}
	assert_int_equal(asked(m, 200, NULL).x[SCORE_DEVICE], 2);
	assert_int_equal(asked(m, 102, NULL).x[SCORE_REPEAT], 1); /* applied once */
	assert_int_equal(asked(m, 200, &phash).x[SCORE_COPIED_PHOTO], 1);
	assert_int_equal(asked(m, 102, &phash).x[SCORE_COPIED_PHOTO], 0);
	score_memory_free(m);
}

static void verdicts_reach_the_burst(void **state)
{
	struct test_db *t = *state;
	struct score_memory *m = memory();
	int32_t before;

	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	before = asked(m, 200, NULL).x[SCORE_BURST];
	score_memory_heard(m, id_n(1), STANDING_VALID);
	assert_int_equal(score_memory_follow(m, t->db, start_ms + 1000), ERR_OK);
	assert_true(asked(m, 200, NULL).x[SCORE_BURST] < before);
	score_memory_free(m);
}

/* The report of a gateway's own commit, as score_load hands it over. */
static void commit(struct score_memory *m, int n, int owner, int64_t at_ms)
{
	struct text_print print = text_print(STR("y"));
	struct score_ask ask = { .owner = id_n(owner), .at_ms = at_ms, .print = &print };

	score_memory_add(m, id_n(n), &ask, 0);
}

static int today(struct score_memory *m, int owner, int64_t at_ms)
{
	struct score_ask ask = { .owner = id_n(owner), .at_ms = at_ms };
	struct score_view view;
	struct evidence ev;

	evidence_init(&ev);
	score_memory_score(m, &ask, &ev, &view);
	return view.today;
}

static void a_day_of_an_account_is_counted_in_beijing(void **state)
{
	struct score_memory *m = memory();
	int64_t midnight = start_ms - 8 * 3600000LL; /* start_ms is a UTC midnight */

	(void)state;
	commit(m, 60, 7, midnight - 1);
	commit(m, 61, 7, midnight);
	commit(m, 62, 7, midnight + DAY_MS - 1);
	commit(m, 62, 7, midnight + DAY_MS - 1); /* told twice, counted once */
	commit(m, 63, 8, midnight);
	assert_int_equal(today(m, 7, midnight - 1), 1);
	assert_int_equal(today(m, 7, midnight), 2);
	assert_int_equal(today(m, 7, midnight + DAY_MS), 0);
	score_memory_free(m);
}

static void what_was_missed_is_read_anew(void **state)
{
	struct test_db *t = *state;
	struct score_memory *m = memory();

	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	store(t, 3, "z");
	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	assert_int_equal(today(m, 103, start_ms), 0);
	score_memory_distrust(m);
	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	assert_int_equal(today(m, 103, start_ms), 1);
	score_memory_free(m);
}

static void devices_are_forgotten_after_thirty_days(void **state)
{
	struct test_db *t = *state;
	struct score_memory *m = memory();

	assert_int_equal(score_memory_follow(m, t->db, start_ms + 32 * DAY_MS), ERR_OK);
	score_memory_free(m);
	m = memory();
	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	assert_int_equal(asked(m, 200, NULL).x[SCORE_DEVICE], 0);
	score_memory_free(m);
}

static void the_released_card_is_in_force(void **state)
{
	AUTO(buf) body = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct test_db *t = *state;
	struct score_memory *m = memory();
	struct score_ask ask = { .owner = id_n(1), .at_ms = start_ms };
	struct score_card card;
	struct evidence ev;

	score_card_default(&card);
	card.version = 9;
	score_card_format(&card, &body);
	assert_int_equal(DB_RUN(t->db, score_card_put, .version = 9, .state = STR("draft"),
				.body = buf_str(&body), .report = STR("{}"), .made_by = STR("fit"),
				.made_ms = start_ms, .released_ms = I64_NULL),
			 ERR_OK);
	evidence_init(&ev);
	assert_int_equal(score_memory_follow(m, t->db, start_ms), ERR_OK);
	assert_int_equal(score_memory_score(m, &ask, &ev, NULL).card_version, 1);
	assert_int_equal(DB_RUN(t->db, score_card_first, .first_by = STR("a"), .version = 9),
			 ERR_OK);
	assert_int_equal(DB_RUN(t->db, score_card_release, .released_by = STR("b"),
				.released_ms = start_ms, .version = 9, .first_by = STR("a")),
			 ERR_OK);
	assert_int_equal(score_memory_follow(m, t->db, start_ms + 6000), ERR_OK);
	assert_int_equal(score_memory_score(m, &ask, &ev, NULL).card_version, 9);
	score_memory_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_memory_reads_what_is_stored_and_then_follows),
		cmocka_unit_test(verdicts_reach_the_burst),
		cmocka_unit_test(the_released_card_is_in_force),
		cmocka_unit_test(a_day_of_an_account_is_counted_in_beijing),
		cmocka_unit_test(what_was_missed_is_read_anew),
		cmocka_unit_test(devices_are_forgotten_after_thirty_days),
	};
	return cmocka_run_group_tests(tests, test_db_up, test_db_down);
}
