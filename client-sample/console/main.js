/* Starts the console: settings, wording, link, page. */
import { html, render } from '../vendor/preact.js';
import { loadText, t } from '../shared/text.js';
import { applyPrefs } from '../shared/prefs.js';
import { openSession } from './session.js';
import { App } from './app.js';

const session = openSession();
const root = document.getElementById('app');

/* Everything is drawn again from the top when the language changes. */
async function show() {
	const { prefs } = session;
	applyPrefs({ ...prefs, size: 'normal' });
	await loadText(prefs.lang, (code) => import(`./text.${code}.js`));
	document.title = t('app.title');
	render(html`<${App} key=${prefs.lang} session=${session} />`, root);
}

session.onLang = show;
await show();
session.rpc.start();
