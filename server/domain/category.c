#include "domain/category.h"

#define C CATEGORY_CITIZEN
#define R CATEGORY_RIDER
#define B CATEGORY_BD
#define A CATEGORY_CAMERA
#define D CATEGORY_DATA

/* clang-format off */
const struct category category_all[CATEGORY_COUNT] = {
	{ "V01", "无食品经营许可", "operating without a food permit", R | B | D, 5 },
	{ "V02", "套证、借证、假证", "borrowed or forged licence", B | D, 5 },
	{ "V03", "幽灵外卖（无实体店）", "ghost shop", R | B, 5 },
	{ "V04", "实际地址与证照或取餐地不符", "address differs from licence", R | B | D, 4 },
	{ "V05", "一证多店", "one licence used by several shops", B | D, 4 },
	{ "V06", "超范围经营", "outside the licensed scope", C | B | D, 3 },
	{ "V07", "证照过期", "expired licence", C | B | D, 4 },
	{ "V08", "未公示证照", "licence not displayed", C | D, 2 },
	{ "V09", "网店名与招牌不一致", "listing name differs from signboard", C | R, 2 },
	{ "V10", "未标注无堂食", "no-dine-in not labelled", C | R | D, 2 },
	{ "V11", "委托他人代工", "cooking outsourced", R | B, 4 },
	{ "V12", "户外加工", "food prepared outdoors", R | B, 4 },
	{ "V13", "后厨脏乱差", "filthy kitchen", R | B | A, 3 },
	{ "V14", "鼠虫害", "rats or insects", C | R | A, 4 },
	{ "V15", "食品有异物", "foreign matter in food", C, 4 },
	{ "V16", "食品腐败变质", "spoiled food", C | R, 5 },
	{ "V17", "原料过期或无标签", "expired or unlabelled ingredients", R | B, 4 },
	{ "V18", "掺假掺杂", "adulterated or fake meat", C | B, 5 },
	{ "V19", "滥用添加剂或非食用物质", "additive abuse, non-food substances", B, 5 },
	{ "V20", "生熟混放", "raw and cooked food mixed", R | A, 3 },
	{ "V21", "餐具不洁", "dirty tableware", C | R, 3 },
	{ "V22", "未戴帽、口罩、手套", "no cap, mask or gloves", C | R | A, 2 },
	{ "V23", "从业人员无健康证", "staff without health certificate", R | B, 3 },
	{ "V24", "封签缺失或破损", "takeaway seal missing or broken", C | R, 2 },
	{ "V25", "无分餐区或取餐窗口", "no packing area or pick-up window", R | B, 2 },
	{ "V26", "后厨监控离线或遮挡", "kitchen camera off or covered", A | D, 3 },
	{ "V27", "使用回收食品", "recycled food", B, 5 },
	{ "V28", "平台删差评或不处置", "platform hides bad reviews / fails to act", C | B, 4 },
};
/* clang-format on */

const struct category *category_find(struct str code)
{
	size_t n;

	if (code.len != 3 || code.p[0] != 'V')
		return NULL;
	for (size_t i = 1; i < 3; i++)
		if (code.p[i] < '0' || code.p[i] > '9')
			return NULL;
	n = (size_t)(code.p[1] - '0') * 10 + (size_t)(code.p[2] - '0');
	return n >= 1 && n <= CATEGORY_COUNT ? &category_all[n - 1] : NULL;
}
