/* Before any field: who can open what is sealed here, when, and what reviewers see. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { useNotice } from '../shared/load.js';
import { t, tv } from '../shared/text.js';

function Promises() {
	const rows = [['lock', 'promise.sealed'], ['user', 'promise.who'], ['eye', 'promise.see'], ['gift', 'promise.paid'], ['clock', 'promise.keep']];
	return html`<section class="card"><h2>${t('promise.title')}</h2><ul class="promise">${rows.map(([icon, key]) =>
		html`<li key=${key}><${Icon} name=${icon} size=${20} /><span>${t(key)}</span></li>`)}</ul></section>`;
}

/* How the deposited identity fares; a wrong field is named so that it can be mended. */
function Standing({ session }) {
	const [state, set] = useState(session.whistle ?? null);
	useNotice(session.rpc, ['whistle.changed'], (p) => {
		set(p);
	});
	if (!state)
		return null;
	return html`<p class="notice ${state.state === 'refused' ? 'bad' : ''}" role="status">${tv('whistle', state.state)}
		${state.field ? ` ${t('whistle.field', { field: tv('field', state.field) })}` : ''}</p>`;
}

export function Page({ session }) {
	const [, again] = useState(0);
	useEffect(() => session.rpc.on('principal', () => again((n) => n + 1)), [session]);
	return html`<${Standing} session=${session} /><${Promises} />
		${session.enrolled ? html`<a class="btn primary block" href="#/new">${t('home.report')}</a>
			<a class="btn plain block" href="#/reports">${t('home.mine')}</a>`
			: html`<a class="btn primary block" href="#/enroll">${t('home.enroll')}</a>
			<a class="btn plain block" href="#/sign-in">${t('home.return')}</a>`}
		<a class="btn quiet" href="#/settings">${t('settings.title')}</a>`;
}
