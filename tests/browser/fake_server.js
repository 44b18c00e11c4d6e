/*
 * A small, deterministic server of the protocol, kept in memory, for working
 * on the clients and for what a real server cannot be made to do on demand:
 * drop the link at a given byte, stay silent, answer slowly. The ways that
 * matter are tested against the real executables (citizen.test.js).
 *
 *   const fake = await startFake({ port: 0 });
 *   fake.url, fake.reports, fake.uploads, fake.drop(), fake.dropAtByte = n
 *   fake.ask(report, text), fake.verdict(report, 'verified'), fake.reward(report, fen)
 *   node fake_server.js 24000
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { answer, greeting, openConversation, shops } from './fake_dialog.js';
import { securityHeaders, serveStatic } from './static.js';

const LIMITS = { message: 65536, chunk: 65536, photo: 8 << 20, photos: 9, text: 4000 };
const T0 = Date.UTC(2026, 10, 24, 2, 0, 0);

const fail = (code, type, detail, extra = {}) =>
	Object.assign(new Error(type), { rpc: { code, message: type, data: { type, retriable: false, detail, ...extra } } });

const raw = (key, options) => key.export({ format: 'der', ...options }).subarray(-32);

class Fake {
	constructor() {
		this.principals = new Map();	/* token → {id, roles, name, seq, events, report?} */
		this.keys = new Map();		/* principal + key → {params, result} */
		this.reports = new Map();
		this.uploads = new Map();	/* principal + hash → {offset, size, bytes} */
		this.photos = new Map();
		this.sealed = [];
		this.received = 0;		/* bytes of photo data, also repeated ones */
		this.dropAtByte = Infinity;
		this.silent = false;
		this.n = 0;
		const root = generateKeyPairSync('ed25519'), box = generateKeyPairSync('x25519');
		this.rootKey = raw(root.publicKey, { type: 'spki' }).toString('base64');
		const pub = raw(box.publicKey, { type: 'spki' });
		this.seal = { key_id: 'seal-1', public_key: pub.toString('base64'),
			      signature: sign(null, Buffer.concat([Buffer.from('seal-1'), pub]), root.privateKey).toString('base64') };
	}

	now() {
		return Date.now();
	}

	principal(token) {
		return token ? this.principals.get(token) : undefined;
	}

	enter(session, fields) {
		const token = `token-${++this.n}`;
		const who = { id: `p${this.n}`, roles: ['C'], name: '', seq: 0, events: [], ...fields };
		this.principals.set(token, who);
		session.who = who;
		return { token, principal: { id: who.id, roles: who.roles, name: who.name, ...(who.report && { report: who.report }) }, epoch: 'e1', seq: who.seq };
	}

	tell(who, method, params) {
		const event = { method, params: { seq: ++who.seq, ...params } };
		who.events.push(event);
		for (const s of this.sessions)
			if (s.who === who)
				s.notify(event.method, event.params);
	}

	owners(report) {
		return [...this.principals.values()].filter((w) => w.id === report.owner || w.report === report.report);
	}

	step(report, state, note = '') {
		report.state = state;
		report.updated_at = this.now();
		report.steps.push({ at: this.now(), state, note });
		this.owners(report).forEach((w) => this.tell(w, 'report.changed', { report: report.report, state }));
	}

	ask(id, text) {
		const report = this.reports.get(id);
		report.question = text;
		this.step(report, 'info_needed', text);
	}

	verdict(id, verdict, note = '现场核查属实，已责令整改。') {
		this.step(this.reports.get(id), verdict, note);
	}

	reward(id, amount_fen, state = 'claimable') {
		const report = this.reports.get(id);
		report.reward = { state, amount_fen };
		this.owners(report).forEach((w) => this.tell(w, 'reward.changed', { report: id, state, amount_fen }));
	}

	submit(who, slots) {
		const n = ++this.n;
		const report = {
			report: `r${n}`, owner: who.id, state: 'received', category: slots.category || 'V13', text: slots.text,
			shop: slots.shop?.shop ? slots.shop : undefined, steps: [], submitted_at: this.now(), due_at: T0 + 15 * 86400000,
			receipt: { code: `7391 0264 5518 ${String(n).padStart(4, '0')}`, time: this.now(),
				   hash: createHash('sha256').update(`r${n}`).digest('hex') },
		};
		this.reports.set(report.report, report);
		this.step(report, 'received', '');
		this.step(report, 'triaged', '已分派至东街市场监督管理所');
		return { report: report.report, ...report.receipt };
	}

	view(who, id) {
		const report = this.reports.get(id);
		if (!report || (report.owner !== who.id && who.report !== id))
			throw fail(-32004, 'report.not_found', '未找到该举报');
		return report;
	}
}

const methods = {
	hello(fake, s, p) {
		Object.assign(s, { lang: p.lang, who: fake.principal(p.token) });
		const who = s.who;
		const recovered = !!(p.resume && who && p.resume.epoch === 'e1');
		if (recovered)
			setTimeout(() => who.events.filter((e) => e.params.seq > p.resume.seq).forEach((e) => s.notify(e.method, e.params)));
		return { proto: 'ezhili.v1', session: p.resume?.session ?? `s${++fake.n}`, epoch: 'e1', seq: recovered ? p.resume.seq : who?.seq ?? 0,
			 recovered, ping_s: 2, limits: LIMITS, consent: '2026-11',
			 ...(who && { principal: { id: who.id, roles: who.roles, name: who.name } }), ...(p.token && !who && { token_expired: true }) };
	},
	ping: (fake) => ({ now: fake.now() }),
	ack: () => ({}),
	'auth.otp': () => ({ wait_ms: 60000, demo_code: '246810' }),
	'auth.verify'(fake, s, p) {
		if (p.code !== '246810')
			throw fail(-32001, 'auth.failed', '验证码不正确');
		return fake.enter(s, { name: `${p.phone.slice(0, 3)}****${p.phone.slice(-4)}` });
	},
	'auth.anonymous': (fake, s) => fake.enter(s, {}),
	'auth.receipt'(fake, s, p) {
		const code = p.code.replace(/\D/g, '');
		const found = [...fake.reports.values()].find((r) => r.receipt.code.replace(/\D/g, '') === code);
		if (!found)
			throw fail(-32001, 'auth.failed', '回执码不正确');
		return fake.enter(s, { roles: ['T'], report: found.report });
	},
	'auth.logout'(fake, s) {
		s.who = undefined;
		return {};
	},
	'seal.key': (fake) => fake.seal,
	'chat.open'(fake, s) {
		s.who.conv = openConversation(`c${++fake.n}`, s.lang);
		return { conv: s.who.conv.id, turn: greeting(s.who.conv) };
	},
	'chat.say'(fake, s, p) {
		return { turn: answer(s.who.conv, p, (slots) => fake.submit(s.who, slots)) };
	},
	'shop.search': () => ({ shops, decision: 'ask' }),
	'shop.get'(fake, s, p) {
		const x = shops.find((y) => y.shop === p.shop);
		return { names: [x.name], company: x.company, address: x.address, uscc: '91350104315308392G', licence: x.licence,
			 valid_from: T0 - 4e10, valid_to: T0 + 9e10, scope: '热食类食品制售' };
	},
	'report.submit'(fake, s, p) {
		const { report, ...receipt } = fake.submit(s.who, { ...p, shop: shops.find((x) => x.shop === p.shop) });
		return { report, receipt, office: { office: 'o1', name: '东街市场监督管理所' }, due_at: T0 };
	},
	'report.list': (fake, s) => ({ reports: [...fake.reports.values()].filter((r) => r.owner === s.who.id).reverse()
		.map((r) => ({ report: r.report, state: r.state, category: r.category, shop_name: r.shop?.name ?? '',
			       submitted_at: r.submitted_at, updated_at: r.updated_at })) }),
	'report.get': (fake, s, p) => fake.view(s.who, p.report),
	'report.add'(fake, s, p) {
		const r = fake.view(s.who, p.report);
		delete r.question;
		fake.step(r, 'in_review', p.text);
		return { state: r.state };
	},
	'report.withdraw'(fake, s, p) {
		fake.step(fake.view(s.who, p.report), 'withdrawn');
		return { state: 'withdrawn' };
	},
	'report.appeal'(fake, s, p) {
		fake.step(fake.view(s.who, p.report), 'appealed', p.text);
		return { state: 'appealed' };
	},
	'reward.claim'(fake, s, p) {
		const r = fake.view(s.who, p.report);
		fake.sealed.push(p.payee);
		fake.reward(r.report, r.reward.amount_fen, 'claimed');
		setTimeout(() => fake.reward(r.report, r.reward.amount_fen, 'paying'), 400);
		setTimeout(() => fake.reward(r.report, r.reward.amount_fen, 'paid'), 1200);
		return { state: 'claimed', amount_fen: r.reward.amount_fen };
	},
	'upload.begin'(fake, s, p) {
		const id = s.who.id + p.hash;
		if (!fake.uploads.has(id))
			fake.uploads.set(id, { offset: 0, size: p.size, bytes: Buffer.alloc(p.size) });
		s.handles.push(fake.uploads.get(id));
		return { handle: s.handles.length, offset: fake.uploads.get(id).offset };
	},
	'upload.commit'(fake, s, p) {
		const photo = `ph${++fake.n}`;
		fake.photos.set(photo, { bytes: s.handles[p.handle - 1].bytes, taken_at: p.taken_at, at: p.at });
		return { photo, width: 1600, height: 1200 };
	},
};

const open = new Set(['hello', 'ping', 'ack', 'auth.otp', 'auth.verify', 'auth.anonymous', 'auth.receipt', 'seal.key', 'shop.get']);

function handle(fake, s, m) {
	const fn = methods[m.method];
	if (!fn)
		throw fail(-32601, 'method.unknown', '未知的请求');
	if (!open.has(m.method) && !s.who)
		throw fail(-32001, 'auth.needed', '请先登录');
	const { key, ...params } = m.params || {};
	const stored = key && s.who && fake.keys.get(`${s.who.id} ${key}`);
	if (stored && stored.params !== JSON.stringify(params))
		throw fail(-32009, 'key.reused', '重复的请求编号');
	if (stored)
		return stored.result;
	const result = fn(fake, s, m.params || {});
	if (key && m.method !== 'upload.begin')
		fake.keys.set(`${s.who.id} ${key}`, { params: JSON.stringify(params), result });
	return result;
}

/* One binary frame; a wrong offset is answered with the right one. */
function chunk(fake, s, data) {
	const upload = s.handles[data.readUInt32BE(4) - 1];
	const offset = Number(data.readBigUInt64BE(8)), bytes = data.subarray(16);
	fake.received += bytes.length;
	if (offset === upload.offset) {
		bytes.copy(upload.bytes, offset);
		upload.offset += bytes.length;
	}
	if (upload.offset >= fake.dropAtByte) {
		fake.dropAtByte = Infinity;
		fake.drop();
		return;
	}
	s.notify('upload.progress', { handle: data.readUInt32BE(4), offset: upload.offset });
}

function serveSocket(fake, ws) {
	const s = { handles: [], who: undefined, lang: 'zh-CN',
		    notify: (method, params) => ws.send(JSON.stringify({ jsonrpc: '2.0', method, params })) };
	fake.sessions.add(s);
	ws.on('close', () => fake.sessions.delete(s));
	ws.on('error', () => {});
	ws.on('message', (data, binary) => {
		if (fake.silent)
			return;
		if (binary) {
			chunk(fake, s, data);
			return;
		}
		const m = JSON.parse(data);
		let reply;
		try {
			reply = { result: handle(fake, s, m) };
		} catch (e) {
			reply = { error: e.rpc || { code: -32060, message: e.message, data: { type: 'internal', detail: e.stack } } };
		}
		if (m.id !== undefined)
			setTimeout(() => ws.send(JSON.stringify({ jsonrpc: '2.0', id: m.id, ...reply })), fake.delay_ms);
	});
}

export async function startFake({ port = 0 } = {}) {
	const fake = new Fake();
	fake.sessions = new Set();
	fake.delay_ms = 20;
	const server = createServer((req, res) => {
		if (req.url === '/config.json')
			res.writeHead(200, { ...securityHeaders, 'Content-Type': 'application/json' }).end(JSON.stringify({ root_key: fake.rootKey }));
		else
			serveStatic(req, res);
	});
	const wss = new WebSocketServer({ server, path: '/ws', handleProtocols: () => 'ezhili.v1' });
	wss.on('connection', (ws) => serveSocket(fake, ws));
	fake.drop = () => wss.clients.forEach((ws) => ws.terminate());
	await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
	fake.port = server.address().port;
	fake.url = `http://127.0.0.1:${fake.port}`;
	fake.close = () => new Promise((resolve) => {
		fake.drop();
		server.closeAllConnections();
		server.close(resolve);
	});
	return fake;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	console.log((await startFake({ port: Number(process.argv[2] || 24000) })).url);
