#include "testing.h"

#include "domain/score.h"

#include <string.h>

static struct score_card card;

static int load_card(void **state)
{
	(void)state;
	score_card_default(&card);
	return 0;
}

/* As bad as evidence gets without a hard signal. */
static struct evidence poor(void)
{
	struct evidence ev;

	evidence_init(&ev);
	ev.x[SCORE_ACCOUNT] = 0;
	ev.x[SCORE_CREDIT] = 100;
	ev.x[SCORE_HISTORY] = 50;
	ev.x[SCORE_MATCH] = 0;
	ev.x[SCORE_PHOTOS] = 0;
	ev.x[SCORE_PLACE] = 50000;
	ev.x[SCORE_TIME] = 0;
	ev.x[SCORE_VISIBLE] = 0;
	ev.x[SCORE_ORDER] = 0;
	ev.x[SCORE_TEXT] = 4;
	ev.x[SCORE_ADDRESS] = 50;
	ev.x[SCORE_PACE] = 50;
	ev.x[SCORE_REPEAT] = 9;
	ev.x[SCORE_SHOP] = 0;
	return ev;
}

static struct evidence attack(void)
{
	struct evidence ev = poor();

	ev.x[SCORE_COPIED_PHOTO] = 1;
	ev.x[SCORE_COPIED_TEXT] = 1;
	ev.x[SCORE_DEVICE] = 5;
	ev.x[SCORE_BAD_FAITH] = 300;
	ev.x[SCORE_BAD_SHARE] = 600;
	ev.x[SCORE_BURST] = 80;
	return ev;
}

static void nothing_is_shielded_without_a_hard_signal(void **state)
{
	struct evidence ev = poor();
	struct score s = score_report(&card, &ev);

	(void)state;
	assert_true(s.m >= card.shield_m[GATE_COPY]);
	assert_int_equal(s.hard, 0);
	assert_int_equal(s.lane, LANE_NORMAL);
}

static void an_attack_is_shielded(void **state)
{
	struct evidence ev = attack();
	struct score s = score_report(&card, &ev);

	(void)state;
	assert_int_equal(s.lane, LANE_SHIELDED);
	assert_int_equal(s.hard, HARD_COPIED_PHOTO | HARD_COPIED_TEXT | HARD_DEVICE |
					 HARD_BAD_FAITH | HARD_BURST);
}

static void severity_five_is_never_shielded(void **state)
{
	struct evidence ev = attack();

	(void)state;
	ev.severity = 5;
	assert_int_equal(score_report(&card, &ev).lane, LANE_NORMAL);
	ev.severity = 4;
	assert_int_equal(score_report(&card, &ev).lane, LANE_SHIELDED);
}

static void one_copied_picture_does_not_shield_a_newcomer(void **state)
{
	struct evidence ev;

	(void)state;
	evidence_init(&ev);
	ev.x[SCORE_ACCOUNT] = 0;
	ev.x[SCORE_PHOTOS] = 1;
	ev.x[SCORE_COPIED_PHOTO] = 1;
	ev.x[SCORE_MATCH] = 800;
	assert_int_equal(score_report(&card, &ev).lane, LANE_NORMAL);
}

/* M lies between the gate that marked reports pass and the one for bystanders. */
static void a_bystander_of_an_attack_is_doubted_less_than_who_copied(void **state)
{
	struct evidence ev;
	struct score s;

	(void)state;
	evidence_init(&ev);
	ev.x[SCORE_BURST] = 20;
	s = score_report(&card, &ev);
	assert_int_equal(s.hard, HARD_BURST);
	assert_true(s.m >= card.shield_m[GATE_MARKED]);
	assert_true(s.m < card.shield_m[GATE_BYSTANDER]);
	assert_int_equal(s.lane, LANE_NORMAL);
	ev.x[SCORE_COPIED_TEXT] = 1;
	assert_int_equal(score_report(&card, &ev).lane, LANE_SHIELDED);
}

static void good_evidence_beats_a_bad_record_but_not_a_copy(void **state)
{
	struct evidence ev;
	struct score s;

	(void)state;
	evidence_init(&ev);
	ev.x[SCORE_BAD_SHARE] = 400;
	assert_int_equal(score_report(&card, &ev).lane, LANE_SHIELDED);
	ev.x[SCORE_ORDER] = 1;
	ev.x[SCORE_PHOTOS] = 5;
	ev.x[SCORE_PLACE] = 10;
	ev.x[SCORE_TIME] = 900;
	ev.x[SCORE_VISIBLE] = 900;
	s = score_report(&card, &ev);
	assert_true(s.m >= card.shield_m[GATE_MARKED]);
	assert_int_equal(s.lane, LANE_PRIORITY);
	ev.x[SCORE_COPIED_PHOTO] = 1;
	assert_int_equal(score_report(&card, &ev).lane, LANE_SHIELDED);
}

/* Wrong is not malicious: it takes more against the sender than a record of being wrong. */
static void who_was_only_ever_wrong_is_shielded_when_more_speaks_against_him(void **state)
{
	struct evidence ev;

	(void)state;
	evidence_init(&ev);
	ev.x[SCORE_UNFOUNDED] = 49;
	assert_int_equal(score_report(&card, &ev).hard, 0);
	ev.x[SCORE_UNFOUNDED] = 300;
	ev.x[SCORE_HISTORY] = 240;
	assert_int_equal(score_report(&card, &ev).hard, HARD_UNFOUNDED);
	assert_int_equal(score_report(&card, &ev).lane, LANE_NORMAL);
	ev.x[SCORE_TIME] = 100;
	assert_int_equal(score_report(&card, &ev).lane, LANE_SHIELDED);
}

static void two_weak_signs_need_less_than_either_and_a_strong_one_least(void **state)
{
	static const struct {
		int hard;
		enum score_gate gate;
	} row[] = {
		{HARD_COPIED_TEXT,                      GATE_COPY     },
		{ HARD_COPIED_PHOTO,                    GATE_COPY     },
		{ HARD_BURST,                           GATE_BYSTANDER},
		{ HARD_UNFOUNDED,                       GATE_UNFOUNDED},
		{ HARD_UNFOUNDED | HARD_COPIED_TEXT,    GATE_UNFOUNDED},
		{ HARD_UNFOUNDED | HARD_BURST,          GATE_UNFOUNDED},
		{ HARD_UNFOUNDED | HARD_DEVICE,         GATE_MARKED   },
		{ HARD_UNFOUNDED | HARD_BAD_FAITH,      GATE_MARKED   },
		{ HARD_COPIED_TEXT | HARD_COPIED_PHOTO, GATE_MARKED   },
		{ HARD_COPIED_TEXT | HARD_BURST,        GATE_MARKED   },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(score_gate_of((uint8_t)row[i].hard), row[i].gate);
	assert_true(card.shield_m[GATE_UNFOUNDED] < card.shield_m[GATE_BYSTANDER]);
	assert_true(card.shield_m[GATE_UNFOUNDED] < card.shield_m[GATE_COPY]);
	assert_true(card.shield_m[GATE_UNFOUNDED] > card.shield_m[GATE_MARKED]);
}

static void missing_evidence_costs_little(void **state)
{
	struct evidence ev;
	struct score s;

	(void)state;
	evidence_init(&ev);
	s = score_report(&card, &ev);
	assert_true(score_p(s.v) > 0.4);
	assert_true(score_p(s.m) < 0.2);
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		assert_int_equal(s.bins[f], 0);
}

static void honest_reports_outweigh_one_verdict_of_malice(void **state)
{
	struct evidence ev;

	(void)state;
	evidence_init(&ev);
	ev.x[SCORE_BAD_SHARE] = 149;
	assert_int_equal(score_report(&card, &ev).hard, 0);
	ev.x[SCORE_BAD_SHARE] = 150;
	assert_int_equal(score_report(&card, &ev).hard, HARD_BAD_FAITH);
}

static void more_of_a_good_thing_never_lowers_v(void **state)
{
	(void)state;
	for (int f = 0; f < SCORE__FEATURES; f++) {
		struct evidence ev;
		int last_v = 0, last_m = 0;

		evidence_init(&ev);
		for (int32_t x = -200; x < 4000; x++) {
			struct score s;

			ev.x[f] = x;
			s = score_report(&card, &ev);
			if (x > -200) {
				assert_true((s.v - last_v) * score_feature_v_sign(f) >= 0);
				assert_true((s.m - last_m) * score_feature_m_sign(f) >= 0);
			}
			last_v = s.v;
			last_m = s.m;
		}
	}
}

static void a_value_beyond_every_bound_is_in_the_last_bin(void **state)
{
	struct evidence ev;

	(void)state;
	evidence_init(&ev);
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		ev.x[f] = INT32_MAX;
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		assert_int_equal(score_report(&card, &ev).bins[f], card.n_bins[f] - 1);
}

static void reasons_name_hard_signals_first_and_the_rest_by_weight(void **state)
{
	struct evidence ev = attack();
	struct score s = score_report(&card, &ev);
	struct score_reason r[SCORE_REASONS];
	size_t n = score_reasons(&card, &s, r);

	(void)state;
	assert_int_equal(n, SCORE_REASONS);
	assert_string_equal(r[0].code, "hard.copied_photo");
	assert_string_equal(r[4].code, "hard.burst");
	assert_string_equal(r[5].code, "burst.bad");
	for (size_t i = 0; i < n; i++) {
		struct score_reason back;

		assert_true(strlen(r[i].zh) && strlen(r[i].en));
		assert_true(score_reason_find(str_of(r[i].code), &back));
		assert_string_equal(back.zh, r[i].zh);
	}
	assert_false(score_reason_find(STR("hard.luck"), &r[0]));
}

static void evidence_survives_its_bytes(void **state)
{
	struct evidence ev = attack(), back;
	uint8_t bytes[EVIDENCE_PACKED];
	struct str stored = { (const char *)bytes, sizeof(bytes) };

	(void)state;
	ev.x[SCORE_BURST] = -80;
	evidence_pack(&ev, bytes);
	assert_int_equal(evidence_unpack(stored, &back), ERR_OK);
	assert_memory_equal(back.x, ev.x, sizeof(ev.x));
	stored.len = 4; /* of a version that knew one feature */
	assert_int_equal(evidence_unpack(stored, &back), ERR_OK);
	assert_int_equal(back.x[0], ev.x[0]);
	assert_int_equal(back.x[1], EVIDENCE_MISSING);
	stored.len = 5;
	assert_int_equal(evidence_unpack(stored, &back), ERR_CORRUPT);
}

static void lanes_survive_their_names(void **state)
{
	enum lane lane;

	(void)state;
	for (int i = LANE_NORMAL; i <= LANE_SHIELDED; i++) {
		assert_int_equal(lane_parse(str_of(lane_name(i)), &lane), ERR_OK);
		assert_int_equal(lane, i);
	}
	assert_int_equal(lane_parse(STR("fast"), &lane), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_shielded_without_a_hard_signal),
		cmocka_unit_test(an_attack_is_shielded),
		cmocka_unit_test(severity_five_is_never_shielded),
		cmocka_unit_test(one_copied_picture_does_not_shield_a_newcomer),
		cmocka_unit_test(a_bystander_of_an_attack_is_doubted_less_than_who_copied),
		cmocka_unit_test(good_evidence_beats_a_bad_record_but_not_a_copy),
		cmocka_unit_test(who_was_only_ever_wrong_is_shielded_when_more_speaks_against_him),
		cmocka_unit_test(two_weak_signs_need_less_than_either_and_a_strong_one_least),
		cmocka_unit_test(missing_evidence_costs_little),
		cmocka_unit_test(honest_reports_outweigh_one_verdict_of_malice),
		cmocka_unit_test(more_of_a_good_thing_never_lowers_v),
		cmocka_unit_test(a_value_beyond_every_bound_is_in_the_last_bin),
		cmocka_unit_test(reasons_name_hard_signals_first_and_the_rest_by_weight),
		cmocka_unit_test(evidence_survives_its_bytes),
		cmocka_unit_test(lanes_survive_their_names),
	};
	return cmocka_run_group_tests(tests, load_card, NULL);
}
