/*
 * Reports, people and pictures for the console's own tests: plausible, made
 * up, the same for the same seed.
 */
import { deflateSync } from 'node:zlib';

export const DAY = 86400000;

/* A small generator of our own, so that a failing run can be repeated. */
export function dice(seed) {
	let s = seed >>> 0;
	const next = () => {
		s = (s + 0x6d2b79f5) >>> 0;
		let x = Math.imul(s ^ (s >>> 15), 1 | s);
		x ^= x + Math.imul(x ^ (x >>> 7), 61 | x);
		return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
	};
	return { real: next, upTo: (n) => Math.floor(next() * n), of: (list) => list[Math.floor(next() * list.length)] };
}

export const OFFICES = [
	{ office: 'o-dongjie', name: '东街市场监督管理所' }, { office: 'o-wenquan', name: '温泉市场监督管理所' },
	{ office: 'o-shanghai', name: '上海街道市场监督管理所' }, { office: 'o-jinshan', name: '金山市场监督管理所' },
];
const NAMES = ['阿婆锅边糊', '老福州鱼丸', '蜀香麻辣烫', '湘里小炒', '黄焖鸡米饭', '沙县小吃', '川渝冒菜', '闽江烧烤', '大同鸭汤', '津津牛排', '好粥道', '三坊茶饮', '隆江猪脚饭', '兰州拉面'];
const BRANCH = ['东街口店', '宝龙店', '仓山万达店', '金山店', '学生街店', '五一广场店', '洪山店'];
const ROADS = ['杨桥东路', '八一七北路', '五四路', '津泰路', '上浦路', '工业路', '金祥路'];
const CATEGORIES = [['V14', 4], ['V13', 3], ['V15', 4], ['V16', 5], ['V07', 4], ['V08', 2], ['V22', 2], ['V03', 5], ['V20', 3], ['V24', 2]];
const TEXTS = [
	'昨晚点外卖时看到后厨有老鼠从灶台下面跑过，地上还有老鼠屎，店员装作没看见。',
	'后厨地面全是油污和积水，案板生熟不分，垃圾桶没有盖子，味道很大。',
	'吃到一半发现蟑螂，和店家沟通后对方拒绝承认，只愿意退款不愿意道歉。',
	'取餐时发现地址和平台上写的不一样，实际是在居民楼里做的，没有任何招牌。',
	'送来的鸭肉发黏发酸，同事吃完都拉肚子，怀疑是隔夜的。',
	'店里没有挂营业执照和食品经营许可证，平台上的证照图片也是过期的。',
];
const REASONS = [
	['place.good', '照片拍摄地在门店附近', 14], ['history.good', '举报人历史多次属实', 12], ['match.good', '店铺匹配可信', 9], ['photos.good', '附有照片', 6],
	['order.good', '有订单凭证', 8], ['credit.good', '信用分良好', 5], ['text.good', '描述具体', 4], ['account.bad', '新账号', -5], ['pace.bad', '近期举报频繁', -9], ['place.bad', '照片拍摄地远离门店', -12],
];
const SHIELD = ['hard.copied_photo', '请核对：照片与他人的重复', 0];

function shopOf(d, i) {
	const name = `${NAMES[i % NAMES.length]}（${BRANCH[Math.floor(i / NAMES.length) % BRANCH.length]}）`;
	return {
		shop: `shop-${i}`, name, names: [name, NAMES[i % NAMES.length]], company: `福州市鼓楼区${NAMES[i % NAMES.length]}餐饮店`,
		address: `福州市鼓楼区${ROADS[i % ROADS.length]} ${11 + d.upTo(180)} 号`, uscc: '91350104315308392G', licence: 'JY13501040006708',
		valid_from: '2021-03-01', valid_to: i % 5 === 0 ? '2026-02-28' : '2028-02-28', scope: '热食类食品制售；自制饮品制售', status: 'open',
		at: { lat: 26.05 + d.real() * 0.05, lng: 119.27 + d.real() * 0.06, datum: 'gcj02' }, office: OFFICES[i % OFFICES.length],
	};
}

/* n reports over n/4 shops; the busiest shop has a dozen leads. */
export function makeReports(n, seed, now) {
	const d = dice(seed);
	const shops = Array.from({ length: Math.max(3, Math.ceil(n / 4)) }, (_, i) => shopOf(d, i));
	const reports = [];
	for (let i = 0; i < n; i++) {
		const shop = i % 7 === 0 ? shops[0] : d.of(shops);
		const [category, severity] = d.of(CATEGORIES);
		const shielded = severity < 5 && d.upTo(12) === 0;
		const reasons = [...REASONS].sort(() => d.real() - 0.5).slice(0, 4).map(([code, text, points]) => ({ code, text, points }));
		if (shielded)
			reasons.unshift({ code: SHIELD[0], text: SHIELD[1], points: 0 });
		const v = reasons.reduce((s, r) => s + r.points, 2);
		const submitted = now - d.upTo(20 * DAY) - 60000;
		reports.push({
			report: `R${String(100000 + i)}`, score: v, lane: shielded ? 'shielded' : v >= 15 ? 'priority' : 'normal', reasons, category, severity, shop,
			office: shop.office, state: 'triaged', submitted_at: submitted, due_at: submitted + 21 * DAY - d.upTo(6) * DAY, occurred_at: submitted - DAY,
			copies: d.upTo(9) === 0 ? 1 + d.upTo(3) : 0, text: d.of(TEXTS), photos: Array.from({ length: d.upTo(4) }, (_, k) => `p-${i}-${k}`),
			kind: d.of(['citizen', 'citizen', 'rider', 'anonymous']), claimed_by: null, lease_until: 0, verdict: null, merged_into: null,
			steps: [{ at: submitted, state: 'received', note: '' }, { at: submitted + 900, state: 'triaged', note: shop.office.name }], audit: [], question: null, added: [],
		});
	}
	return reports.sort((a, b) => b.score - a.score);
}

export const REASONS_ALLOWED = [
	{ code: 'on_site', text: '现场检查查实', verdicts: ['verified', 'partly'] }, { code: 'records', text: '证照、台账等资料查实', verdicts: ['verified', 'partly'] },
	{ code: 'evidence', text: '照片等证据足以认定', verdicts: ['verified', 'partly'] }, { code: 'part_only', text: '其中一部分查实，其余未查实', verdicts: ['partly'] },
	{ code: 'not_found', text: '现场检查未发现所反映的问题', verdicts: ['unfounded'] }, { code: 'lawful', text: '经查符合规定', verdicts: ['unfounded'] },
	{ code: 'fabricated', text: '捏造事实', verdicts: ['malicious'] }, { code: 'same_clue', text: '同一线索已由他人先举报', verdicts: ['duplicate'] },
	{ code: 'consumer_dispute', text: '属于个人消费纠纷，请拨打 12315 投诉', verdicts: ['other_authority'] }, { code: 'too_little', text: '线索不足，未能补充', verdicts: ['unverifiable'] },
];

/* A PNG that looks a little like a kitchen seen in bad light; no two alike. */
export function picture(id, width = 640, height = 480) {
	const d = dice([...id].reduce((s, c) => Math.imul(s, 31) + c.charCodeAt(0) | 0, 7));
	const hue = [90 + d.upTo(60), 80 + d.upTo(50), 70 + d.upTo(40)];
	const blobs = Array.from({ length: 9 }, () => [d.upTo(width), d.upTo(height), 30 + d.upTo(110), d.upTo(160) - 60]);
	const raw = Buffer.alloc((width * 3 + 1) * height);
	for (let y = 0, at = 0; y < height; y++) {
		raw[at++] = 0;
		for (let x = 0; x < width; x++) {
			let light = 60 - y / 8 + (x % 80 < 2 || y % 80 < 2 ? -25 : 0);
			for (const [bx, by, r, w] of blobs)
				if ((x - bx) ** 2 + (y - by) ** 2 < r * r)
					light += w / 2;
			for (let c = 0; c < 3; c++)
				raw[at++] = Math.max(0, Math.min(255, hue[c] + light));
		}
	}
	const crcs = Array.from({ length: 256 }, (_, n) => {
		let c = n;
		for (let k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
		return c >>> 0;
	});
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const crc = body.reduce((c, b) => crcs[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff;
		const out = Buffer.alloc(body.length + 8);
		out.writeUInt32BE(data.length, 0);
		body.copy(out, 4);
		out.writeUInt32BE(crc >>> 0, body.length + 4);
		return out;
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]);
}
