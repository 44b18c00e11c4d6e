/*
 * Who is using the app: one link to the server, the person's settings, and the
 * store that survives a killed page. Anonymous until somebody signs in; a
 * receipt code opens a second link of its own (guest), so that following an
 * old report never signs anybody out.
 */
import { Rpc } from '../shared/rpc.js';
import { openStore } from '../shared/store.js';
import { savePrefs } from '../shared/prefs.js';

const CLIENT = 'ezhili-citizen/1';
const TOKEN = 'ezhili.citizen.token';
const CONSENT = 'ezhili.citizen.consent';
const GUEST = 'ezhili.citizen.guest';
const NAME = 'ezhili.citizen.name';

/* Storage that is forbidden (private windows) lasts as long as the page. */
function keep(where, name, value) {
	try {
		if (value === null)
			where.removeItem(name);
		else
			where.setItem(name, value);
	} catch { /* lost with the page */ }
}

function kept(where, name) {
	try {
		return where.getItem(name);
	} catch {
		return null;
	}
}

export class Session {
	constructor(prefs) {
		this.prefs = prefs;
		this.store = openStore('citizen');
		this.consented = kept(localStorage, CONSENT);
		this.rpc = new Rpc({ client: CLIENT, lang: prefs.lang, token: kept(localStorage, TOKEN) });
		this.name = kept(localStorage, NAME);	/* 138****1234 of who signed in; null: anonymous */
		this.rpc.on('token', (token) => {
			keep(localStorage, TOKEN, token);
			if (!token)
				this.setName(null);
		});
		this.guest = null;		/* {rpc, report} of a receipt code */
		this.watchers = new Set();
	}

	watch(fn) {
		this.watchers.add(fn);
		return () => this.watchers.delete(fn);
	}

	/* Agreed to the rules as they stand; a new version asks again. */
	get agreed() {
		return this.consented === '' || (this.consented !== null && (!this.rpc.consent || this.consented === this.rpc.consent));
	}

	agree() {
		this.consented = this.rpc.consent ?? '';
		keep(localStorage, CONSENT, this.consented);
		this.watchers.forEach((fn) => fn());
	}

	/* Somebody on the link: who was here, or an anonymous new one. */
	async enter() {
		await this.rpc.ready();
		if (this.consented === '') {
			/* Agreed while offline, to the version that this app was made for. */
			this.consented = this.rpc.consent;
			keep(localStorage, CONSENT, this.consented);
		}
		if (this.rpc.principal)
			return;
		this.entering ??= this.rpc.signIn('auth.anonymous', { consent: this.rpc.consent })
			.finally(() => { this.entering = null; });
		await this.entering;
	}

	/* The phone as its owner sees it; the server shows it to nobody. */
	setName(name) {
		this.name = name;
		keep(localStorage, NAME, name);
	}

	setPrefs(change) {
		this.prefs = { ...this.prefs, ...change };
		savePrefs(this.prefs);
		this.rpc.setLang(this.prefs.lang);
		this.guest?.rpc.setLang(this.prefs.lang);
		this.watchers.forEach((fn) => fn());
	}

	/* --- a receipt code's own link ------------------------------------------ */

	linkGuest(token, report) {
		const rpc = new Rpc({ client: CLIENT, lang: this.prefs.lang, token });
		rpc.on('token', (next) => keep(sessionStorage, GUEST, next && JSON.stringify({ token: next, report: this.guest?.report })));
		this.guest = { rpc, report };
		rpc.start();
		return rpc;
	}

	async enterReceipt(code) {
		this.guest?.rpc.stop();
		const rpc = this.linkGuest(null, null);
		try {
			const r = await rpc.signIn('auth.receipt', { code });
			this.guest.report = r.report ?? r.principal.report ?? r.principal.id;
			keep(sessionStorage, GUEST, JSON.stringify({ token: r.token, report: this.guest.report }));
			return this.guest.report;
		} catch (e) {
			this.leaveReceipt();
			throw e;
		}
	}

	leaveReceipt() {
		this.guest?.rpc.stop();
		this.guest = null;
		keep(sessionStorage, GUEST, null);
	}

	/* The link that may see this report. */
	linkFor(report, asGuest) {
		if (!asGuest)
			return this.rpc;
		if (!this.guest) {
			const saved = JSON.parse(kept(sessionStorage, GUEST) || 'null');
			if (saved?.report === report)
				this.linkGuest(saved.token, report);
		}
		return this.guest?.report === report ? this.guest.rpc : null;
	}
}
