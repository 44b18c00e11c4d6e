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

if ('serviceWorker' in navigator)
	navigator.serviceWorker.register('sw.js', { scope: './' }).catch(() => {});
