/*
 * The link to the server: JSON-RPC 2.0 over one WebSocket, protocol ezhili.v1.
 *
 *   const rpc = new Rpc({ client: 'ezhili-citizen/1', lang: 'zh-CN', token });
 *   rpc.on('state', (s) => …);          'connecting' | 'ready' | 'offline'
 *   rpc.on('principal', (p) => …);      {id, roles, name} or null
 *   rpc.on('token', (t) => …);          a new token, or null when it ran out
 *   rpc.on('stale', () => …);           events were missed: load lists again
 *   rpc.on('report.changed', (p) => …); any notification, by its method
 *   await rpc.ready();
 *   await rpc.call('report.get', { report });
 *   await rpc.signIn('auth.anonymous', { consent });
 *
 * A call that is made while the link is down waits for it, at most wait_ms. A
 * call that was under way when the link broke is sent again after the next
 * hello: everything that changes something carries a `key`, so the server
 * does it once. Only auth.* is not repeated. `busy` is retried after
 * retry_after_ms, three times.
 *
 * A phone's link dies silently: we ping every ping_s and declare the link dead
 * when nothing at all arrives within 10 s after a ping.
 */
const DEAD_AFTER_MS = 10000;
const BACKOFF_MIN_MS = 400;
const BACKOFF_MAX_MS = 15000;
const BUSY_TRIES = 3;

export class RpcError extends Error {
	constructor(error) {
		super(error.message || 'error');
		const data = error.data || {};
		this.code = error.code;
		this.type = data.type || '';
		this.detail = data.detail || error.message || '';
		this.field = data.field || null;
		this.retriable = !!data.retriable;
		this.retry_after_ms = data.retry_after_ms ?? null;
		this.trace = data.trace || null;
	}
}

const lost = (type) => new RpcError({ code: 0, message: type, data: { type, retriable: true } });

/* A random UUID v4, also where crypto.randomUUID is missing (plain http). */
export function newKey() {
	const b = crypto.getRandomValues(new Uint8Array(16));
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	const x = [...b].map((v) => v.toString(16).padStart(2, '0')).join('');
	return `${x.slice(0, 8)}-${x.slice(8, 12)}-${x.slice(12, 16)}-${x.slice(16, 20)}-${x.slice(20)}`;
}

function defaultUrl() {
	return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
}

export class Rpc {
	constructor({ url = defaultUrl(), client, lang, token = null }) {
		Object.assign(this, { url, client, lang, token });
		this.state = 'offline';
		this.principal = null;
		this.limits = null;
		this.consent = null;
		this.creditConsent = null;	/* only where credit scores are asked for */
		this.resume = null;		/* {session, epoch, seq} */
		this.handlers = new Map();
		this.calls = new Map();		/* id → call under way or waiting */
		this.nextId = 1;
		this.failures = 0;
		this.stopped = true;
	}

	on(name, fn) {
		if (!this.handlers.has(name))
			this.handlers.set(name, new Set());
		this.handlers.get(name).add(fn);
		return () => this.handlers.get(name).delete(fn);
	}

	emit(name, value) {
		for (const fn of [...(this.handlers.get(name) || [])])
			fn(value);
	}

	start() {
		if (!this.stopped)
			return;
		this.stopped = false;
		this.wake = () => this.state === 'offline' ? this.connect() : this.ping();
		this.seen = () => document.visibilityState === 'visible' && this.wake();
		addEventListener('online', this.wake);
		document.addEventListener('visibilitychange', this.seen);
		this.connect();
	}

	stop() {
		if (this.stopped)
			return;
		this.stopped = true;
		removeEventListener('online', this.wake);
		document.removeEventListener('visibilitychange', this.seen);
		this.drop();
		for (const call of this.calls.values())
			this.settle(call, lost('link.closed'));
	}

	/* Resolves when hello was answered; at once when the link stands. */
	ready() {
		if (this.state === 'ready')
			return Promise.resolve();
		return new Promise((resolve) => {
			const off = this.on('state', (s) => {
				if (s === 'ready') {
					off();
					resolve();
				}
			});
		});
	}

	/* --- calls ----------------------------------------------------------- */

	call(method, params = {}, { wait_ms = 30000 } = {}) {
		return new Promise((resolve, reject) => {
			const call = { id: this.nextId++, method, params, resolve, reject, sent: false, tries: 0 };
			call.timer = setTimeout(() => this.settle(call, lost('link.slow')), wait_ms);
			this.calls.set(call.id, call);
			if (this.state === 'ready')
				this.send(call);
		});
	}

	/* Every auth.*: keeps the token and starts counting events afresh. */
	async signIn(method, params) {
		const r = await this.call(method, params);
		this.adopt(r);
		return r;
	}

	/* whistle.enroll answers with a token too. */
	adopt({ token, principal, epoch, seq }) {
		this.token = token;
		this.principal = principal ?? null;
		if (this.resume && seq !== undefined)
			this.resume = { ...this.resume, epoch, seq };
		this.emit('token', token);
		this.emit('principal', this.principal);
	}

	async signOut() {
		await this.call('auth.logout').catch(() => {});
		this.forget();
	}

	/* Drops the token and begins again as nobody. */
	forget() {
		this.token = null;
		this.principal = null;
		this.resume = null;
		this.emit('token', null);
		this.emit('principal', null);
		if (!this.stopped) {
			this.drop();
			this.connect();
		}
	}

	/* The session's language is fixed by hello: say hello again. */
	setLang(lang) {
		if (lang === this.lang)
			return;
		this.lang = lang;
		if (!this.stopped) {
			this.drop();
			this.connect();
		}
	}

	sendBinary(bytes) {
		if (this.state !== 'ready')
			return false;
		this.socket.send(bytes);
		return true;
	}

	send(call) {
		call.sent = true;
		this.socket.send(JSON.stringify({ jsonrpc: '2.0', id: call.id, method: call.method, params: call.params }));
	}

	settle(call, error, result) {
		clearTimeout(call.timer);
		clearTimeout(call.again);
		this.calls.delete(call.id);
		if (error)
			call.reject(error);
		else
			call.resolve(result);
	}

	/* --- the link -------------------------------------------------------- */

	setState(state) {
		if (this.state === state)
			return;
		this.state = state;
		this.emit('state', state);
	}

	connect() {
		if (this.stopped || this.state !== 'offline')
			return;
		clearTimeout(this.retry);
		this.setState('connecting');
		const socket = new WebSocket(this.url, 'ezhili.v1');
		socket.binaryType = 'arraybuffer';
		this.socket = socket;
		this.guard = setTimeout(() => socket === this.socket && this.lose(), DEAD_AFTER_MS);
		socket.onopen = () => socket === this.socket && this.hello();
		socket.onmessage = (e) => socket === this.socket && this.receive(e.data);
		socket.onclose = (e) => {
			if (socket !== this.socket)
				return;
			/* Another tab took this session over: take a new one. */
			if (e.code === 4409)
				this.resume = null;
			this.lose();
		};
	}

	hello() {
		const params = { client: this.client, lang: this.lang };
		if (this.token)
			params.token = this.token;
		if (this.resume)
			params.resume = this.resume;
		this.helloId = this.nextId++;
		this.socket.send(JSON.stringify({ jsonrpc: '2.0', id: this.helloId, method: 'hello', params }));
	}

	greeted(r) {
		const again = this.resume !== null;
		clearTimeout(this.guard);
		this.failures = 0;
		this.limits = r.limits;
		this.consent = r.consent;
		this.creditConsent = r.credit_consent ?? null;
		this.resume = { session: r.session, epoch: r.epoch, seq: r.seq };
		if (r.token_expired || (this.token && !r.principal)) {
			this.token = null;
			this.emit('token', null);
		}
		this.principal = r.principal ?? null;
		this.setState('ready');
		this.emit('principal', this.principal);
		if (again && !r.recovered)
			this.emit('stale');
		clearInterval(this.pinger);
		this.pinger = setInterval(() => this.ping(), (r.ping_s || 25) * 1000);
		for (const call of [...this.calls.values()])
			this.send(call);
	}

	/* Any byte that arrives afterwards proves life; see receive(). */
	ping() {
		if (this.state !== 'ready' || this.awaiting)
			return;
		this.socket.send(JSON.stringify({ jsonrpc: '2.0', id: this.nextId++, method: 'ping' }));
		this.awaiting = setTimeout(() => this.lose(), DEAD_AFTER_MS);
	}

	alive() {
		clearTimeout(this.awaiting);
		this.awaiting = null;
	}

	drop() {
		clearTimeout(this.guard);
		clearTimeout(this.retry);
		clearInterval(this.pinger);
		this.alive();
		const socket = this.socket;
		this.socket = null;
		if (socket)
			socket.close();
		for (const call of [...this.calls.values()]) {
			if (call.sent && call.method.startsWith('auth.'))
				this.settle(call, lost('link.lost'));
		}
		this.setState('offline');
	}

	/* The link is gone: try again, later each time, never all at once. */
	lose() {
		this.drop();
		if (this.stopped)
			return;
		const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** this.failures++);
		this.retry = setTimeout(() => this.connect(), ceiling / 2 + Math.random() * ceiling / 2);
	}

	/* --- what arrives ---------------------------------------------------- */

	receive(data) {
		this.alive();
		if (typeof data !== 'string')
			return;
		let m;
		try {
			m = JSON.parse(data);
		} catch {
			return;
		}
		if (m.method)
			this.notified(m.method, m.params || {});
		else if (m.id === this.helloId)
			m.error ? this.refused(m.error) : this.greeted(m.result);
		else
			this.answered(m);
	}

	/* A hello that fails for good would loop: forget what it carried. */
	refused(error) {
		if (!new RpcError(error).retriable) {
			this.resume = null;
			if (this.token) {
				this.token = null;
				this.emit('token', null);
			}
		}
		this.lose();
	}

	answered(m) {
		const call = this.calls.get(m.id);
		if (!call)
			return;
		if (!m.error) {
			this.settle(call, null, m.result);
			return;
		}
		const error = new RpcError(m.error);
		if (error.code === -32050 && call.tries++ < BUSY_TRIES) {
			call.again = setTimeout(() => this.state === 'ready' && this.send(call),
						error.retry_after_ms ?? 1000);
			return;
		}
		if (error.type === 'auth.expired') {
			this.token = null;
			this.principal = null;
			this.emit('token', null);
			this.emit('principal', null);
		}
		this.settle(call, error);
	}

	/* An event is repeated after a resume until we acknowledge it. */
	notified(method, params) {
		const seq = params.seq;
		if (seq === undefined || !this.resume) {
			this.emit(method, params);
			return;
		}
		if (seq > this.resume.seq) {
			this.resume.seq = seq;
			this.emit(method, params);
		}
		this.socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'ack', params: { seq: this.resume.seq } }));
	}
}
