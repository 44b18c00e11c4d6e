/*
 * The chat of the fake server: a small, fixed dialog that walks through every
 * card of the protocol. What is wrong → where → photo → summary → receipt.
 */
const shop = (n, name, address, distance_m, p) => ({
	shop: `shop-${n}`, name, company: `福州市${name}餐饮有限公司`, address, licence: `JY1350102000000${n}`,
	distance_m, p, reasons: [],
});

export const shops = [
	shop(1, '阿香麻辣烫（东街口店）', '福州市鼓楼区东街口八一七北路 88 号', 120, 0.81),
	shop(2, '阿香麻辣烫（仙塔街店）', '福州市鼓楼区仙塔街 12 号之三', 640, 0.12),
	shop(3, '老街麻辣烫', '福州市鼓楼区东大路 30 号', 410, 0.05),
];

const say = {
	'zh-CN': {
		hello: '您好，我是“随手拍”小助手。看到外卖或餐饮店的食品安全问题，拍张照片，或用一句话告诉我：哪家店、出了什么问题。',
		what: '是哪一类问题？', where: '您现在在店附近吗？告诉我位置，我来找店。', shops: '是下面哪一家？',
		name: '请输入店名，或它在哪条街上。', photo: '有照片吗？一张清楚的照片最有用。', summary: '请核对，没有问题就提交。',
		done: '已收到，谢谢您！回执码请保存好，凭它可以随时查进度、领奖励。', lost: '好的，请描述一下店的大概位置。',
		cats: [['老鼠、虫子', 'V14'], ['后厨脏乱', 'V13'], ['异物', 'V15'], ['变质', 'V16'], ['证照过期', 'V07'], ['其他', 'V21']],
	},
	en: {
		hello: 'Hello! If you see a food-safety problem at a takeaway or restaurant, take a photo, or tell me in one sentence which shop and what is wrong.',
		what: 'What kind of problem is it?', where: 'Are you near the shop now? Share where you are and I will look for it.', shops: 'Which of these is it?',
		name: 'Please type the name of the shop, or its street.', photo: 'Do you have a photo? A clear one helps most.', summary: 'Please check, then send.',
		done: 'Received, thank you! Keep the receipt code: with it you can follow the report and claim a reward at any time.', lost: 'All right. Please describe roughly where the shop is.',
		cats: [['Rats, insects', 'V14'], ['Filthy kitchen', 'V13'], ['Foreign matter', 'V15'], ['Spoiled', 'V16'], ['Expired licence', 'V07'], ['Other', 'V21']],
	},
};

/* A conversation is {id, lang, n, slots, asked}; answer() moves it on. */
export function openConversation(id, lang) {
	return { id, lang, n: 0, asked: null, slots: { category: null, text: '', shop: null, at: null, photos: null } };
}

export function turnOf(conv, text, { quick = [], cards = [] } = {}) {
	return { id: `${conv.id}-${++conv.n}`, text, quick, cards };
}

export function greeting(conv) {
	conv.asked = 'any';
	return turnOf(conv, say[conv.lang].hello);
}

function take(conv, p) {
	const s = conv.slots;
	if (p.photos)
		s.photos = [...(s.photos || []), ...p.photos];
	if (p.location)
		s.at = p.location;
	if (p.text) {
		s.text += (s.text && '；') + p.text;
		if (/鼠|虫|rat/i.test(p.text))
			s.category = 'V14';
		if (/麻辣烫|malatang/i.test(p.text))
			s.named = true;
	}
	if (typeof p.value === 'object' && p.value.shop)
		s.shop = shops.find((x) => x.shop === p.value.shop);
	if (p.value === 'shop.none' || p.value === 'shop.unknown')
		s.shop = { shop: null, name: p.value };
	if (p.value === 'photo.skip')
		s.photos = [];
	if (p.value === 'location.skip')
		s.at = 'skipped';
	if (/^V\d\d$/.test(p.value))
		s.category = p.value;
	if (/^edit\./.test(p.value))
		s[p.value.slice(5)] = null;
}

/* submit(slots) stores the report and returns its receipt. */
export function answer(conv, p, submit) {
	const w = say[conv.lang], s = conv.slots;
	take(conv, p);
	if (!s.category)
		return turnOf(conv, w.what, { quick: w.cats.map(([label, value]) => ({ label, value })) });
	if (!s.shop && !s.at && !s.named)
		return turnOf(conv, w.where, { cards: [{ kind: 'location_request', reason: w.where }] });
	if (!s.shop && s.at === 'skipped' && !s.named)
		return turnOf(conv, w.name);
	if (!s.shop)
		return turnOf(conv, w.shops, { cards: [{ kind: 'shop_candidates', items: shops }] });
	if (s.photos === null)
		return turnOf(conv, w.photo, { cards: [{ kind: 'photo_request', max: 9 }] });
	if (p.value !== 'submit') {
		const card = { kind: 'summary', category: s.category, text: s.text, photos: s.photos };
		if (s.shop.shop)
			card.shop = s.shop;
		if (s.at && s.at !== 'skipped')
			card.at = s.at;
		return turnOf(conv, w.summary, { cards: [card] });
	}
	const receipt = submit(s);
	Object.assign(conv, { slots: openConversation('', conv.lang).slots });
	return turnOf(conv, w.done, { cards: [{ kind: 'receipt', ...receipt }] });
}
