#include "testing.h"

#include "domain/dialog.h"

#include <string.h>

/* What the matcher and the registry would have brought. */
#define SURE  90
#define GUESS 40

struct heard {
	enum intent intent;
	const char *shop, *place;
	int category, confidence;
};

struct move {
	char kind; /* t text, v value, s shop, p photo, l location, o opened */
	const char *with;
	struct heard heard;
	int candidates; /* found by the search */
	enum shop_decision decision;
	bool question; /* an officer waits */

	enum dialog_stage stage;
	enum dialog_wish wish;
	const char *says;  /* a part of the text */
	const char *quick; /* a value that is offered */
	int card;          /* enum dialog_card + 1 */
};

#define CARD(c) (DIALOG_CARD_##c + 1)
/* One conversation, up to its first row without a kind. */
typedef struct move conversation[12];

struct scene {
	struct arena arena;
	struct dialog d;
	struct dialog_turn turn;
	bool en;
};

static bool offers(const struct dialog_turn *t, const char *value)
{
	for (size_t i = 0; i < t->quicks; i++)
		if (str_eq(t->quick[i].value, str_of(value)))
			return true;
	return false;
}

static bool shows(const struct dialog_turn *t, int card)
{
	for (size_t i = 0; i < t->cards; i++)
		if ((int)t->card[i] + 1 == card)
			return true;
	return false;
}

static struct understood understood_of(const struct heard *h)
{
	struct understood u = { .intent = h->intent, .category = h->category };

	u.intent_said = (struct said){ h->intent != INTENT_UNKNOWN, SURE, 0, 0 };
	u.category_said = (struct said){ h->category > 0, (uint8_t)h->confidence, 0, 0 };
	u.shop = str_of(h->shop);
	u.shop_said = (struct said){ h->shop != NULL, SURE, 0, 0 };
	u.place = str_of(h->place);
	u.place_said = (struct said){ h->place != NULL, SURE, 0, 0 };
	return u;
}

static struct dialog_input input_of(const struct move *m, const struct id *photo)
{
	struct dialog_input in = { .text = str_of(m->with) };

	switch (m->kind) {
	case 't':
		in.kind = DIALOG_IN_TEXT;
		break;
	case 'v':
		in.kind = DIALOG_IN_VALUE;
		break;
	case 's':
		in.kind = DIALOG_IN_SHOP;
		break;
	case 'p':
		in.kind = DIALOG_IN_PHOTOS;
		in.photo = photo;
		in.photos = 1;
		break;
	case 'l':
		in.kind = DIALOG_IN_LOCATION;
		in.has_at = true;
		in.at = (struct geo_point){ 26.0745, 119.2965 };
		in.accuracy_m = 20;
		break;
	default:
		in.kind = DIALOG_IN_OPEN;
	}
	return in;
}

static enum err play_one(struct scene *s, const struct move *m)
{
	static const struct id photo = {
		{1, 2, 3}
	};
	struct understood u = understood_of(&m->heard);
	struct dialog_input in = input_of(m, &photo);
	struct dialog_facts f = { .en = s->en, .said = m->kind == 't' ? &u : NULL };
	struct dialog_need need;
	struct str saved;
	enum err e;

	/* Between any two inputs the draft goes through its stored form. */
	assert_int_equal(dialog_save(&s->d, &s->arena, &saved), ERR_OK);
	assert_int_equal(dialog_load(saved, &s->arena, &s->d), ERR_OK);
	e = dialog_need(&s->d, &in, f.said, &s->arena, &need);
	if (e)
		return e;
	f.searched = need.search;
	f.guessed = need.guess;
	f.candidates = need.search ? (size_t)m->candidates : 0;
	f.decision = m->decision;
	f.first = (struct dialog_shop){ STR("F1"), STR("老福州锅边") };
	if (m->kind == 's')
		f.picked = (struct dialog_shop){ in.text, STR("老福州锅边（东街口店）") };
	f.has_question = m->question;
	f.question = STR("是哪一天？");
	return dialog_step(&s->d, &in, &f, &s->arena, &s->turn);
}

static void play(const struct move *moves, size_t n, bool en, bool whistle)
{
	struct scene s = { .en = en };

	arena_init(&s.arena, 4 << 20);
	dialog_init(&s.d, whistle);
	for (size_t i = 0; i < n && moves[i].kind; i++) {
		const struct move *m = &moves[i];

		assert_int_equal(play_one(&s, m), ERR_OK);
		if (s.d.stage != m->stage || s.turn.wish != m->wish)
			print_error("move %zu: %s\n", i, m->with ? m->with : "");
		assert_int_equal(s.d.stage, m->stage);
		assert_int_equal(s.turn.wish, m->wish);
		assert_true(s.turn.wish != DIALOG_WISH_NOTHING || s.turn.text.len > 0);
		if (m->says && !strstr(s.turn.text.p, m->says))
			fail_msg("move %zu says %s", i, s.turn.text.p);
		if (m->quick && !offers(&s.turn, m->quick))
			fail_msg("move %zu does not offer %s", i, m->quick);
		if (m->card)
			assert_true(shows(&s.turn, m->card));
	}
	arena_release(&s.arena);
}

/* One row a move, however wide. */
/* clang-format off */
static void whole_conversations_end_with_a_report(void **state)
{
	static const conversation all[] = {
		{ /* a photo, then taps only: location, shop, problem, send */
			{ .kind = 'o', .stage = DIALOG_HOME, .says = "您好" },
			{ .kind = 'p', .stage = DIALOG_SHOP, .says = "照片收到了", .card = CARD(LOCATION), .quick = "shop.unknown" },
			{ .kind = 'l', .candidates = 5, .stage = DIALOG_SHOP, .card = CARD(SHOPS), .quick = "shop.none" },
			{ .kind = 's', .with = "F9", .stage = DIALOG_CATEGORY, .quick = "category.V14" },
			{ .kind = 'v', .with = "category.V14", .stage = DIALOG_SUMMARY, .card = CARD(SUMMARY), .quick = "submit" },
			{ .kind = 'v', .with = "submit", .stage = DIALOG_SUMMARY, .wish = DIALOG_WISH_SUBMIT },
		},
		{ /* one sentence fills all it can */
			{ .kind = 't', .with = "昨晚在仓山万达的老福州锅边点外卖吃到蟑螂",
			  .heard = { INTENT_REPORT, "老福州锅边", "仓山万达", 14, SURE }, .candidates = 1, .decision = SHOP_LINK,
			  .stage = DIALOG_PHOTO, .says = "老福州锅边", .card = CARD(PHOTO), .quick = "photo.skip" },
			{ .kind = 'v', .with = "photo.skip", .stage = DIALOG_SUMMARY, .card = CARD(SUMMARY) },
			{ .kind = 't', .with = "好的", .heard = { .intent = INTENT_YES }, .stage = DIALOG_SUMMARY, .wish = DIALOG_WISH_SUBMIT },
		},
		{ /* the matcher is not sure: asked, not assumed */
			{ .kind = 't', .with = "锅边店有老鼠", .heard = { INTENT_REPORT, "锅边店", NULL, 14, SURE }, .candidates = 4, .decision = SHOP_ASK,
			  .stage = DIALOG_SHOP, .says = "锅边店", .card = CARD(SHOPS), .quick = "shop.none" },
			{ .kind = 's', .with = "F2", .stage = DIALOG_PHOTO },
			{ .kind = 'p', .stage = DIALOG_SUMMARY, .says = "照片收到了" },
			{ .kind = 'v', .with = "submit", .stage = DIALOG_SUMMARY, .wish = DIALOG_WISH_SUBMIT },
		},
		{ /* none of the candidates, location denied: the district completes it */
			{ .kind = 't', .with = "阿依来烤肉不干净", .heard = { INTENT_REPORT, "阿依来烤肉", NULL, 21, SURE }, .candidates = 3, .decision = SHOP_NONE,
			  .stage = DIALOG_SHOP, .says = "好像没有", .quick = "shop.none" },
			{ .kind = 'v', .with = "shop.none", .stage = DIALOG_PLACE, .card = CARD(LOCATION), .quick = "location.skip" },
			{ .kind = 'v', .with = "location.skip", .stage = DIALOG_PLACE, .quick = "area.350104" },
			{ .kind = 'v', .with = "area.350104", .stage = DIALOG_PHOTO },
			{ .kind = 'v', .with = "photo.skip", .stage = DIALOG_SUMMARY, .quick = "edit.at" },
			{ .kind = 'v', .with = "submit", .stage = DIALOG_SUMMARY, .wish = DIALOG_WISH_SUBMIT },
		},
		{ /* the name is not known, nor the district */
			{ .kind = 'v', .with = "category.V16", .stage = DIALOG_SHOP, .quick = "shop.unknown" },
			{ .kind = 'v', .with = "shop.unknown", .stage = DIALOG_PLACE, .says = "不知道店名也可以举报" },
			{ .kind = 't', .with = "学校后门那条街", .stage = DIALOG_PLACE, .quick = "area.350100" },
			{ .kind = 'v', .with = "area.350100", .stage = DIALOG_PHOTO },
			{ .kind = 'v', .with = "photo.skip", .stage = DIALOG_SUMMARY },
			{ .kind = 'v', .with = "submit", .stage = DIALOG_SUMMARY, .wish = DIALOG_WISH_SUBMIT },
		},
		{ /* who does not know the name knows the shop when seeing it */
			{ .kind = 'v', .with = "category.V13", .stage = DIALOG_SHOP },
			{ .kind = 'v', .with = "shop.unknown", .stage = DIALOG_PLACE, .card = CARD(LOCATION) },
			{ .kind = 'l', .candidates = 5, .stage = DIALOG_SHOP, .card = CARD(SHOPS) },
			{ .kind = 's', .with = "F3", .stage = DIALOG_PHOTO },
		},
		{ /* … or does not: no second question about the name */
			{ .kind = 'v', .with = "category.V13", .stage = DIALOG_SHOP },
			{ .kind = 'v', .with = "shop.unknown", .stage = DIALOG_PLACE },
			{ .kind = 'l', .candidates = 5, .stage = DIALOG_SHOP },
			{ .kind = 'v', .with = "shop.none", .stage = DIALOG_PHOTO },
		},
		{ /* none of the near ones: asked for its name once, by text */
			{ .kind = 'p', .stage = DIALOG_SHOP },
			{ .kind = 'l', .candidates = 5, .stage = DIALOG_SHOP },
			{ .kind = 'v', .with = "shop.none", .stage = DIALOG_SHOP, .says = "店名是什么" },
			{ .kind = 't', .with = "小胖烧烤", .candidates = 0, .decision = SHOP_NONE, .stage = DIALOG_CATEGORY, .says = "没找到「小胖烧烤」" },
			{ .kind = 'v', .with = "category.more", .stage = DIALOG_CATEGORY, .quick = "category.V28" },
			{ .kind = 'v', .with = "category.V28", .stage = DIALOG_SUMMARY },
		},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		play(all[i], ARRAY_LEN(all[i]), false, false);
}

static void a_guess_is_offered_and_not_taken_as_said(void **state)
{
	static const conversation all[] = {
		{
			{ .kind = 't', .with = "怪怪的", .heard = { INTENT_REPORT, "甲店", NULL, 16, GUESS }, .candidates = 1, .decision = SHOP_LINK,
			  .stage = DIALOG_CATEGORY, .says = "听起来像是「食品腐败变质」", .quick = "category.V16" },
			{ .kind = 't', .with = "是的", .heard = { .intent = INTENT_YES }, .stage = DIALOG_PHOTO },
		},
		{
			{ .kind = 't', .with = "怪怪的", .heard = { INTENT_REPORT, "甲店", NULL, 16, GUESS }, .candidates = 1, .decision = SHOP_LINK,
			  .stage = DIALOG_CATEGORY },
			{ .kind = 't', .with = "不是", .heard = { .intent = INTENT_NO }, .stage = DIALOG_CATEGORY, .says = "最接近", .quick = "category.V15" },
			{ .kind = 'v', .with = "category.V15", .stage = DIALOG_PHOTO },
		},
		{ /* a few words of which nothing is understood begin no report */
			{ .kind = 't', .with = "谢谢", .stage = DIALOG_HOME, .says = "没太听明白", .quick = "category.V14" },
			{ .kind = 't', .with = "没有", .heard = { .intent = INTENT_NO }, .stage = DIALOG_HOME, .says = "没太听明白" },
		},
		{ /* no name stood out, but the sentence is like a shop's: shown, not taken */
			{ .kind = 't', .with = "老福州锅边", .candidates = 1, .decision = SHOP_LINK, .stage = DIALOG_SHOP, .says = "您说的是下面这家吗", .card = CARD(SHOPS) },
			{ .kind = 'v', .with = "shop.none", .stage = DIALOG_SHOP, .says = "店名是什么" },
		},
		{ /* a longer one is kept, and asked */
			{ .kind = 't', .with = "他们家的做法我真的说不清楚", .stage = DIALOG_SHOP, .says = "是哪家店" },
			{ .kind = 's', .with = "F1", .stage = DIALOG_CATEGORY, .says = "您说的我记下了" },
		},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		play(all[i], ARRAY_LEN(all[i]), false, false);
}

static void every_slot_can_be_changed_from_the_summary(void **state)
{
	static const conversation ready = {
		{ .kind = 't', .with = "甲店有老鼠", .heard = { INTENT_REPORT, "甲店", NULL, 14, SURE }, .candidates = 1, .decision = SHOP_LINK, .stage = DIALOG_PHOTO },
		{ .kind = 'p', .stage = DIALOG_SUMMARY },
	};
	static const conversation edits[] = {
		{ { .kind = 'v', .with = "edit.category", .stage = DIALOG_CATEGORY },
		  { .kind = 'v', .with = "category.V13", .stage = DIALOG_SUMMARY } },
		{ { .kind = 'v', .with = "edit.shop", .stage = DIALOG_SHOP },
		  { .kind = 't', .with = "乙店", .candidates = 2, .decision = SHOP_ASK, .stage = DIALOG_SHOP, .says = "像「乙店」" },
		  { .kind = 's', .with = "F2", .stage = DIALOG_SUMMARY } },
		{ { .kind = 'v', .with = "edit.text", .stage = DIALOG_TEXT },
		  { .kind = 't', .with = "后厨有三只老鼠", .stage = DIALOG_SUMMARY } },
		{ { .kind = 'v', .with = "edit.photos", .stage = DIALOG_PHOTO, .card = CARD(PHOTO) },
		  { .kind = 'p', .stage = DIALOG_SUMMARY } },
		{ { .kind = 'v', .with = "edit.at", .stage = DIALOG_SUMMARY } },
		{ { .kind = 't', .with = "不对", .heard = { .intent = INTENT_NO }, .stage = DIALOG_SUMMARY, .says = "要改哪一项", .quick = "edit.text" } },
		{ { .kind = 't', .with = "昨天也有", .stage = DIALOG_SUMMARY, .says = "补充好了" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		conversation both = { 0 };

		memcpy(both, ready, 2 * sizeof(struct move));
		memcpy(both + 2, edits[i], 4 * sizeof(struct move));
		play(both, ARRAY_LEN(both), false, false);
	}
}

static void questions_beside_the_draft_are_answered_and_the_draft_stays(void **state)
{
	static const conversation all[] = {
		{
			{ .kind = 'v', .with = "category.V14", .stage = DIALOG_SHOP },
			{ .kind = 't', .with = "怎么用", .heard = { .intent = INTENT_HELP }, .stage = DIALOG_SHOP, .says = "市场监管所" },
			{ .kind = 't', .with = "进度", .heard = { .intent = INTENT_STATUS }, .stage = DIALOG_SHOP, .says = "还没有发送过", .quick = "continue" },
			{ .kind = 'v', .with = "continue", .stage = DIALOG_SHOP },
			{ .kind = 't', .with = "算了", .heard = { .intent = INTENT_CANCEL }, .stage = DIALOG_HOME, .says = "清空" },
			{ .kind = 't', .with = "算了", .heard = { .intent = INTENT_CANCEL }, .stage = DIALOG_HOME, .says = "没有正在填写" },
		},
		{ /* a dispute goes to 12315, what is a report stays one */
			{ .kind = 't', .with = "我要退款", .heard = { .intent = INTENT_DISPUTE }, .stage = DIALOG_HOME, .says = "12315" },
			{ .kind = 't', .with = "有虫，要赔钱", .heard = { INTENT_DISPUTE, NULL, NULL, 15, SURE }, .stage = DIALOG_SHOP },
		},
		{
			{ .kind = 't', .with = "我是骑手", .heard = { .intent = INTENT_WHISTLE }, .stage = DIALOG_HOME, .says = "吹哨人" },
			{ .kind = 'v', .with = "reward", .stage = DIALOG_HOME, .says = "还没有奖励" },
		},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		play(all[i], ARRAY_LEN(all[i]), false, false);
}

static void what_answers_an_officer_goes_to_the_officer(void **state)
{
	static const conversation all[] = {
		{ { .kind = 't', .with = "前天中午", .question = true, .stage = DIALOG_HOME, .wish = DIALOG_WISH_ADD, .says = "已转给核查人员" },
		  { .kind = 'p', .question = true, .stage = DIALOG_HOME, .wish = DIALOG_WISH_ADD } },
		{ { .kind = 'v', .with = "answer", .question = true, .stage = DIALOG_ANSWER, .says = "是哪一天" },
		  { .kind = 't', .with = "不是", .heard = { .intent = INTENT_NO }, .question = true, .stage = DIALOG_HOME, .wish = DIALOG_WISH_ADD } },
		{ { .kind = 'v', .with = "answer", .stage = DIALOG_HOME, .says = "没有等您回答" } },
		/* A draft under way is not mistaken for the answer. */
		{ { .kind = 'v', .with = "category.V14", .question = true, .stage = DIALOG_SHOP },
		  { .kind = 't', .with = "甲店", .question = true, .candidates = 1, .decision = SHOP_LINK, .stage = DIALOG_PHOTO } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		play(all[i], ARRAY_LEN(all[i]), false, false);
}

static void english_is_spoken_to_the_english_and_riders_see_their_problems(void **state)
{
	static const conversation english = {
		{ .kind = 'o', .stage = DIALOG_HOME, .says = "Hello!" },
		{ .kind = 'v', .with = "category.V14", .stage = DIALOG_SHOP, .says = "Which shop" },
		{ .kind = 's', .with = "F1", .stage = DIALOG_PHOTO, .says = "photos" },
		{ .kind = 'v', .with = "photo.skip", .stage = DIALOG_SUMMARY, .says = "send it" },
	};
	static const conversation rider = {
		{ .kind = 'o', .stage = DIALOG_HOME, .quick = "category.V11" },
	};

	(void)state;
	play(english, ARRAY_LEN(english), true, false);
	play(rider, ARRAY_LEN(rider), false, true);
}

/* clang-format on */

static void what_nobody_offered_is_refused(void **state)
{
	static const struct {
		struct move move;
		enum err want;
	} row[] = {
		{{ .kind = 'v', .with = "drop table" },       ERR_INPUT},
		{ { .kind = 'v', .with = "category.V99" },    ERR_INPUT},
		{ { .kind = 'v', .with = "area.110000" },     ERR_INPUT},
		{ { .kind = 'v', .with = "edit.everything" }, ERR_INPUT},
		{ { .kind = 't', .with = "   " },             ERR_INPUT},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct scene s = { 0 };

		arena_init(&s.arena, 1 << 20);
		dialog_init(&s.d, false);
		assert_int_equal(play_one(&s, &row[i].move), row[i].want);
		arena_release(&s.arena);
	}
}

static void nothing_grows_without_end(void **state)
{
	struct scene s = { 0 };
	static char word[3001];
	struct move talk = { .kind = 't', .with = word }, photo = { .kind = 'p' };
	enum err e = ERR_OK;

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	arena_init(&s.arena, 4 << 20);
	dialog_init(&s.d, false);
	s.d.shop_state = DIALOG_SHOP_PICKED;
	assert_int_equal(play_one(&s, &talk), ERR_OK);
	assert_int_equal(play_one(&s, &talk), ERR_LIMIT);
	dialog_init(&s.d, false);
	for (int i = 0; i < DIALOG_PHOTOS_MAX; i++)
		assert_int_equal(play_one(&s, &photo), ERR_OK);
	e = play_one(&s, &photo);
	assert_int_equal(e, ERR_LIMIT);
	arena_release(&s.arena);
}

static void a_sent_report_leaves_a_receipt_and_an_empty_draft(void **state)
{
	struct scene s = { 0 };
	struct id report = { { 9 } };

	(void)state;
	arena_init(&s.arena, 1 << 20);
	dialog_init(&s.d, true);
	s.d.category = 14;
	assert_int_equal(
		dialog_sent(&s.d, report, STR("东街市场监督管理所"), false, &s.arena, &s.turn),
		ERR_OK);
	assert_non_null(strstr(s.turn.text.p, "东街市场监督管理所"));
	assert_true(shows(&s.turn, CARD(RECEIPT)));
	assert_int_equal(s.d.category, 0);
	assert_true(s.d.whistle);
	assert_true(id_eq(s.d.report, report));
	arena_release(&s.arena);
}

static void a_report_has_words_even_when_its_sender_only_tapped(void **state)
{
	struct dialog d;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 16);
	dialog_init(&d, false);
	d.category = 14;
	assert_true(str_eq(dialog_description(&d, false), STR("鼠虫害")));
	d.text = STR("有老鼠");
	assert_true(str_eq(dialog_description(&d, false), STR("有老鼠")));
	d.area = STR("350104");
	d.place = STR("万达后门");
	d.shop_text = STR("小胖烧烤");
	assert_true(str_eq(dialog_shop_text(&d, &a), STR("仓山区万达后门 小胖烧烤")));
	d.place = STR("仓山万达后门");
	assert_true(str_eq(dialog_shop_text(&d, &a), STR("仓山万达后门 小胖烧烤")));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_conversations_end_with_a_report),
		cmocka_unit_test(a_guess_is_offered_and_not_taken_as_said),
		cmocka_unit_test(every_slot_can_be_changed_from_the_summary),
		cmocka_unit_test(questions_beside_the_draft_are_answered_and_the_draft_stays),
		cmocka_unit_test(what_answers_an_officer_goes_to_the_officer),
		cmocka_unit_test(english_is_spoken_to_the_english_and_riders_see_their_problems),
		cmocka_unit_test(what_nobody_offered_is_refused),
		cmocka_unit_test(nothing_grows_without_end),
		cmocka_unit_test(a_sent_report_leaves_a_receipt_and_an_empty_draft),
		cmocka_unit_test(a_report_has_words_even_when_its_sender_only_tapped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
