#include "domain/understand_parts.h"

#include "domain/han.h"
#include "domain/lexicon.h"
#include "domain/shop_align.h"
#include "domain/shop_image.h"
#include "domain/understand_place.h"

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
	{"店名是|店名叫|店名为|店名,|店名：|店名|名叫|叫做|名字叫|名字是|店叫|招牌是|招牌写着|"
	  "招牌|有家叫|有一家叫|一家叫|有个店叫|家店叫",		   4   },
	{ "举报一下|举报|投诉一下|投诉|反映一下|反映|曝光",                        2.5f},
	{ "有一家|有家|这家|那家|那间|这间|一家|那个|这个|叫",                     2.5f},
	{ "点了一份|点了个|点了一杯|点了|点的是|点的|点过|买了一份|买了一杯|买了|买的|订了|订的|"
	  "叫了|叫的|吃了|吃的|吃过|喝了|食的|食了|呷了|路过|经过|从", 1.8f},
	{ "在|去了|去|到|于|跟|向",							    1.8f},
};

static const struct marker follows[] = {
	{"这家店|那家店|这家|那家|这个店|这店|那间店|这间店|一店家",                   3   },
	{ "点了|点的|点外卖|点单|点餐|点份|点个|点杯|叫外卖|叫了|叫的|订了|订的|买了|买的|吃到|"
	  "吃出|吃了|吃的|吃饭|吃|买|点|喝|下单|消费|用餐|打包|堂食|聚餐",    2.5f},
	{ "的后厨|后厨|的厨房|的老板|老板娘|老板|的员工|员工|的店员|店员|服务员|师傅|的外卖|外卖|"
	  "里面|店里|里头|里|门口|的奶茶|的饭|的面|的菜|的汤|的东西|的餐具|的碗|的筷子|的肉|的包装|"
	  "的监控|的证|的执照|的地址|的评价|送来|送的|卖的|做的|家的|那边",
         2.2f												      },
	{ "没有|没|不|无|有|存在|涉嫌|发现|卖|用|把|给|做|拿|未|居然|竟然|都|很|太|被|直接|又|从来|"
	  "一直|经常|天天|是|在|挂|的|超|借|伪造|冒充|删",			   1.2f},
};

/* Kinds of shops: a name often ends in one, and is none when it is nothing else. */
static const char kinds[] = "大排档|私房菜|农家菜|煲仔饭|黄焖鸡|螺蛳粉|酸菜鱼|牛肉面|刀削面|沙茶面|"
			    "猪脚饭|麻辣烫|麻辣香锅|肉夹馍|便利店|奶茶店|快餐店|"
			    "小吃店|面包店|蛋糕店|早餐店|水果店|烧烤店|火锅店|咖啡店|咖啡馆|餐饮店|"
			    "饮品店|餐厅|酒楼|酒家|饭店|饭馆|面馆|菜馆|餐馆|粥铺|"
			    "小吃|锅边糊|锅边|拌面|火锅|烧烤|奶茶|米线|饺子|水饺|馄饨|扁肉|鱼丸|"
			    "肉燕|包子|寿司|料理|烤鱼|烤肉|串串|冒菜|甜品|蛋糕|面包|"
			    "烘焙|海鲜|快餐|便当|沙拉|轻食|卤味|鸭脖|拉面|炒饭|炒粉|捞化|猪脚|凉皮|"
			    "煎饼|早餐|夜宵|小炒|土菜|川菜|湘菜|粤菜|闽菜|排档|"
			    "饮品|水果|生煎|锅贴|炸串|撸串|小厨|炸鸡|汉堡|披萨|咖啡|超市|食堂|面线|"
			    "粉干|米粉|花甲|砂锅|豆浆|油条|烤鸭|烤鸡|盖饭|盖浇饭|"
			    "卤肉饭|烤冷面|臭豆腐|鸡排|茶饮|水煎包|肠粉|糖水|冰室|茶餐厅|韩餐|西餐|"
			    "日料|牛排|店|馆|坊|阁|轩|记|居|屋|面|粉|饭|粥|茶|厨|楼|铺";

/* Words that stand where a name could and are none. */
static const char nobody[] = "我们|我|他们|他|她|你们|你|它|大家|别人|人家|这里|那里|里面|外面|"
			     "平台|美团|饿了么|京东|商家|店家|老板|外卖|朋友|同事|家里|"
			     "公司|学校|单位|网上|手机|东西|什么|怎么|昨天|今天|楼下|隔壁|附近|"
			     "对面|旁边|路边|门口|家|店|一家店|这家店|那家店|小店|餐饮|"
			     "家常菜|食品|卫生|执照|外面的|后厨|厨房|招牌|某|某家|某个|家附近|"
			     "家楼下|小区|很多|好多|请问|记得|感觉|觉得|听说|估计|可能|"
			     "一份|一个|一家|有人|骑手|顾客|客人|孩子|小孩|市场监督|监管|食药监|"
			     "发票|订单|几家|附近的|楼下的|隔壁的|自己|老是|经常|刚刚|直接";

/* More candidates than any honest sentence has. */
#define CANDIDATES_MAX 150

struct choice {
	struct span at;
	float score;
	int weighed;
};

static size_t trim_front(const struct sentence *s, size_t from, size_t to)
{
	size_t next;

	while (from < to &&
	       (s->c[from] == ' ' || s->c[from] == ',' || s->c[from] == '"' ||
		(sentence_at(
			 s,
			 "一家叫|一家|那家|这家|一份|一个|一杯|吃了|吃的|吃|点了|点的|点|买了|买的|"
			 "买|喝了|食的|食|呷|在|去|到|了|的|过|家|叫|个|是|一下|我|那|这|做",
			 from, &next) &&
		 next < to && next - from < to - from - 1)))
		from = s->c[from] == ' ' || s->c[from] == ',' || s->c[from] == '"' ? from + 1
										   : next;
	return from;
}

static size_t trim_back(const struct sentence *s, size_t from, size_t to)
{
	while (to > from && (s->c[to - 1] == ' ' || s->c[to - 1] == ',' || s->c[to - 1] == '"' ||
			     s->c[to - 1] == 0x7684 /* 的 */))
		to--;
	return to;
}

static bool is_exactly(const struct sentence *s, const char *words, size_t from, size_t to)
{
	size_t end;

	for (; from < to; from = end)
		if (!sentence_at(s, words, from, &end) || end > to)
			return false;
	return true;
}

static bool is_name(const struct sentence *s, struct span at)
{
	size_t han = 0;

	for (size_t i = at.from; i < at.to; i++) {
		han += han_is(s->c[i]) || han_is_latin(s->c[i]);
		if (s->taken[i] || s->c[i] == '.')
			return false;
	}
	return han >= 2 && at.to - at.from <= 24 && !is_exactly(s, nobody, at.from, at.to) &&
	       !is_exactly(s, kinds, at.from, at.to);
}

static float ends_in_kind(const struct sentence *s, struct span at)
{
	size_t from;

	return sentence_before(s, kinds, at.from, at.to, &from) && from > at.from ? 2.0f : 0;
}

/* --- what the index knows --------------------------------------------------------------- */

static float registered(const struct sentence *s, const struct shop_index *idx, struct span at)
{
	uint16_t c[LEXICON_SYMS];
	size_t n = 0;

	if (!idx)
		return 0;
	for (size_t i = at.from; i < at.to && n < LEXICON_SYMS; i++)
		if (han_is(s->c[i]) || han_is_latin(s->c[i]) || han_is_digit(s->c[i]))
			c[n++] = s->c[i];
	return n >= 2 && lexicon_exact(&idx->view->names, c, n) != UINT32_MAX ? 2.5f : 0;
}

/* --- candidates --------------------------------------------------------------------------- */

static void weigh(const struct sentence *s, const struct shop_index *idx, struct span at,
		  float score, struct choice *best)
{
	struct span place, name = at;

	if (best->weighed++ >= CANDIDATES_MAX)
		return;

	name.from = trim_front(s, at.from, at.to);
	name.to = trim_back(s, name.from, at.to);
	if (understand_split_place(s, idx, name, &place, &name))
		score += 0.5f;
	name.from = trim_front(s, name.from, name.to);
	if (name.to <= name.from || !is_name(s, name))
		return;
	score += ends_in_kind(s, name) + registered(s, idx, name);
	/* Very long is a sentence, not a name. */
	if (name.to - name.from > 12)
		score -= 0.4f * (float)(name.to - name.from - 12);
	if (score > best->score)
		*best = (struct choice){ name, score, best->weighed };
}

static bool clause_end(const struct sentence *s, size_t i)
{
	return i >= s->n || s->c[i] == ',' || s->c[i] == '.' || s->taken[i];
}

/* Is i inside of a word such as 小吃? */
static bool inside_kind(const struct sentence *s, size_t from, size_t i)
{
	size_t end;

	for (size_t k = 1; k <= 3 && i >= from + k; k++)
		if (sentence_at(s, kinds, i - k, &end) && end > i)
			return true;
	return false;
}

/* From a beginning, every end that a following word or the clause gives. */
static void try_ends(const struct sentence *s, const struct shop_index *idx, size_t from,
		     float lead, const struct understood *r, struct choice *best)
{
	for (size_t i = from + 2; i <= s->n && i <= from + 26 && best->weighed < CANDIDATES_MAX;
	     i++) {
		size_t end = i;
		float follow = -1;

		for (size_t m = 0; m < sizeof(follows) / sizeof(follows[0]) && follow < 0; m++)
			if (i < s->n && sentence_at(s, follows[m].words, i, &end))
				follow = follows[m].score;
		if (follow >= 0 && inside_kind(s, from, i))
			follow = -1;
		if (follow < 0 && r->category_said.found && i == r->category_said.from)
			follow = 1.4f;
		if (clause_end(s, i))
			follow = follow < 1 ? 1 : follow;
		if (follow >= 0)
			weigh(s, idx, (struct span){ from, i }, lead + follow, best);
		/* A clear following word ends the name; single ones may be part of it. */
		if (clause_end(s, i) || (follow > 2 && end > i + 1))
			return;
	}
}

static void quoted(const struct sentence *s, const struct shop_index *idx, struct choice *best)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t k = i + 1;

		if (s->c[i] != '"')
			continue;
		while (k < s->n && s->c[k] != '"' && s->c[k] != '.')
			k++;
		if (k < s->n && s->c[k] == '"')
			weigh(s, idx, (struct span){ i + 1, k }, 5, best);
		i = k;
	}
}

static void search_clauses(const struct sentence *s, const struct shop_index *idx,
			   const struct understood *r, struct choice *best)
{
	for (size_t i = 0; i < s->n; i++) {
		bool begins = i == 0 || clause_end(s, i - 1);
		size_t to;

		if (s->taken[i])
			continue;
		for (size_t m = 0; m < sizeof(leads) / sizeof(leads[0]); m++)
			if (sentence_at(s, leads[m].words, i, &to))
				try_ends(s, idx, to, leads[m].score, r, best);
		if (begins)
			try_ends(s, idx, i, 1, r, best);
	}
}

#define SCORE_LEAST   3.4f
#define SCORE_SURE    4.6f
/* Words of a problem hold no name; a longer stretch may hold one in its gaps. */
#define CATEGORY_SYMS 12

enum err understand_shop(struct sentence *s, const struct shop_index *idx, struct arena *a,
			 struct understood *r)
{
	struct choice best = { .score = 0 };

	(void)a;
	if (s->english && understand_shop_english(s, r))
		return ERR_OK;
	quoted(s, idx, &best);
	if (r->category_said.found && r->category_said.to - r->category_said.from <= CATEGORY_SYMS)
		sentence_take(s, (struct span){ r->category_said.from, r->category_said.to });
	search_clauses(s, idx, r, &best);
	if (best.score >= SCORE_LEAST) {
		float over = best.score - SCORE_SURE;

		r->shop_said = (struct said){ true, 60, best.at.from, best.at.to };
		if (over >= 0)
			r->shop_said.confidence = (uint8_t)(over > 2 ? 94 : 78 + 8 * over);
		sentence_take(s, best.at);
	}
	understand_place(s, idx, r);
	return ERR_OK;
}
