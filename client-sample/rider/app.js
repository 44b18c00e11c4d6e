/* The frame: the page that the address names, and the exit that is always there. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { LinkState, useRoute } from '../shared/frame.js';
import { loadText, t } from '../shared/text.js';
import { Button, ErrorState, IconButton, Overlays, Skeleton } from '../shared/ui.js';
import { quickExit } from './session.js';

/* #/name/argument → the module that draws it and its title's key */
const pages = {
	'': ['./home.js', 'home.title'],
	enroll: ['./enroll.js', 'enroll.title'],
	'sign-in': ['./sign_in.js', 'signin.title'],
	code: ['./code.js', 'code.title'],
	new: ['./submit.js', 'submit.title'],
	reports: ['./reports.js', 'reports.title'],
	report: ['../shared/report.js', 'report.title'],
	claim: ['./claim.js', 'claim.title'],
	settings: ['./settings.js', 'settings.title'],
};

/* A code that was not written down yet holds every other page back. */
function useHeldBy(session, route) {
	const held = session.pending && route.name !== 'code';
	useEffect(() => {
		if (held)
			location.replace('#/code');
	}, [held]);
	return held;
}

function Page({ route, session }) {
	const [state, set] = useState({});
	const [url, title] = pages[route.name];
	const load = () => {
		set({});
		import(url).then((m) => set({ url, View: m.Page }), (error) => set({ url, error }));
	};
	useEffect(load, [url]);
	useEffect(() => document.getElementById('page-title')?.focus(), [route.name]);
	const { View, error } = state.url === url ? state : {};
	const back = route.name && route.name !== 'code';
	return html`<header class="top">${back && html`<${IconButton} icon="back" label=${t('action.back')} onClick=${() => location.replace(route.name === 'report' ? '#/reports' : '#/')} />`}
			<h1 class="grow" tabindex="-1" id="page-title">${t(title)}</h1>
			<${Button} kind="plain" class="exit" onClick=${quickExit}>${t('exit')}<//></header>
		<main class="page" tabindex="0" aria-labelledby="page-title"><div class="column stack">${error ? html`<${ErrorState} error=${new Error('load')} onRetry=${load} />`
			: View ? html`<${View} session=${session} id=${route.id} key=${route.id} />` : html`<${Skeleton} lines=${6} />`}</div></main>`;
}

export function App({ session, importText }) {
	const route = useRoute(pages);
	const [lang, setLang] = useState(session.prefs.lang);
	const held = useHeldBy(session, route);
	useEffect(() => session.watch(async () => {
		await loadText(session.prefs.lang, importText);
		setLang(session.prefs.lang);
	}), [session]);
	useEffect(() => {
		document.title = t('app.document');
	}, [lang, route.name]);
	return html`<div class="frame" key=${lang}><${LinkState} rpc=${session.rpc} />
		${!held && html`<${Page} route=${route} session=${session} />`}<${Overlays} /></div>`;
}
