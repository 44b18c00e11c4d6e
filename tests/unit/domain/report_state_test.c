#include "testing.h"

#include "domain/report_state.h"

#include <string.h>

static void only_listed_pairs_move_a_report(void **state)
{
	(void)state;
	for (int s = 0; s < REPORT_STATE__COUNT; s++) {
		for (int ev = 0; ev < REPORT_EVENT__COUNT; ev++) {
			enum report_state next = REPORT_STATE__COUNT;
			size_t listed = 0;
			enum err e;

			for (size_t i = 0; i < report_moves_len; i++)
				if ((int)report_moves[i].state == s &&
				    (int)report_moves[i].event == ev)
					listed++;
			assert_true(listed <= 1); /* a second line would be dead */
			e = report_state_next((enum report_state)s, (enum report_event)ev, &next);
			assert_int_equal(e, listed ? ERR_OK : ERR_RULE);
			if (e)
				assert_int_equal(next, REPORT_STATE__COUNT);
			else
				assert_true(next < REPORT_STATE__COUNT);
		}
	}
}

static void a_verdict_is_reached_only_from_review(void **state)
{
	(void)state;
	for (size_t i = 0; i < report_moves_len; i++) {
		const struct report_move *m = &report_moves[i];

		if (!report_state_is_verdict(m->next))
			continue;
		assert_true(m->state == REPORT_IN_REVIEW || m->state == REPORT_INFO_NEEDED);
		assert_int_equal(report_verdict_event(m->next), m->event);
	}
}

static void every_state_can_be_reached(void **state)
{
	bool reached[REPORT_STATE__COUNT] = { [REPORT_RECEIVED] = true };
	bool grew = true;

	(void)state;
	while (grew) {
		grew = false;
		for (size_t i = 0; i < report_moves_len; i++) {
			if (reached[report_moves[i].state] && !reached[report_moves[i].next]) {
				reached[report_moves[i].next] = true;
				grew = true;
			}
		}
	}
	for (size_t i = 0; i < REPORT_STATE__COUNT; i++)
		assert_true(reached[i]);
}

static void every_open_state_leads_on(void **state)
{
	(void)state;
	for (int s = 0; s < REPORT_STATE__COUNT; s++) {
		enum report_state next;

		if (report_state_is_open((enum report_state)s))
			assert_int_equal(
				report_state_next((enum report_state)s, REPORT_EV_CLAIM, &next),
				ERR_OK);
	}
}

static void withdrawn_is_the_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < report_moves_len; i++)
		assert_int_not_equal(report_moves[i].state, REPORT_WITHDRAWN);
	assert_false(report_state_is_open(REPORT_WITHDRAWN));
}

static void whole_lives_follow_the_table(void **state)
{
	static const struct {
		enum report_event ev[8];
		size_t n;
		enum err end;
		enum report_state at;
	} life[] = {
		{{ REPORT_EV_TRIAGE, REPORT_EV_CLAIM, REPORT_EV_ASK, REPORT_EV_ANSWER,
		    REPORT_EV_VERIFIED, REPORT_EV_CLOSE },
                 6,									       ERR_OK,
                 REPORT_CLOSED											      },
		{ { REPORT_EV_TRIAGE, REPORT_EV_CLAIM, REPORT_EV_MALICIOUS, REPORT_EV_APPEAL,
		    REPORT_EV_CLAIM, REPORT_EV_PARTLY },
                 6,									       ERR_OK,
                 REPORT_PARTLY											      },
		{ { REPORT_EV_TRIAGE, REPORT_EV_CLAIM, REPORT_EV_HAND_OVER },
                 3,									       ERR_OK,
                 REPORT_TRIAGED											     },
		{ { REPORT_EV_TRIAGE, REPORT_EV_WITHDRAW },                                    2, ERR_OK,   REPORT_WITHDRAWN},
		{ { REPORT_EV_TRIAGE, REPORT_EV_VERIFIED },                                    2, ERR_RULE, REPORT_TRIAGED  },
		{ { REPORT_EV_TRIAGE, REPORT_EV_CLOSE },                                       2, ERR_RULE, REPORT_TRIAGED  },
		{ { REPORT_EV_TRIAGE, REPORT_EV_CLAIM, REPORT_EV_VERIFIED, REPORT_EV_APPEAL },
                 4,									       ERR_RULE,
                 REPORT_VERIFIED											    },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(life); i++) {
		enum report_state at = REPORT_RECEIVED;

		for (size_t k = 0; k < life[i].n; k++)
			assert_int_equal(report_state_next(at, life[i].ev[k], &at),
					 k + 1 == life[i].n ? life[i].end : ERR_OK);
		assert_int_equal(at, life[i].at);
	}
}

static void names_lead_back_and_texts_exist_in_both_languages(void **state)
{
	enum report_state s;

	(void)state;
	for (int i = 0; i < REPORT_STATE__COUNT; i++) {
		assert_int_equal(
			report_state_parse(str_of(report_state_name((enum report_state)i)), &s),
			ERR_OK);
		assert_int_equal(s, i);
		assert_true(strlen(report_state_text((enum report_state)i, false)) > 0);
		assert_true(strlen(report_state_text((enum report_state)i, true)) > 0);
	}
	assert_int_equal(report_state_parse(STR("done"), &s), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_listed_pairs_move_a_report),
		cmocka_unit_test(a_verdict_is_reached_only_from_review),
		cmocka_unit_test(every_state_can_be_reached),
		cmocka_unit_test(every_open_state_leads_on),
		cmocka_unit_test(withdrawn_is_the_end),
		cmocka_unit_test(whole_lives_follow_the_table),
		cmocka_unit_test(names_lead_back_and_texts_exist_in_both_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
