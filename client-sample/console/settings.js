/* Settings of this browser, and the list of keys. */
import { html } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Choice, Dialog } from '../shared/ui.js';
import { usePrefs } from './session.js';

export function SettingsDialog({ session, principal, onSignOut, onClose }) {
	const prefs = usePrefs(session);
	const tick = (name) => html`<label class="tick"><input type="checkbox" checked=${prefs[name]}
		onChange=${() => session.set({ [name]: !prefs[name] })} />${t(`set.${name}`)}</label>`;
	return html`<${Dialog} title=${t('app.settings')} onClose=${onClose}>
		<${Choice} label=${t('set.lang')} name="lang" value=${prefs.lang} onChange=${(lang) => session.set({ lang })}
			options=${[['zh-CN', '中文'], ['en', 'English']]} />
		<${Choice} label=${t('set.theme')} name="theme" value=${prefs.theme} onChange=${(theme) => session.set({ theme })}
			options=${['auto', 'light', 'dark'].map((v) => [v, t(`theme.${v}`)])} />
		${tick('keys')}${tick('next')}
		<p class="muted small">${t('set.saved')}</p>
		<div class="actions">${principal && html`<${Button} kind="bad" onClick=${onSignOut}>${t('app.signout')}<//>`}
			<${Button} kind="primary" onClick=${onClose}>${t('close')}<//></div><//>`;
}

const KEYS = [
	['help.list', [['j · k', 'k.jk'], ['Enter', 'k.enter'], ['x', 'k.x']]],
	['help.detail', [['a', 'k.a'], ['r', 'k.r'], ['m', 'k.m'], ['q', 'k.q'], ['c', 'k.c'], ['h', 'k.h'], ['s', 'k.s'], ['1 … 9', 'k.digit'],
		['Ctrl Enter', 'k.submit'], ['z', 'k.z'], ['j · k', 'k.jk'], ['Esc', 'k.esc'], ['?', 'k.help']]],
	['help.photo', [['+ · −', 'k.zoom'], ['[ · ]', 'k.rotate'], ['← ↑ ↓ →', 'k.pan'], ['0', 'k.reset'], ['b', 'k.blur'], [', · .', 'k.photo']]],
];

export function HelpDialog({ onClose }) {
	return html`<${Dialog} title=${t('help.title')} onClose=${onClose}><p class="muted small">${t('help.lead')}</p>
		<p class="small"><b>${t('help.order')}</b> ${t('queue.policy')}</p>
		${KEYS.map(([title, keys]) => html`<section key=${title}><h3>${t(title)}</h3><dl class="keys">${keys.map(([key, what]) =>
			html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(what)}</dd></div>`)}</dl></section>`)}
		<div class="actions"><${Button} kind="primary" onClick=${onClose}>${t('close')}<//></div><//>`;
}
