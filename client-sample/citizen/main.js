/* Starts the citizen's app: settings, wording, the link, then the page. */
import { html, render } from '../vendor/preact.js';
import { applyPrefs, loadPrefs } from '../shared/prefs.js';
import { loadText } from '../shared/text.js';
import { App } from './app.js';
import { Chat } from './chat.js';
import { Session } from './session.js';
import { takeShell } from './shell.js';

export const importText = (code) => import(`./text.${code}.js`);

const prefs = loadPrefs();
applyPrefs(prefs);
const session = new Session(prefs);
const chat = new Chat(session);
session.rpc.start();
await loadText(prefs.lang, importText);
const root = document.getElementById('app');
const settle = takeShell(root, chat);
render(html`<${App} session=${session} chat=${chat} importText=${importText} />`, root);
settle();

/* Later, when nobody waits for the network: what the app needs to work without one. */
const OFFLINE_AFTER_MS = 10000;
const later = ['cards.js', 'card_location.js', 'card_photo.js', 'card_receipt.js', 'card_report.js', 'card_shops.js', 'card_summary.js',
	       '../shared/timeline.js', '../shared/load.js', '../shared/photo.js', '../shared/exif.js', '../shared/upload.js', '../vendor/blake2b.js'];

async function offline() {
	await navigator.serviceWorker.register('sw.js', { scope: './' });
	const { active } = await navigator.serviceWorker.ready;
	const loaded = performance.getEntriesByType('resource').map((e) => e.name).filter((u) => new URL(u).origin === location.origin);
	active.postMessage({ loaded: [location.pathname, ...loaded], later: navigator.connection?.saveData ? [] : later });
}

if ('serviceWorker' in navigator)
	setTimeout(() => offline().catch(() => {}), OFFLINE_AFTER_MS);
