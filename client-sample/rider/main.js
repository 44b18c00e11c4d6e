/*
 * Starts the riders' app. No service worker, no notification, nothing kept on
 * this device but the language; the sign-in lasts as long as the tab.
 */
import { html, render } from '../vendor/preact.js';
import { applyPrefs, loadPrefs } from '../shared/prefs.js';
import { loadText } from '../shared/text.js';
import { App } from './app.js';
import { Session } from './session.js';

export const importText = (code) => import(`./text.${code}.js`);

/* Moves within the app replace each other, so that after the exit Back leads to nothing of it. */
document.addEventListener('click', (e) => {
	const link = e.target.closest('a[href^="#"]');
	if (!link)
		return;
	e.preventDefault();
	location.replace(link.getAttribute('href'));
});

const prefs = loadPrefs();
applyPrefs(prefs);
const session = new Session(prefs);
session.rpc.start();
await loadText(prefs.lang, importText);
render(html`<${App} session=${session} importText=${importText} />`, document.getElementById('app'));
