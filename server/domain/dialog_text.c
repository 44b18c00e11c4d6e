#include "dialog_text.h"

#include "base/err.h"

/* clang-format off */
static const struct {
	const char *zh, *en;
} texts[SAY__COUNT] = {
	[SAY_HOME] = {
		"您好！遇到外卖、餐馆的食品安全问题，拍张照片，或用一句话告诉我：哪家店，怎么了。",
		"Hello! If you met a food safety problem, take a photo, or tell me in one sentence: which shop, and what is wrong." },
	[SAY_HELP] = {
		"我帮您把问题送到店铺所在地的市场监管所。您说店名和问题，或者拍照，缺什么我再问，最后您确认才会发送。",
		"I bring your report to the market supervision office in charge of the shop. Name the shop and the problem, or take a photo; I ask for what is missing, and nothing is sent before you confirm." },
	[SAY_UNCLEAR] = { "我没太听明白。说一句哪家店、怎么了，或者拍张照片，就可以开始。",
			  "I did not quite get that. Tell me which shop and what is wrong, or take a photo." },
	[SAY_SHOP] = {
		"是哪家店？说店名和大概位置就行，也可以发定位，我来找附近的店。",
		"Which shop is it? Its name and roughly where is enough, or share your location and I look nearby." },
	[SAY_SHOP_NAME] = { "那店名是什么呢？外卖单、招牌上的名字都行。",
			    "What is its name then? The one on the order or on the sign will do." },
	[SAY_SHOP_PICK] = { "像「{}」的有这些，是哪一家？", "These look like “{}”. Which one is it?" },
	[SAY_SHOP_NEAR] = { "附近有这些店，是哪一家？", "These shops are nearby. Which one is it?" },
	[SAY_SHOP_GUESS] = { "您说的是下面这家吗？", "Is it one of these?" },
	[SAY_SHOP_DOUBT] = { "登记的店里好像没有「{}」，是下面这家吗？",
			     "“{}” does not seem to be registered. Is it one of these?" },
	[SAY_SHOP_FOUND] = { "店铺：{}。", "Shop: {}." },
	[SAY_SHOP_MISSING] = { "登记的店里没找到「{}」，没关系，我们会去查。",
			       "“{}” is not among the registered shops. Never mind, we will look into that too." },
	[SAY_SHOP_UNKNOWN] = { "不知道店名也可以举报。", "You can report without the name." },
	[SAY_PLACE] = { "店大概在哪里？发定位最准，写路名也行。",
			"Where is it, roughly? Your location is best, a street name will do." },
	[SAY_AREA] = { "在哪个区、县？", "Which district is it in?" },
	[SAY_CATEGORY] = { "是什么问题？", "What is the problem?" },
	[SAY_CATEGORY_GUESS] = { "听起来像是「{}」，对吗？", "It sounds like “{}”. Is that right?" },
	[SAY_CATEGORY_UNCLEAR] = { "您说的我记下了，最接近下面哪一种？",
				   "I have noted that. Which of these is closest?" },
	[SAY_CATEGORY_MORE] = { "还有这些，选最接近的一种。", "There are also these; choose the closest." },
	[SAY_TEXT] = { "请把情况再说一遍，我换成新的。", "Please tell me again, I replace what I have." },
	[SAY_PHOTO] = { "有照片吗？有的话核查更快，最多 9 张。",
			"Do you have photos? They make checking faster. Up to 9." },
	[SAY_PHOTO_GOT] = { "照片收到了。", "I have the photo." },
	[SAY_PHOTO_MORE] = { "请发照片，我换成新的。", "Send the photos, I replace what I have." },
	[SAY_SUMMARY] = { "请您看一下，没问题就发送。", "Please have a look, and send it if it is right." },
	[SAY_ADDED] = { "补充好了。", "Added." },
	[SAY_EDIT] = { "好的，要改哪一项，点下面的按钮。", "All right, tap what you want to change." },
	[SAY_SENT] = { "已收到，谢谢您！已送到{}。请保存下面的回执。",
		       "Received, thank you! It is now with {}. Please keep this receipt." },
	[SAY_SENT_NOWHERE] = { "已收到，谢谢您！请保存下面的回执。",
			       "Received, thank you! Please keep this receipt." },
	[SAY_PROGRESS] = { "最近一份举报：{}。", "Your latest report: {}." },
	[SAY_NO_REPORT] = { "您还没有发送过举报。", "You have not sent a report yet." },
	[SAY_NO_REWARD] = { "目前还没有奖励。核查属实并办结后，符合条件的会在这里通知您。",
			    "There is no reward yet. If a report is confirmed and its case closed, you are told here." },
	[SAY_REWARD] = { "您的奖励在这里。", "Here is your reward." },
	[SAY_CANCELLED] = { "好的，这份还没发送的内容已经清空。", "All right, the unsent draft is gone." },
	[SAY_NOTHING_TO_CANCEL] = {
		"没有正在填写的内容。已发送的举报，可以在它的进度页撤回。",
		"There is no draft. A report that was sent can be withdrawn on its progress page." },
	[SAY_DISPUTE] = { "退款、赔偿属于消费投诉，请拨打 12315；食品安全问题我这里可以举报。",
			  "For refunds and compensation please call 12315; the food safety problem itself can be reported here." },
	[SAY_WHISTLE] = {
		"如果您是骑手或平台人员，请用“吹哨人”入口，身份全程加密，谁也看不到是您。",
		"If you are a rider or work for a platform, please use the whistleblower entrance: your identity stays sealed." },
	[SAY_QUESTION] = { "核查人员想请您补充：{}", "The officer would like to know: {}" },
	[SAY_ANSWER] = { "请说，或者发照片，我转给核查人员。", "Please tell me, or send photos; I pass it on." },
	[SAY_ANSWERED] = { "已转给核查人员，谢谢您！", "Passed on to the officer, thank you!" },
	[SAY_NO_QUESTION] = { "目前没有等您回答的问题。", "There is no question waiting for you." },
	[SAY_LOCATION_WHY] = { "用来找您附近的店，只用这一次。", "To find the shops near you, just this once." },
	[SAY_PLACE_WHY] = { "用来确定由哪个监管所去查。", "To know which office is in charge." },
	[SAY_L_NONE] = { "都不是", "None of these" },
	[SAY_L_UNKNOWN] = { "我不知道店名", "I don't know its name" },
	[SAY_L_NO_PHOTO] = { "没有照片", "No photo" },
	[SAY_L_NO_LOCATION] = { "不发定位", "No location" },
	[SAY_L_ANYWHERE] = { "说不清", "I can't say" },
	[SAY_L_MORE] = { "其他问题", "Something else" },
	[SAY_L_YES] = { "对，{}", "Yes: {}" },
	[SAY_L_SEND] = { "发送", "Send" },
	[SAY_L_EDIT_SHOP] = { "改店铺", "Change shop" },
	[SAY_L_EDIT_CATEGORY] = { "改问题", "Change problem" },
	[SAY_L_EDIT_TEXT] = { "改说明", "Change text" },
	[SAY_L_EDIT_PHOTOS] = { "改照片", "Change photos" },
	[SAY_L_EDIT_AT] = { "改位置", "Change place" },
	[SAY_L_PROGRESS] = { "查进度", "Progress" },
	[SAY_L_NEW] = { "再报一件", "New report" },
	[SAY_L_CONTINUE] = { "继续填写", "Go on" },
	[SAY_L_ANSWER] = { "现在回答", "Answer now" },
};
/* clang-format on */

struct str dialog_text(enum say what, bool en)
{
	return str_of(en ? texts[what].en : texts[what].zh);
}

struct str dialog_text_with(enum say what, bool en, struct str arg, struct arena *a)
{
	const char *text = en ? texts[what].en : texts[what].zh;
	const char *slot = strstr(text, "{}");

	if (!slot)
		return str_of(text);
	return arena_printf(a, "%.*s%.*s%s", (int)(slot - text), text, STR_ARG(arg), slot + 2);
}
