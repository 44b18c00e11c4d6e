/*
 * Serves the console's files with the strict CSP and speaks ezhili.v1 from
 * memory (fake_console_methods.js).
 *
 *   const s = await startFake({ port: 0, reports: 5000, lease_ms: 2000 });
 *   s.url; s.world; s.cut(); await s.close();
 *
 * By hand: node fake_console_server.js [port] [reports]
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { picture } from './fake_console_data.js';
import { securityHeaders, serveStatic } from './static.js';
import { Refusal, USERS, makeWorld } from './fake_console_methods.js';

function serve(req, res) {
	const { pathname, search } = new URL(req.url, 'http://x');
	if (pathname.startsWith('/photo/')) {
		const small = search.includes('thumb');
		res.writeHead(200, { ...securityHeaders, 'Content-Type': 'image/png', 'Cache-Control': 'private, max-age=600' });
		res.end(picture(pathname.slice(7), small ? 96 : 960, small ? 72 : 720));
	} else if (pathname === '/config.json') {
		res.writeHead(200, { ...securityHeaders, 'Content-Type': 'application/json' }).end('{}');
	} else {
		serveStatic(req, res);
	}
}

function answer(session, world, { method, params = {} }) {
	if (method === 'ping')
		return { now: world.now() };
	if (method === 'hello') {
		session.who = world.tokens.get(params.token) ?? null;
		const { who } = session;
		return { proto: 'ezhili.v1', session: params.resume?.session ?? world.newSession(), epoch: 'e1', seq: 0, recovered: !!params.resume, ping_s: 20,
			limits: {}, consent: 1, ...(who ? { principal: { id: who.id, roles: who.roles, name: who.name } } : {}), ...(params.token && !who ? { token_expired: true } : {}) };
	}
	if (method === 'auth.password') {
		const user = USERS.find((u) => u.login === params.login && u.password === params.password);
		if (!user)
			throw new Refusal(-32001, 'auth.failed', '用户名或密码不正确');
		session.who = user;
		const token = `t-${world.newSession()}`;
		world.tokens.set(token, user);
		return { token, principal: { id: user.id, roles: user.roles, name: user.name }, epoch: 'e1', seq: 0 };
	}
	if (!session.who)
		throw new Refusal(-32001, 'auth.needed', '请先登录');
	if (method === 'auth.logout') {
		session.who = null;
		return {};
	}
	if (!world.methods[method])
		throw new Refusal(-32601, 'method.unknown');
	if (method === 'review.queue')
		session.queue = true;
	return world.run(method, params, session.who);
}

export async function startFake({ port = 0, ...options } = {}) {
	const world = makeWorld(options);
	const sessions = new Set();
	world.tokens = new Map();
	world.delay_ms = 0;
	world.failing = new Set();		/* methods that answer "internal" */
	world.tell = (method, params) => {
		for (const s of sessions)
			if (s.queue)
				s.socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
	};
	const http = createServer(serve);
	const ws = new WebSocketServer({ server: http, path: '/ws', handleProtocols: () => 'ezhili.v1' });
	ws.on('connection', (socket) => {
		const session = { socket, who: null, queue: false };
		sessions.add(session);
		socket.on('close', () => sessions.delete(session));
		socket.on('message', async (data) => {
			const m = JSON.parse(data);
			if (m.id === undefined)
				return;
			if (world.delay_ms)
				await new Promise((r) => setTimeout(r, world.delay_ms));
			try {
				if (world.failing.has(m.method))
					throw new Refusal(-32060, 'internal', '服务器内部错误');
				socket.send(JSON.stringify({ jsonrpc: '2.0', id: m.id, result: answer(session, world, m) }));
			} catch (e) {
				const error = e instanceof Refusal ? e : new Refusal(-32060, 'internal', String(e.stack));
				socket.send(JSON.stringify({ jsonrpc: '2.0', id: m.id, error: { code: error.code, message: error.type, data: { type: error.type, retriable: false, detail: error.detail } } }));
			}
		});
	});
	await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${http.address().port}`, world, sessions,
		cut: () => sessions.forEach((s) => s.socket.terminate()),
		close: () => new Promise((resolve) => {
			sessions.forEach((s) => s.socket.terminate());
			http.closeAllConnections();
			http.close(resolve);
		}),
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const s = await startFake({ port: Number(process.argv[2] ?? 25000), reports: Number(process.argv[3] ?? 200) });
	console.log(`${s.url}/console/`, USERS.map((u) => `${u.login}/${u.password}`).join(' '));
}
