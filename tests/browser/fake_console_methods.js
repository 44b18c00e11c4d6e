/*
 * The review, reward and audit methods of PROTOCOL.md in memory, so that the
 * console can be developed and tested for its own behaviour (scrolling,
 * leases, broken links) without a database. What the real server does is
 * tested against the real server.
 */
import { createPrivateKey, createPublicKey, randomUUID, verify } from 'node:crypto';
import { DAY, OFFICES, REASONS_ALLOWED, makeReports } from './fake_console_data.js';
import { scoreMethods } from './fake_console_score.js';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const VERDICTS = ['verified', 'partly', 'unfounded', 'malicious', 'duplicate', 'other_authority', 'unverifiable'];
const THRESHOLD_FEN = 500000;

export class Refusal extends Error {
	constructor(code, type, detail = '') {
		super(type);
		Object.assign(this, { code, type, detail });
	}
}

export const seedOf = (login) => Buffer.from(login.padEnd(32, '.')).subarray(0, 32);
export const USERS = [
	['reviewer1', '林静', ['reviewer']], ['reviewer2', '陈晓', ['reviewer']], ['approver1', '王敏', ['approver']], ['approver2', '黄志强', ['approver']],
	['finance1', '周会计', ['finance']], ['auditor1', '吴审计', ['auditor']], ['admin1', '管理员', ['admin']],
].map(([login, name, roles]) => ({ id: `u-${login}`, login, name, roles, password: `${login}-pass`, sign_seed: seedOf(login).toString('base64') }));

export function makeWorld({ reports = 200, seed = 1, lease_ms = 15 * 60000, undo_ms = 5000, now = () => Date.now() } = {}) {
	const world = { reports: new Map(), rewards: [], keys: new Map(), tell: () => {}, now };
	for (const r of makeReports(reports, seed, now()))
		world.reports.set(r.report, r);

	const find = (id) => {
		const r = world.reports.get(id);
		if (!r)
			throw new Refusal(-32004, 'report.not_found', '没有这份举报');
		return r;
	};
	const note = (r, who, action, before, after) => r.audit.push({ at: now(), actor: { id: who.id, name: who.name }, action, before, after });
	const step = (r, state, text = '') => {
		r.state = state;
		r.steps.push({ at: now(), state, note: text });
	};
	const holder = (r) => r.claimed_by && r.lease_until > now() ? r.claimed_by : null;
	const hold = (r, who) => {
		const h = holder(r);
		if (h && h.id !== who.id)
			throw new Refusal(-32009, 'report.claimed', `已被 ${h.name} 领取`);
		if (!h)
			throw new Refusal(-32010, 'rule.not_claimed', '请先领取');
	};
	const visible = (r) => ({
		report: r.report, score: r.score, lane: r.lane, reasons: r.reasons, category: r.category, severity: r.severity, shop: r.shop.shop, shop_name: r.shop.name,
		office: r.office, state: r.state, submitted_at: r.submitted_at, due_at: r.due_at, photos: r.photos.length, copies: r.copies,
		...(holder(r) ? { claimed_by: holder(r) } : {}),
	});
	const changed = (r) => world.tell('review.changed', { report: r.report });

	const methods = {
		'review.queue'({ lane = 'open', office, state, cursor, limit = 50 }) {
			const all = [...world.reports.values()].filter((r) => !r.merged_into && (lane === 'open' ? r.lane !== 'shielded' : r.lane === lane) && (!office || r.office.office === office) &&
				(state ? r.state === state : ['triaged', 'in_review', 'info_needed', 'appealed'].includes(r.state)));
			const from = cursor ? all.findIndex((r) => r.report === cursor) + 1 : 0;
			const page = all.slice(from, from + Math.min(limit, 100));
			return { items: page.map(visible), total: all.length, ...(from + page.length < all.length ? { cursor: page[page.length - 1].report } : {}) };
		},
		'review.get'({ report }, who) {
			const r = find(report);
			note(r, who, 'open', null, null);
			return {
				...visible(r), photos: r.photos.map((p) => ({ photo: p, url: `/photo/${p}`, thumb: `/photo/${p}?thumb` })), text: r.text, occurred_at: r.occurred_at, shop: r.shop,
				at: { lat: r.shop.at.lat + 0.002, lng: r.shop.at.lng + 0.001, datum: 'gcj02', accuracy_m: r.kind === 'rider' ? 5000 : 30 },
				match: { p: 0.94, reasons: ['店名一致', '分店名一致', '距离 120 m', '门牌号一致'] },
				score: { version: 1, v: r.score, m: r.reasons.filter((x) => x.points < 0).length * 4 - 22, bins: r.reasons.map((x) => ({ code: x.code, text: x.text, v: x.points, m: x.points < 0 ? 4 : -2 })) },
				reporter: { pseudonym: `举报人-${r.report.slice(-3)}`, history: { kind: r.kind, reports: '6–10', verified: '4–5', malicious: '0' } },
				duplicates: [...world.reports.values()].filter((o) => o !== r && o.shop.shop === r.shop.shop && o.category === r.category && !o.merged_into).slice(0, 3)
					.map((o) => ({ report: o.report, state: o.state, submitted_at: o.submitted_at, text: o.text })),
				reasons_allowed: REASONS_ALLOWED, steps: r.steps, offices: OFFICES, added: r.added, ...(r.question ? { question: r.question } : {}),
				...(holder(r) ? { lease_until: r.lease_until } : {}), ...(r.merged_into ? { merged_into: r.merged_into } : {}),
			};
		},
		'review.claim'({ report }, who) {
			const r = find(report);
			const h = holder(r);
			if (h && h.id !== who.id)
				throw new Refusal(-32009, 'report.claimed', `已被 ${h.name} 领取`);
			note(r, who, 'claim', { state: r.state }, { state: 'in_review' });
			Object.assign(r, { claimed_by: { id: who.id, name: who.name }, lease_until: now() + lease_ms });
			if (r.state === 'triaged')
				step(r, 'in_review');
			const until = r.lease_until;
			setTimeout(() => r.lease_until === until && changed(r), lease_ms + 20).unref();
			changed(r);
			return { lease_until: until };
		},
		'review.release'({ report }, who) {
			const r = find(report);
			hold(r, who);
			r.claimed_by = null;
			r.state = 'triaged';
			note(r, who, 'release', null, null);
			changed(r);
			return {};
		},
		'review.ask'({ report, text }, who) {
			const r = find(report);
			hold(r, who);
			r.question = { text, at: now() };
			step(r, 'info_needed', text);
			note(r, who, 'ask', null, { text });
			changed(r);
			return { state: r.state };
		},
		'review.decide'({ report, verdict, reason, note: text = '' }, who) {
			const r = find(report);
			hold(r, who);
			if (!REASONS_ALLOWED.some((a) => a.code === reason && a.verdicts.includes(verdict)))
				throw new Refusal(-32602, 'params.bad', '理由与结论不符');
			r.before = { state: r.state };
			r.verdict = { verdict, reason, text, by: who.id, until: now() + undo_ms };
			note(r, who, 'decide', { state: r.state }, { state: verdict, reason, note: text });
			r.claimed_by = null;
			step(r, verdict, text);
			changed(r);
			return { undo_until: r.verdict.until };
		},
		'review.undo'({ report }, who) {
			const r = find(report);
			if (!r.verdict || r.verdict.until < now())
				throw new Refusal(-32010, 'rule.undo_over', '已过撤销时间');
			r.verdict = null;
			r.steps.pop();
			r.state = 'in_review';
			Object.assign(r, { claimed_by: { id: who.id, name: who.name }, lease_until: now() + lease_ms });
			note(r, who, 'undo', null, { state: r.state });
			changed(r);
			return { state: r.state };
		},
		'review.merge'({ report, into }, who) {
			const r = find(report);
			find(into);
			r.merged_into = into;
			note(r, who, 'merge', null, { into });
			changed(r);
			return {};
		},
		'review.unmerge'({ report }, who) {
			const r = find(report);
			r.merged_into = null;
			note(r, who, 'unmerge', null, null);
			changed(r);
			return {};
		},
		'review.hand_over'({ report, office, reason }, who) {
			const r = find(report);
			note(r, who, 'hand_over', { office: r.office.name }, { office, reason });
			r.office = OFFICES.find((o) => o.office === office) ?? r.office;
			r.claimed_by = null;
			changed(r);
			return {};
		},
		'shop.search': ({ q }) => ({ decision: 'ask', shops: q === '没有' ? [] : [...new Map([...world.reports.values()].map((r) => [r.shop.shop, r.shop])).values()].slice(0, 5)
			.map((s, i) => ({ shop: s.shop, name: s.name, company: s.company, address: s.address, licence: s.licence, p: 0.5 - i / 10, reasons: ['店名相近 80%', '距离 120 m'] })) }),
		'review.relink'({ report, shop, reason }, who) {
			const r = find(report);
			hold(r, who);
			note(r, who, 'relink', { shop: r.shop.shop }, { shop, reason });
			r.shop = [...world.reports.values()].find((o) => o.shop.shop === shop).shop;
			changed(r);
			return { state: r.state, shop: { shop, name: r.shop.name }, office: r.office };
		},
		'case.close'({ report, outcome, fine_fen = 0, doc_no }, who) {
			const r = find(report);
			if (!VERDICTS.includes(r.state))
				throw new Refusal(-32010, 'rule.state', '尚无结论');
			note(r, who, 'close', { state: r.state }, { outcome, doc_no });
			step(r, 'closed', doc_no ?? '');
			world.rewards.push({ reward: `W${1000 + world.rewards.length}`, report, state: 'proposed', amount_fen: fine_fen > 1000000 ? 600000 : 20000, rule: fine_fen > 1000000 ? 'national.2' : 'city.small', approvals: [], verifier: r.verdict?.by });
			changed(r);
			return { state: 'closed' };
		},
		'office.list': () => ({ offices: OFFICES.map((o, i) => ({ ...o, area: `3501${11 + i % 2}`, area_name: i % 2 ? '台江区' : '鼓楼区' })) }),
		'review.audit': ({ report }) => ({ entries: find(report).audit }),
		'reward.concentration': () => ({ from: 0, quarter: '2026-Q4', rows: [{ verifier: 'reviewer1', name: '陈审核', paid: 9, payees: 3, top: 7, top_percent: 77 }] }),
		'review.stats'({ from, to, by }) {
			const rows = [];
			if (by === 'day')
				for (let t = from, i = 0; t < to; t += DAY, i++)
					rows.push({ day: new Date(t + 8 * 3600000).toISOString().slice(0, 10), received: 30 + (i * 37) % 23, decided: 22 + (i * 29) % 21, verified: 12 + (i * 17) % 9, decide_ms: 36000000 + (i * 7919999) % 50000000, reward_fen: 120000 + (i * 48611) % 90000 });
			for (const r of by === 'day' ? [] : world.reports.values()) {
				const key = by === 'category' ? r.category : by === 'office' ? r.office.name : r.state;
				const row = rows.find((x) => x[by] === key) ?? rows[rows.push({ [by]: key, received: 0, decided: 0 }) - 1];
				row.received++;
				row.decided += VERDICTS.includes(r.state) ? 1 : 0;
			}
			return { rows };
		},
		'reward.list': ({ state }, who) => ({ rewards: world.rewards.filter((w) => !state || w.state === state).map(({ verifier, ...w }) => who.roles.includes('finance') ? { ...w, report: undefined } : w) }),
		'reward.approve'({ reward, note: text, sig }, who) {
			const w = world.rewards.find((x) => x.reward === reward);
			if (!w)
				throw new Refusal(-32004, 'reward.not_found');
			if (w.approvals.some((a) => a.by.id === who.id))
				throw new Refusal(-32010, 'rule.same_approver', '同一人不能审批两次');
			const key = createPublicKey(createPrivateKey({ key: Buffer.concat([PKCS8, seedOf(who.login)]), format: 'der', type: 'pkcs8' }));
			if (!verify(null, Buffer.from(`ezhili reward approve\n${reward}\n${w.amount_fen}\n${w.rule}\n${text}\n`), key, Buffer.from(sig, 'base64')))
				throw new Refusal(-32010, 'rule.signature', '签名无效');
			w.approvals.push({ by: { id: who.id, name: who.name }, at: now(), note: text });
			if (w.approvals.length >= (w.amount_fen >= THRESHOLD_FEN ? 2 : 1))
				w.state = 'claimable';
			return { state: w.state };
		},
		'reward.refuse'({ reward }) {
			const w = world.rewards.find((x) => x.reward === reward);
			w.state = 'refused';
			return { state: w.state };
		},
		'reward.statement': ({ from, to }) => ({ rows: Array.from({ length: 24 }, (_, i) => ({ at: to - (i + 1) * 7 * 3600000, bill: `EZ${20261124000 + i}`, amount_fen: 5000 + (i * 3700) % 25000, rail: i % 5 ? 'wechat' : 'pain001', state: i === 2 ? 'failed' : 'paid' })).filter((r) => r.at >= from) }),
	};
	Object.assign(methods, scoreMethods(world, Refusal));
	world.methods = methods;
	world.changed = changed;
	/* A keyed repeat gets the stored answer. */
	world.run = (method, params, who) => {
		const { key, ...rest } = params;
		const id = key && `${who.id} ${key}`;
		if (id && world.keys.has(id))
			return world.keys.get(id);
		const result = methods[method](rest, who);
		if (id)
			world.keys.set(id, result);
		return result;
	};
	world.newSession = () => randomUUID();
	return world;
}
