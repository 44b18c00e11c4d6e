/*
 * The frame: which page the address names, the header, the state of the link.
 * The chat is home and stays mounted in memory (chat.js); other pages load
 * when they are first opened, so that the first load stays small.
 */
import { html, useEffect, useState } from '../vendor/preact.js';
import { LinkState, useRoute } from '../shared/frame.js';
import { Icon } from '../shared/icons.js';
import { loadText, t } from '../shared/text.js';
import { ErrorState, IconButton, Overlays, Skeleton } from '../shared/ui.js';
import { ChatPage } from './chat_page.js';

/* #/name/argument → the module that draws it and its title's key */
const pages = {
	reports: ['./reports.js', 'reports.title'],
	report: ['../shared/report.js', 'report.title'],
	r: ['../shared/report.js', 'report.title'],
	claim: ['./claim.js', 'claim.title'],
	rclaim: ['./claim.js', 'claim.title'],
	receipt: ['./receipt.js', 'receipt.title'],
	'sign-in': ['./sign_in.js', 'signin.title'],
	settings: ['./settings.js', 'settings.title'],
	privacy: ['./privacy.js', 'privacy.title'],
	shop: ['./shop.js', 'shop.title'],
};

function goBack() {
	if (history.state?.inside || document.referrer || history.length > 1)
		history.back();
	else
		location.hash = '#/';
}

function HomeHeader() {
	return html`<header class="top home"><img class="mark" src="icon.svg" alt="" width="40" height="40" />
		<div class="grow"><h1>${t('app.title')}</h1><p class="muted tagline">${t('app.tagline')}</p></div>
		<a class="btn quiet tab" href="#/reports" aria-label=${t('nav.reports')}><${Icon} name="list" size=${20} /><span>${t('nav.reports')}</span></a>
		<${IconButton} icon="gear" label=${t('nav.settings')} onClick=${() => { location.hash = '#/settings'; }} /></header>`;
}

function PageHeader({ title }) {
	return html`<header class="top"><${IconButton} icon="back" label=${t('action.back')} onClick=${goBack} />
		<h1 class="grow" tabindex="-1" id="page-title">${title}</h1></header>`;
}

function Page({ route, session, chat }) {
	const [state, set] = useState({});
	const [url, title] = pages[route.name];
	const load = () => {
		set({});
		import(url).then((m) => set({ url, View: m.Page }), (error) => set({ url, error }));
	};
	useEffect(load, [url]);
	useEffect(() => document.getElementById('page-title')?.focus(), [route.name]);
	const { View, error } = state.url === url ? state : {};
	return html`<${PageHeader} title=${t(title)} />
		<main class="page" tabindex="0" aria-labelledby="page-title"><div class="column stack">${error ? html`<${ErrorState} error=${new Error('load')} onRetry=${load} />`
			: View ? html`<${View} session=${session} chat=${chat} id=${route.id} guest=${route.name === 'r' || route.name === 'rclaim'} key=${route.id} />`
				: html`<${Skeleton} lines=${6} />`}</div></main>`;
}

export function App({ session, chat, importText }) {
	const route = useRoute(pages);
	const [lang, setLang] = useState(session.prefs.lang);
	useEffect(() => session.watch(async () => {
		await loadText(session.prefs.lang, importText);
		setLang(session.prefs.lang);
	}), [session]);
	useEffect(() => {
		document.title = route.name ? `${t(pages[route.name][1])} · ${t('app.title')}` : t('app.document');
	}, [route.name, lang]);
	return html`<div class="frame" key=${lang}>
		<${LinkState} rpc=${session.rpc} />
		${route.name ? html`<${Page} route=${route} session=${session} chat=${chat} />`
			: html`<${HomeHeader} /><${ChatPage} session=${session} chat=${chat} />`}
		<${Overlays} /></div>`;
}
