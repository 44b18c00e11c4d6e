#include "gateway/chat_load.h"

#include "domain/shop_near.h"
#include "domain/step_text.h"
#include "gateway/chat.h"
#include "io/shop_file.h"

/* A whole sentence is a weak query: what it finds is worth showing above these. */
#define GUESS_FIRST_P 0.3
#define GUESS_P       0.05

static enum err load_draft(struct request *rq, struct services *sv, struct chat_case *c)
{
	struct r_conv_get *row;
	struct str draft;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, conv_get, &row, &n, .id = c->conv);

	dialog_init(&c->d, rq->who.roles & ROLE_WHISTLE);
	if (e || n == 0)
		return e;
	c->version = row->version;
	/* A draft of another key or release is lost; the conversation is not. */
	if (keyring_open(rq->keys, KEY_CONV, row->draft, &rq->arena, &draft) ||
	    dialog_load(draft, &rq->arena, &c->d))
		dialog_init(&c->d, rq->who.roles & ROLE_WHISTLE);
	return ERR_OK;
}

static enum err load_question(struct request *rq, struct services *sv, struct chat_case *c)
{
	struct r_chat_question *row;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, chat_question, &row, &n,
			     .owner = request_owner(rq));

	if (e || n == 0 || !row->question.p)
		return e;
	c->facts.has_question = true;
	c->facts.asked_report = row->id;
	c->facts.question = row->question;
	return ERR_OK;
}

static enum err load_progress(struct request *rq, struct services *sv, struct chat_case *c)
{
	struct r_chat_last_report *last;
	struct r_report_step_list *step;
	size_t n, rewards;
	enum err e = DB_ROWS(sv->db, &rq->arena, chat_last_report, &last, &n,
			     .owner = request_owner(rq));

	if (e || n == 0)
		return e;
	c->last_report = last->id;
	e = DB_ROWS(sv->db, &rq->arena, report_step_list, &step, &n, .first = last->id,
		    .report = last->id);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, reward_of_report, &c->reward, &rewards,
			    .report = last->id);
	if (e)
		return e;
	if (rewards == 0)
		c->reward = NULL;
	c->made = arena_array(&rq->arena, n + 1, struct dialog_step_made);
	if (!c->made)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		c->made[i] = (struct dialog_step_made){ .at_ms = step[i].at_ms, .note = STR("") };
		if (report_state_parse(step[i].state, &c->made[i].state))
			return ERR_CORRUPT;
		c->made[i].note = step_text(c->made[i].state, step[i].code, step[i].note, rq->en,
					    &rq->arena);
	}
	c->facts.made = c->made;
	c->facts.n_made = n;
	c->facts.has_reward = c->reward != NULL;
	return ERR_OK;
}

static void drop_weak(struct shop_match_result *m)
{
	if (m->candidates && m->candidate[0].p < GUESS_FIRST_P)
		m->candidates = 0;
	while (m->candidates && m->candidate[m->candidates - 1].p < GUESS_P)
		m->candidates--;
}

static enum err search(struct request *rq, const struct shop_index *idx,
		       const struct dialog_need *need, struct chat_case *c)
{
	struct shop_match_result m = { .decision = SHOP_ASK };
	enum err e = ERR_OK;

	if (need->nearby) {
		m.candidates = shop_near(idx, need->query.at, need->query.datum, m.candidate);
	} else {
		AUTO(arena) scratch = { .cap = SHOP_MATCH_ARENA };

		e = shop_match(idx, &need->query, &scratch, &m);
		if (e == ERR_INPUT) /* nothing of the name is left after normalising */
			m = (struct shop_match_result){ .decision = SHOP_NONE };
		else if (e)
			return e;
	}
	if (need->guess)
		drop_weak(&m);
	c->facts.searched = true;
	c->facts.guessed = need->guess;
	c->facts.decision = m.decision;
	c->facts.candidates = m.candidates;
	e = shop_found_copy(idx, m.candidate, m.candidates, &rq->arena, &c->found);
	if (!e && m.candidates)
		c->facts.first = (struct dialog_shop){ c->found[0].shop.id,
						       shop_name(&c->found[0].shop) };
	return e;
}

/* The shop that was tapped. An unknown id leaves facts.picked empty. */
static enum err find_picked(struct request *rq, const struct shop_index *idx, struct str id,
			    struct chat_case *c)
{
	struct shop shop;
	uint32_t ordinal;
	enum err e;

	if (shop_index_find(idx, id, &ordinal))
		return ERR_OK;
	e = shop_index_get(idx, ordinal, &rq->arena, &shop);
	if (!e)
		c->facts.picked = (struct dialog_shop){ shop.id, shop_name(&shop) };
	return e;
}

/* What needs the registry; idx may be NULL. */
static enum err look_up(struct request *rq, const struct shop_index *idx, struct dialog_input *in,
			struct chat_case *c, struct dialog_need *ret_need)
{
	enum err e = ERR_OK;

	if (in->kind == DIALOG_IN_TEXT) {
		e = understand(in->text, rq->now_ms, idx, &rq->arena, &c->said);
		if (e)
			return e;
		c->facts.said = &c->said;
	}
	e = dialog_need(&c->d, in, c->facts.said, &rq->arena, ret_need);
	if (!e && idx && ret_need->search)
		e = search(rq, idx, ret_need, c);
	if (!e && idx && in->kind == DIALOG_IN_SHOP)
		e = find_picked(rq, idx, in->text, c);
	return e;
}

/* The dialog's errors as the client reads them. */
static enum err refusal_of(struct request *rq, enum err e, enum dialog_input_kind kind)
{
	static const char *const field[] = {
		[DIALOG_IN_OPEN] = NULL,       [DIALOG_IN_TEXT] = "text",
		[DIALOG_IN_VALUE] = "value",   [DIALOG_IN_SHOP] = "value",
		[DIALOG_IN_PHOTOS] = "photos", [DIALOG_IN_LOCATION] = "location",
	};

	switch (e) {
	case ERR_INPUT:
	case ERR_LIMIT:
		return refuse(rq, "params.bad", field[kind]);
	case ERR_NOT_FOUND:
		return refuse(rq, "shop.not_found", field[kind]);
	default:
		return e;
	}
}

enum err chat_take(struct request *rq, struct services *sv, struct dialog_input *in,
		   struct chat_case **ret_case)
{
	struct chat_case *c = arena_new(&rq->arena, struct chat_case);
	struct shop_mapping *map;
	struct dialog_need need;
	enum err e;

	if (!c)
		return ERR_MEMORY;
	c->conv = chat_conv(rq->keys, rq->who.id);
	c->facts = (struct dialog_facts){ .now_ms = rq->now_ms, .en = rq->en };
	e = load_draft(rq, sv, c);
	if (!e)
		e = load_question(rq, sv, c);
	if (e)
		return e;
	map = sv->shops ? shop_file_hold(sv->shops) : NULL;
	e = look_up(rq, map ? shop_mapping_index(map) : NULL, in, c, &need);
	if (map)
		shop_file_drop(sv->shops, map);
	if (!e && need.progress)
		e = load_progress(rq, sv, c);
	if (!e)
		e = dialog_step(&c->d, in, &c->facts, &rq->arena, &c->turn);
	if (e)
		return refusal_of(rq, e, in->kind);
	*ret_case = c;
	return ERR_OK;
}
