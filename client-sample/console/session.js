/*
 * Who sits here: the link, the token, the settings, and what was typed but not
 * sent yet. One session a page; main.js makes it and hands it down.
 *
 * The token lives in sessionStorage: it survives a reload and dies with the
 * tab. Drafts of notes live there too, so that an expired lease, a broken link
 * or a reload loses no typing; signing out clears both.
 */
import { useEffect, useState } from '../vendor/preact.js';
import { Rpc } from '../shared/rpc.js';
import { applyPrefs, loadPrefs, savePrefs } from '../shared/prefs.js';

const TOKEN = 'ezhili.console.token';
const LOGIN = 'ezhili.console.login';
const DRAFT = 'ezhili.console.draft.';
const DEFAULTS = { keys: true, next: false, group: true, blur: false };

function read(storage, name) {
	try {
		return storage.getItem(name);
	} catch {
		return null;
	}
}

function write(storage, name, value) {
	try {
		if (value === null || value === '')
			storage.removeItem(name);
		else
			storage.setItem(name, value);
	} catch { /* full or forbidden: it then lasts as long as the page */ }
}

export function openSession() {
	const prefs = { ...DEFAULTS, ...loadPrefs() };
	const rpc = new Rpc({ client: 'ezhili-console/1', lang: prefs.lang, token: read(sessionStorage, TOKEN) });
	const watchers = new Set();
	const drafts = new Map();
	const session = { rpc, prefs, login: read(sessionStorage, LOGIN), signIn, onLang: () => {}, has, set, watch, now, draft, setDraft, clearDrafts };
	let skew = 0;			/* the server's clock minus ours */

	rpc.on('token', (token) => write(sessionStorage, TOKEN, token));
	rpc.on('state', (state) => state === 'ready' && rpc.call('ping').then((r) => { skew = r.now - Date.now(); }, () => {}));

	/* The server's time: deadlines and leases are counted on its clock. */
	function now(ours = Date.now()) {
		return ours + skew;
	}

	/* The principal does not carry the login, and approvals are named by it. */
	async function signIn(params) {
		await rpc.signIn('auth.password', params);
		session.login = params.login;
		write(sessionStorage, LOGIN, params.login);
	}

	/* has('reviewer'), has('finance', 'auditor'): any of them */
	function has(...roles) {
		const mine = rpc.principal?.roles ?? [];
		return roles.some((r) => mine.includes(r));
	}

	function set(change) {
		const lang = prefs.lang;
		Object.assign(prefs, change);
		savePrefs(prefs);
		applyPrefs({ ...prefs, size: 'normal' });
		if (prefs.lang !== lang) {
			rpc.setLang(prefs.lang);
			session.onLang();
		}
		watchers.forEach((fn) => fn());
	}

	function watch(fn) {
		watchers.add(fn);
		return () => watchers.delete(fn);
	}

	function draft(name) {
		return drafts.get(name) ?? read(sessionStorage, DRAFT + name) ?? '';
	}

	function setDraft(name, text) {
		drafts.set(name, text);
		write(sessionStorage, DRAFT + name, text);
	}

	function clearDrafts() {
		drafts.clear();
		for (const name of Object.keys(sessionStorage))
			if (name.startsWith(DRAFT))
				sessionStorage.removeItem(name);
	}

	return session;
}

/* Draws again when the settings change. */
export function usePrefs(session) {
	const [, again] = useState(0);
	useEffect(() => session.watch(() => again((n) => n + 1)), [session]);
	return session.prefs;
}

/* {state, principal} of the link, live. */
export function useLink(rpc) {
	const [link, set] = useState({ state: rpc.state, principal: rpc.principal });
	useEffect(() => {
		const now = () => set({ state: rpc.state, principal: rpc.principal });
		now();
		const offs = [rpc.on('state', now), rpc.on('principal', now)];
		return () => offs.forEach((off) => off());
	}, [rpc]);
	return link;
}

/* Text of a form that is kept under `name` until it is sent. */
export function useDraft(session, name) {
	const [text, set] = useState(() => session.draft(name));
	useEffect(() => set(session.draft(name)), [name]);
	return [text, (value) => {
		session.setDraft(name, value);
		set(value);
	}];
}
