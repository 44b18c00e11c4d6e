#include "understand_name.h"
#include "understand_spot.h"

#include "domain/understand_parts.h"
#include "domain/understand_place.h"

#include <uchar.h>

/*
 * A name stands between words that lead to it and words that follow it. Every
 * stretch between two such words is a candidate; what leads, what follows, what
 * it ends in and whether it is registered make its score.
 */
struct marker {
	const char *words;
	float score;
};

static const struct marker leads[] = {
	{"店名是|店名叫|店名为|店名：|店名,|店名|名叫|叫做|名字叫|名字是|店叫|店是|招牌是|"
	  "招牌写着|"
	  "招牌|店铺叫做|店铺叫|店铺,|店铺：|店铺是|店铺|商家,|商家是|商户,|商户是|商户|店家,|"
	  "店家是|"
	  "有家叫|有一家叫|一家叫|有个店叫|家店叫|摊子叫|摊名|举报对象|被举报人|门店,",
         4															   },
	{ "举报一下|举报|投诉一下|投诉|反映一下|反映|曝光",                                                  2.5f},
	{ "有一家|有家|这家|那家|那间|这间|一家|那个|这个|叫",                                               2.5f},
	{ "路过|经过|从|点过|吃过|隔壁|楼下的|订的|叫了|叫的|刷到",                                        1.8f},
	{ "在|去了|去|到|于|跟|向|上|找",									      1.8f},
	{ "点了一份|点了个|点了一杯|点了|点的是|点的|买了一份|买了一杯|买了|买的|订了|吃了|吃的|"
	  "喝了|"
	  "食的|食了|食|呷了|呷|点|吃|买",								   1.3f},
};

static const struct marker follows[] = {
	{"这家店|那家店|的店|的外卖店|的餐馆|的餐厅|的小店|这家|那家|这个店|这店|那间店|这间店|"
	  "一店家|店里|店内",										    3   },
	{ "点了|点的|点外卖|点单|点餐|点份|点个|点杯|叫外卖|叫了|叫的|订了|订的|买了|买的|吃到|"
	  "吃出|"
	  "吃了|吃的|吃饭|吃|买|点|喝出|喝到|喝|下单|消费|用餐|打包|堂食|聚餐|送来|送的",
         2.5f															},
	{ "的后厨|后厨|的厨房|厨房|的老板|老板娘|老板|的员工|员工|的店员|店员|服务员|厨师|师傅|"
	  "的外卖|外卖|里面|里头|里|门口|的奶茶|的饭|的面|的菜|的汤|的东西|的餐具|的碗|的筷子|的肉|"
	  "的包装|的监控|监控|的证|的执照|的地址|的评价|卖的|做的|家的|那边|客服|冰箱|餐具|地上|"
	  "桌上",												     2.2f},
	{ "没有|没|不|无|有|存在|涉嫌|发现|卖|用|把|给|做|拿|未|居然|竟然|都|很|太|被|直接|又|从来|"
	  "一直|经常|天天|是|在|挂|超|借|伪造|冒充|删|偷|随便|毛|每天|今天|昨天|昨晚",
         1.2f															},
};

/* More candidates than any honest sentence has. */
#define CANDIDATES_MAX 150

struct choice {
	struct span at;
	float score;
};

/* --- candidates --------------------------------------------------------------------------- */

/* What is known before candidates are weighed, and the best so far. */
struct search {
	const struct sentence *s;
	const struct shop_index *idx;
	const struct understood *r;
	struct spotting spots;
	struct choice best;
	int weighed;
};

#define SPOT_WORTH 6.0f /* nats for a point of score */
#define SPOT_MOST  5.0f

/* Is it a registered name, give or take a symbol? */
static float registered(const struct search *f, struct span at)
{
	float best = 0;

	for (size_t i = 0; i < f->spots.n; i++) {
		const struct spotted *x = &f->spots.name[i];
		size_t off = (x->at.from > at.from ? x->at.from - at.from : at.from - x->at.from) +
			     (x->at.to > at.to ? x->at.to - at.to : at.to - x->at.to);
		float score = x->nats / SPOT_WORTH;

		score = (score > SPOT_MOST ? SPOT_MOST : score) - (float)off * 1.5f;
		best = score > best ? score : best;
	}
	return best;
}

#define PLACED      0.5f /* a place stands before it */
#define PLACED_WELL 1.5f

static void weigh_name(struct search *f, struct span name, float score)
{
	const struct sentence *s = f->s;
	float known;

	name.from = understand_name_trim(s, name).from;
	if (name.to <= name.from || !understand_is_name(s, f->idx, name))
		return;
	known = registered(f, name);
	score += understand_name_kind(s, name) + known;
	if (known <= 0)
		score -= understand_name_grammar(s, name);
	/* Very long is a sentence, not a name. */
	if (name.to - name.from > 9)
		score -= 0.4f * (float)(name.to - name.from - 9);
	if (score > f->best.score)
		f->best = (struct choice){ name, score };
}

/* 水部的阿凯凉茶铺: what stands before 的 says where, when a kind of shop ends the rest. */
static void weigh_owned(struct search *f, struct span name, float score)
{
	for (size_t i = name.from + 2; i + 3 < name.to; i++) {
		struct span rest = { i + 1, name.to };

		if (f->s->c[i] == u'的' && understand_name_kind(f->s, rest) > 0)
			weigh_name(f, rest, score + PLACED);
	}
}

static void weigh(struct search *f, struct span at, float score)
{
	const struct sentence *s = f->s;
	struct span place, name = understand_name_trim(s, at);

	if (f->weighed++ >= CANDIDATES_MAX)
		return;
	weigh_name(f, name, score);
	if (understand_split_place(s, f->idx, name, &place, &name))
		weigh_name(f, name,
			   score + (understand_is_place(s, f->idx, place) ? PLACED_WELL : PLACED));
	weigh_owned(f, name, score);
}

static bool clause_end(const struct sentence *s, size_t i)
{
	return i >= s->n || s->c[i] == ',' || s->c[i] == '.' || s->c[i] == '(' || s->c[i] == ')' ||
	       s->taken[i];
}

static float follow_at(const struct search *f, size_t i, size_t *ret_end)
{
	const struct sentence *s = f->s;
	float score = -1;

	*ret_end = i;
	for (size_t m = 0; m < ARRAY_LEN(follows) && score < 0; m++)
		if (i < s->n && sentence_at(s, follows[m].words, i, ret_end))
			score = follows[m].score;
	if (score < 1.4f && f->r->category_said.found && i == f->r->category_said.from)
		score = 1.4f;
	if (i < s->n && s->c[i] == '(')
		score = 2.2f;
	if (clause_end(s, i) && score < 1)
		score = 1;
	return score;
}

static float lead_at(const struct search *f, size_t i)
{
	size_t from;

	for (size_t m = 0; m < ARRAY_LEN(leads); m++)
		if (sentence_before(f->s, leads[m].words, 0, i, &from))
			return leads[m].score;
	return i == 0 || clause_end(f->s, i - 1) ? 1 : 0;
}

/* From a beginning, every end that a following word or the clause gives. */
static void try_ends(struct search *f, size_t from, float lead)
{
	const struct sentence *s = f->s;

	/* A label's own mark: 店铺：渔米之湘. */
	while (from < s->n && lead > 3 && (s->c[from] == ',' || s->c[from] == ' '))
		from++;
	for (size_t i = from + 2; i <= s->n && i <= from + 26 && f->weighed < CANDIDATES_MAX; i++) {
		size_t end;
		float follow = follow_at(f, i, &end);

		if (follow >= 0 && end > i && understand_inside_kind(s, from, i))
			follow = -1;
		if (follow >= 0)
			weigh(f, (struct span){ from, i }, lead + follow);
		/* A clear following word ends the name; single ones may be part of it. */
		if (clause_end(s, i) || (follow > 2 && end > i + 1))
			return;
	}
}

static void quoted(struct search *f)
{
	const struct sentence *s = f->s;

	for (size_t i = 0; i < s->n; i++) {
		size_t k = i + 1;

		if (s->c[i] != '"')
			continue;
		while (k < s->n && s->c[k] != '"' && s->c[k] != '.')
			k++;
		if (k < s->n && s->c[k] == '"')
			weigh(f, (struct span){ i + 1, k }, 5);
		i = k;
	}
}

/* A registered name needs no words around it. */
static void try_spots(struct search *f)
{
	for (size_t i = 0; i < f->spots.n; i++) {
		struct span at = f->spots.name[i].at;
		size_t end;
		float follow = follow_at(f, at.to, &end);

		weigh(f, at, lead_at(f, at.from) + (follow > 0 ? follow : 0));
	}
}

static void search_clauses(struct search *f)
{
	const struct sentence *s = f->s;

	for (size_t i = 0; i < s->n; i++) {
		bool begins = i == 0 || clause_end(s, i - 1) || s->c[i - 1] == ' ';
		size_t to;

		if (s->taken[i])
			continue;
		for (size_t m = 0; m < ARRAY_LEN(leads); m++)
			if (sentence_at(s, leads[m].words, i, &to))
				try_ends(f, to, leads[m].score);
		if (begins)
			try_ends(f, i, 1);
	}
}

#define SCORE_LEAST   3.4f
#define SCORE_SURE    4.6f
/* Words of a problem hold no name; a longer stretch may hold one in its gaps. */
#define CATEGORY_SYMS 12

enum err understand_shop(struct sentence *s, const struct shop_index *idx, struct arena *a,
			 struct understood *r)
{
	struct search f = { .s = s, .idx = idx, .r = r };
	enum err e = idx ? understand_spot(s, idx, a, &f.spots) : ERR_OK;

	if (e || (s->english && understand_shop_english(s, r)))
		return e;
	quoted(&f);
	try_spots(&f);
	if (r->category_said.found && r->category_said.to - r->category_said.from <= CATEGORY_SYMS)
		sentence_take(s, (struct span){ r->category_said.from, r->category_said.to });
	search_clauses(&f);
	if (f.best.score >= SCORE_LEAST) {
		float over = f.best.score - SCORE_SURE;

		r->shop_said = (struct said){ true, 60, f.best.at.from, f.best.at.to };
		if (over >= 0)
			r->shop_said.confidence = (uint8_t)(over > 2 ? 94 : 78 + 8 * over);
		sentence_take(s, f.best.at);
	}
	understand_place(s, idx, r);
	return ERR_OK;
}
