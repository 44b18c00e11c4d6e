/*
 * credit.get, credit.withdraw: the personal credit score of who signed in by phone. It is given
 * when signing in (auth.verify), since only then the number is at hand; taken back here at any
 * time.
 */
#include "gateway/tables.h"

struct credit {
	struct id owner;
	const char *state;
};

static enum err credit_load(struct request *rq, struct services *sv)
{
	struct credit *c = arena_new(&rq->arena, struct credit);
	struct r_credit_age *row;
	size_t n;
	enum err e;

	if (!c)
		return ERR_MEMORY;
	c->owner = keyring_hash_id(rq->keys, KEY_CREDIT, rq->who.id);
	c->state = "none";
	rq->loaded = c;
	e = DB_ROWS(sv->db, &rq->arena, credit_age, &row, &n, .owner = c->owner);
	if (e || !n)
		return e;
	if (row->due_ms != I64_NULL)
		c->state = "asked";
	else if (rq->now_ms - row->fetched_ms < rq->config->credit_cache_ms)
		c->state = "kept";
	return ERR_OK;
}

static enum err get_decide(struct request *rq, struct effects *fx)
{
	const struct credit *c = rq->loaded;

	(void)fx;
	rq->result = json_pack("{s:s}", "state", c->state);
	return ERR_OK;
}

/* Score and question are forgotten together: an answer under way finds nothing to fill. */
static enum err withdraw_decide(struct request *rq, struct effects *fx)
{
	const struct credit *c = rq->loaded;

	FX(fx, credit_drop, .owner = c->owner);
	rq->result = json_pack("{s:s}", "state", "none");
	return ERR_OK;
}

const struct msg_type credit_msgs[] = {
	{.name = "credit.get",
         .roles = ROLE_CITIZEN,
         .zh = "本人的信用分：没有、查询中、已用于筛选（不给出分数）",
         .en = "one's own credit score: none, asked for, or in use; never the number",
         .work = WORK_READ,
         .load = credit_load,
         .decide = get_decide },
	{ .name = "credit.withdraw",
         .roles = ROLE_CITIZEN,
         .flags = MSG_KEYED,
         .zh = "撤回使用信用分的同意，已查到的分数随即删除",
         .en = "takes back the consent to a credit score; what was learnt is deleted",
         .work = WORK_READ,
         .load = credit_load,
         .decide = withdraw_decide },
	{ .name = NULL },
};
