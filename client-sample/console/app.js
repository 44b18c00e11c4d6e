/* The frame: who is signed in, the sections they may see, the screen, what hangs over it. */
import { html, useEffect, useMemo, useState } from '../vendor/preact.js';
import { t, tv } from '../shared/text.js';
import { Button, IconButton, Overlays, toastError } from '../shared/ui.js';
import { Icon } from '../shared/icons.js';
import { useKeys } from './keys.js';
import { useNow } from './loading.js';
import { useLink } from './session.js';
import { openDesk } from './desk.js';
import { Login } from './login.js';
import { HelpDialog, SettingsDialog } from './settings.js';
import { QueueScreen } from './queue.js';
import { ReportScreen } from './report.js';
import { RewardsScreen } from './rewards.js';
import { StatementScreen } from './statement.js';
import { UnsealScreen } from './unseal.js';
import { AuditScreen } from './audit.js';
import { StatsScreen } from './stats.js';
import { FilterScreen } from './filter.js';

/* Section, who sees it, its screen. The first that a person may see is their home. */
const SECTIONS = [
	{ name: 'queue', icon: 'list', roles: ['reviewer'], screen: QueueScreen },
	{ name: 'rewards', icon: 'gift', roles: ['approver', 'finance'], screen: RewardsScreen },
	{ name: 'statement', icon: 'receipt', roles: ['finance', 'auditor'], screen: StatementScreen },
	{ name: 'unseal', icon: 'eye', roles: ['reviewer', 'approver', 'auditor'], screen: UnsealScreen },
	{ name: 'audit', icon: 'shield', roles: ['reviewer', 'auditor'], screen: AuditScreen },
	{ name: 'stats', icon: 'bank', roles: ['reviewer', 'auditor', 'admin'], screen: StatsScreen },
	{ name: 'filter', icon: 'filter', roles: ['reviewer', 'auditor', 'admin'], screen: FilterScreen },
];

function useRoute() {
	const read = () => location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
	const [route, set] = useState(read);
	useEffect(() => {
		const look = () => set(read());
		addEventListener('hashchange', look);
		return () => removeEventListener('hashchange', look);
	}, []);
	return route;
}

const go = (path) => { location.hash = path; };

function UndoBar({ desk }) {
	const now = useNow({ on: !!desk.undo });
	const { undo } = desk;
	return html`<div class="undo-place" role="status">${undo && html`<div class="undo">
		<span>${undo.reports.length > 1 ? t('bulk.done', { n: undo.reports.length }) : t('undo.text', { verdict: tv('v', undo.verdict) })}</span>
		<${Button} kind="quiet" onClick=${desk.undoNow}>${undo.reports.length > 1 ? t('bulk.undo') : t('undo.go')}<//>
		<span class="left" aria-hidden="true">${Math.max(0, Math.ceil((undo.until - now) / 1000))}</span></div>`}</div>`;
}

function Frame({ session, children, principal, section, sections, onSettings, onHelp }) {
	return html`<a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); document.getElementById('main').focus(); }}>${t('app.skip')}</a>
		<header class="top"><div class="mark"><img src="icon.svg" alt="" width="26" height="26" /><b>${t('app.title')}</b></div>
			<nav aria-label=${t('app.menu')}>${sections.map((s) => html`<a key=${s.name} href="#/${s.name}" aria-current=${s.name === section ? 'page' : null}>
				<${Icon} name=${s.icon} size=${18} /><span>${t(`nav.${s.name}`)}</span></a>`)}</nav>
			<div class="who"><span class="name" title=${principal.roles.map((r) => tv('role', r)).join(' · ')}><${Icon} name="user" size=${17} />${principal.name}</span>
				<button type="button" class="btn icon-only help" aria-label=${t('help.title')} title=${`${t('help.title')} (?)`} onClick=${onHelp}><b>?</b></button>
				<${IconButton} icon="gear" label=${t('app.settings')} onClick=${onSettings} /></div></header>
		<main id="main" tabindex="-1">${children}</main>`;
}

function LinkBanner({ state }) {
	const [late, setLate] = useState(false);
	/* A blink of the link is no news. */
	useEffect(() => {
		setLate(false);
		const timer = state === 'ready' ? null : setTimeout(() => setLate(true), 800);
		return () => clearTimeout(timer);
	}, [state]);
	return html`<div class="linkbar" role="status">${state !== 'ready' && late && html`<span>${t('link.offline')}</span>`}</div>`;
}

function SignedIn({ session, principal, onSettings, dialog, setDialog }) {
	const [name, arg] = useRoute();
	const desk = useMemo(() => openDesk(session), [session]);
	const [, redraw] = useState(0);
	useEffect(() => desk.watch(() => redraw((n) => n + 1)), [desk]);
	useKeys(session, {
		'?': () => setDialog('help'),
		z: () => { desk.undoNow().catch(toastError); },
	});

	const sections = SECTIONS.filter((s) => session.has(...s.roles));
	const isReport = name === 'report' && session.has('reviewer');
	const section = isReport ? sections[0] : sections.find((s) => s.name === name) ?? sections[0];
	if (!section)
		return html`<main class="center"><p>${t('login.norole')}</p><${Button} onClick=${() => session.rpc.signOut()}>${t('app.signout')}<//></main>`;
	const Screen = section.screen;
	return html`<${Frame} session=${session} principal=${principal} section=${section.name} sections=${sections}
			onSettings=${onSettings} onHelp=${() => setDialog('help')}>
			${isReport ? html`<${ReportScreen} key=${arg} session=${session} desk=${desk} report=${arg} go=${go} />`
				: html`<${Screen} session=${session} desk=${desk} go=${go} arg=${arg} />`}<//>
		<${UndoBar} desk=${desk} />`;
}

export function App({ session }) {
	const { state, principal } = useLink(session.rpc);
	const [dialog, setDialog] = useState(null);
	const [wasIn, setWasIn] = useState(false);
	useEffect(() => principal && setWasIn(true), [principal]);
	/* A broken link keeps the page: `principal` is dropped only by a sign-out or an expired token. */
	const signOut = async () => {
		setDialog(null);
		session.clearDrafts();
		setWasIn(false);
		await session.rpc.signOut();
		location.hash = '';
	};
	const waiting = !principal && session.rpc.token && state !== 'ready';
	return html`<div class="app"><${LinkBanner} state=${state} />
		${waiting ? html`<main class="center" aria-busy="true"><p class="muted">${t('link.connecting')}</p></main>`
			: principal ? html`<${SignedIn} session=${session} principal=${principal} dialog=${dialog} setDialog=${setDialog} onSettings=${() => setDialog('settings')} />`
			: html`<${Login} session=${session} expired=${wasIn} onSettings=${() => setDialog('settings')} />`}
		${dialog === 'settings' && html`<${SettingsDialog} session=${session} principal=${principal} onSignOut=${signOut} onClose=${() => setDialog(null)} />`}
		${dialog === 'help' && html`<${HelpDialog} onClose=${() => setDialog(null)} />`}
		<${Overlays} /></div>`;
}
