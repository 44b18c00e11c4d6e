#include "understand_name.h"

#include "domain/han.h"
#include "domain/understand_place.h"

/* Kinds of shops: a name often ends in one, and is none when it is nothing else. */
static const char kinds[] =
	"大排档|私房菜|农家菜|煲仔饭|黄焖鸡|螺蛳粉|酸菜鱼|牛肉面|刀削面|沙茶面|"
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
	"凉茶|烧鹅|凉拌|炒面|拌粉|牛肉汤|羊肉汤|羊汤|胡辣汤|糕点|饭庄|酒馆|茶馆|茶楼|食府|"
	"日料|牛排|卤面|豆花|焗饭|茶饮|牛杂|牛滑|春卷|烧卖|蒸饺|煎包|云吞|抄手|"
	"花蛤|生蚝|大虾|羊肉|牛肉|鱼庄|排骨|烧腊|烧味|叉烧|葱饼|煎饼|扁食|"
	"小馆|食堂|厨房|公馆|饭堂|店|馆|坊|阁|轩|记|居|屋|面|粉|饭|粥|茶|厨|楼|铺|园|"
	"斋|煲|鸡|鸭|虾|饼|串|锅|堂|庄";

/* Words that stand where a name could and are none. */
static const char nobody[] =
	"我们|我|他们|他|她|你们|你|它|大家|别人|人家|这里|那里|里面|外面|"
	"平台|美团|饿了么|京东|商家|店家|老板|外卖|朋友|同事|家里|"
	"公司|学校|单位|网上|手机|东西|什么|怎么|昨天|今天|楼下|隔壁|附近|"
	"对面|旁边|路边|门口|家|店|一家店|这家店|那家店|小店|餐饮|"
	"家常菜|食品|卫生|执照|外面的|后厨|厨房|招牌|某|某家|某个|家附近|"
	"家楼下|小区|很多|好多|请问|记得|感觉|觉得|听说|估计|可能|"
	"一份|一个|一家|有人|骑手|顾客|客人|孩子|小孩|市场监督|监管|食药监|"
	"发票|订单|几家|附近的|楼下的|隔壁的|自己|老是|经常|刚刚|直接|包间|大厅|"
	"后门|前门|北门|南门|东门|西门|那条|巷子|子里|条街|条巷子|校区|一直|家附近|汤里|饭里|菜里|"
	"米饭|面汤|"
	"没有|不好|不认|家不认|问题|旁边|对面|时间|地址|商家|店铺|店名|事由|服务|态度|味道|"
	"昨晚|午|早上|中午|晚上|下午|这个店|那个店|骑手|员工|摊主|食客|消费者|黑心店|"
	"居民|民房|出租屋|开店|举报|投诉|反映|曝光|"
	"黑店|鱼肉|牛肉|羊肉|猪肉|海鲜|虾|鱼|肉|菜|奶茶|饮料|蛋糕|上面|桌子";

/* 四楼, 36号, B区: it says where, not who. Returns its end, or at. */
static size_t floor_end(const struct sentence *s, size_t at, size_t to)
{
	size_t k = at, end;
	long n;

	if (k < to && han_is_latin(s->c[k]) && sentence_at(s, "区|座|栋|馆", k + 1, &end))
		return end;
	if (sentence_number(s, &k, &n) && k < to && sentence_at(s, "楼|层|号|栋|F|区", k, &end) &&
	    end < to && !sentence_at(s, "店", end, &k))
		return end;
	return at;
}

static const char front[] =
	"一家叫|有个叫|有家叫|一家|那家|这家|有家|一份|一个|一杯|份|吃了|吃的|"
	"吃|点了|点的|点|买了|买的|"
	"买|喝了|食的|食|呷|在|去|到|了|的|过|叫做|叫|个|是|一下|我|那|这|做|"
	"卖|送来的|新开的|新开|店名|"
	"名叫|就是|上|送来|他家|她家|伊家|平台|美团上|美团|饿了么上|饿了么|"
	"外卖|听说|请问|朋友说|加盟店|"
	"摊子叫|店铺|商家|有人说|群里|说|找|厝边|现场|楼下|楼上|公司|小区|门口|我家";

static size_t trim_front(const struct sentence *s, size_t from, size_t to)
{
	size_t next;

	while (from < to) {
		if (s->c[from] == ' ' || s->c[from] == ',' || s->c[from] == '"' ||
		    s->c[from] == ')')
			next = from + 1;
		else if (!sentence_at(s, front, from, &next) || next + 2 > to)
			next = floor_end(s, from, to);
		if (next == from)
			break;
		from = next;
	}
	return from;
}

static size_t trim_back(const struct sentence *s, size_t from, size_t to)
{
	while (to > from && (s->c[to - 1] == ' ' || s->c[to - 1] == ',' || s->c[to - 1] == '"' ||
			     s->c[to - 1] == 0x7684 /* 的 */))
		to--;
	return to;
}

/* 饭店的包间, 楼下早餐店: made of words that name nobody. */
static bool is_nobody(const struct sentence *s, size_t from, size_t to)
{
	size_t end;

	for (; from < to; from = end)
		if (!(sentence_at(s, nobody, from, &end) && end <= to) &&
		    !(sentence_at(s, kinds, from, &end) && end <= to) &&
		    !(sentence_at(s, "的|里|上|和|条|把", from, &end) && end <= to))
			return false;
	return true;
}

static bool in_brackets(const struct sentence *s, size_t at)
{
	for (size_t i = at; i > 0 && at - i < 12 && s->c[i - 1] != ')'; i--)
		if (s->c[i - 1] == '(')
			return true;
	return false;
}

bool understand_is_name(const struct sentence *s, const struct shop_index *idx, struct span at)
{
	size_t han = 0, k = at.from, end;
	long n;

	for (size_t i = at.from; i < at.to; i++) {
		han += han_is(s->c[i]) || han_is_latin(s->c[i]);
		if (s->taken[i] || s->c[i] == '.' || s->c[i] == ',' || s->c[i] == '(' ||
		    s->c[i] == ')')
			return false;
	}
	if (sentence_number(s, &k, &n) && sentence_at(s, "楼|层|号", k, &end) && end >= at.to)
		return false;
	return han >= 2 && at.to - at.from <= 24 && !is_nobody(s, at.from, at.to) &&
	       !in_brackets(s, at.from) && !understand_is_place(s, idx, at);
}

float understand_name_kind(const struct sentence *s, struct span at)
{
	size_t from;

	return sentence_before(s, kinds, at.from, at.to, &from) && from > at.from ? 2.0f : 0;
}

/* Words of a sentence that names seldom have. */
float understand_name_grammar(const struct sentence *s, struct span at)
{
	size_t to;
	float price = 0;

	for (size_t i = at.from; i < at.to; i++) {
		if (s->c[i] == ',')
			price += 3;
		else if (sentence_at(s,
				     "我|你|他|她|它|们|的|了|是|在|没|不|就|都|也|很|太|吗|呢|吧|"
				     "着|被|把|"
				     "给|跟|去|到|说|看|想|要|能|那|怎|么|吃|点|买|里|还|只|才|让|"
				     "问|用|死|臭|脏",
				     i, &to))
			price += 0.8f;
	}
	return price;
}

struct span understand_name_trim(const struct sentence *s, struct span at)
{
	at.from = trim_front(s, at.from, at.to);
	at.to = trim_back(s, at.from, at.to);
	return at;
}

bool understand_inside_kind(const struct sentence *s, size_t from, size_t i)
{
	size_t end;

	for (size_t k = 1; k <= 3 && i >= from + k; k++)
		if (sentence_at(s, kinds, i - k, &end) && end > i)
			return true;
	return false;
}
