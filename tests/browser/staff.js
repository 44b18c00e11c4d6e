/*
 * The people behind the counter, over the plain protocol: what a browser test
 * of the citizen's app needs them to do.
 *
 *   const office = await staff(it);           it = start() of integration/start.js
 *   await office.ask(report, text);
 *   await office.verify(report);               claims and decides 属实
 *   await office.close(report);                proposes the reward
 *   await office.approve(report);              signs, with a second one when needed
 */
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import WebSocket from 'ws';

const WAIT_MS = 30000;

export class Link {
	static async open(url, params = {}) {
		const link = new Link();
		link.ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'ezhili.v1', { origin: url });
		link.calls = new Map();
		link.n = 0;
		link.ws.on('message', (data) => {
			const m = JSON.parse(data);
			const call = link.calls.get(m.id);
			link.calls.delete(m.id);
			if (m.error)
				call?.reject(Object.assign(new Error(`${m.error.data?.type} ${m.error.data?.field ?? ''} ${m.error.data?.detail ?? ''}`), { error: m.error }));
			else
				call?.resolve(m.result);
		});
		await new Promise((resolve, reject) => link.ws.once('open', resolve).once('error', reject));
		await link.call('hello', { client: 'browser-tests/1', lang: 'zh-CN', ...params });
		return link;
	}

	call(method, params = {}) {
		return new Promise((resolve, reject) => {
			this.calls.set(++this.n, { resolve, reject });
			this.ws.send(JSON.stringify({ jsonrpc: '2.0', id: this.n, method, params }));
		});
	}

	close() {
		this.ws.close();
	}
}

/* A raw Ed25519 seed as Node wants it: in a PKCS#8 wrapper. */
function signer(seed) {
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'base64')]);
	const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
	return (text) => sign(null, Buffer.from(text), key).toString('base64');
}

async function until(what, fn) {
	for (const end = Date.now() + WAIT_MS; Date.now() < end; await new Promise((r) => setTimeout(r, 150))) {
		const found = await fn();
		if (found)
			return found;
	}
	throw new Error(`never came: ${what}`);
}

export async function staff(it) {
	const enter = async (login) => {
		const user = it.demo.users.find((u) => u.login === login);
		const link = await Link.open(it.url);
		await link.call('auth.password', { login, password: user.password });
		return { link, user };
	};
	const reviewer = await enter('reviewer1');
	const approvers = [await enter('approver1'), await enter('approver2')];
	const { call } = { call: (m, p) => reviewer.link.call(m, p) };
	const key = randomUUID;

	return {
		reviewer: reviewer.link,
		queued: (report) => until('the report in the queue', async () =>
			(await call('review.queue', { limit: 100 })).items.find((i) => i.report === report)),
		async ask(report, text) {
			await call('review.claim', { report });
			await call('review.ask', { key: key(), report, text });
		},
		async verify(report, note = '现场核查属实，已责令整改。') {
			await call('review.claim', { report });
			const { reasons_allowed: reasons } = await call('review.get', { report });
			const reason = reasons.find((r) => r.verdicts.includes('verified')).code;
			const { undo_until } = await call('review.decide', { key: key(), report, verdict: 'verified', reason, note });
			await new Promise((r) => setTimeout(r, Math.max(0, undo_until - Date.now())));
		},
		close: (report) => until('the case closed', () =>
			call('case.close', { key: key(), report, outcome: 'rectified' }).catch((e) => {
				if (/report\.(stale|claimed)|rule\./.test(e.message))
					return null;
				throw e;
			})),
		async approve(report) {
			for (const { link, user } of approvers) {
				const reward = await until('the reward', async () => (await link.call('reward.list', { report })).rewards[0]);
				if (reward.state !== 'proposed')
					return;
				const note = '同意';
				const text = `ezhili reward approve\n${reward.reward}\n${reward.amount_fen}\n${reward.rule}\n${note}\n`;
				const { state } = await link.call('reward.approve', { key: key(), reward: reward.reward, note, sig: signer(user.sign_seed)(text) });
				if (state !== 'proposed')
					return;			/* no second one is needed */
			}
		},
		leave: () => [reviewer, ...approvers].forEach(({ link }) => link.close()),
	};
}
