/*
 * Who is using the app. The token lives in sessionStorage: it goes with the
 * tab, and the quick exit takes it at once. Nothing of a case is stored.
 */
import { savePrefs } from '../shared/prefs.js';
import { Rpc } from '../shared/rpc.js';

const TOKEN = 'ezhili.rider.token';

function kept() {
	try {
		return sessionStorage.getItem(TOKEN);
	} catch {
		return null;
	}
}

export class Session {
	constructor(prefs) {
		this.prefs = prefs;
		this.rpc = new Rpc({ client: 'ezhili-rider/1', lang: prefs.lang, token: kept() });
		this.rpc.on('token', (token) => {
			try {
				if (token)
					sessionStorage.setItem(TOKEN, token);
				else
					sessionStorage.removeItem(TOKEN);
			} catch { /* lost with the page */ }
		});
		this.whistle = null;	/* how the deposited identity fares */
		this.rpc.on('whistle.changed', (p) => { this.whistle = p; });
		this.watchers = new Set();
		this.draft = null;	/* of a report, in memory only */
		this.pending = null;	/* a code that must be written down before anything else */
	}

	get enrolled() {
		return this.rpc.principal?.roles.includes('whistle') ?? false;
	}

	watch(fn) {
		this.watchers.add(fn);
		return () => this.watchers.delete(fn);
	}

	setPrefs(change) {
		this.prefs = { ...this.prefs, ...change };
		savePrefs(this.prefs);
		this.rpc.setLang(this.prefs.lang);
		this.watchers.forEach((fn) => fn());
	}

	/* An anonymous principal, so that the seal has somebody to be bound to. */
	async enter() {
		await this.rpc.ready();
		if (!this.rpc.principal)
			await this.rpc.signIn('auth.anonymous', { consent: this.rpc.consent });
	}

	linkFor() {
		return this.rpc;
	}
}

/* Gone in one tap: storage cleared, the page replaced; main.js leaves nothing to go back to. */
export function quickExit() {
	try {
		sessionStorage.clear();
		localStorage.clear();
	} catch { /* nothing was kept then */ }
	document.body.replaceChildren();
	location.replace('about:blank');
}
