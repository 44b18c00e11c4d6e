/* A code that is shown once: it cannot be left before it is written down. */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, copyText, Field, toast } from '../shared/ui.js';

const groups = (code) => code.replace(/[\s-]/g, '').match(/.{1,4}/g) ?? [];

export function Page({ session }) {
	const [p] = useState(session.pending);	/* kept while the page is being left */
	const [last, setLast] = useState('');
	if (!p) {
		location.replace('#/');
		return null;
	}
	const parts = groups(p.code);
	const leave = () => {
		session.pending = null;
		location.replace(p.next ?? '#/');
	};
	const typed = (v) => {
		setLast(v);
		if (v.trim().toUpperCase() === parts.at(-1))
			leave();
	};
	const copy = async () => toast(await copyText(parts.join(' ')) ? t('action.copied') : parts.join(' '));
	return html`<section class="card stack"><h2>${t(`code.${p.kind}`)}</h2><p>${t(`code.${p.kind}_more`)}</p>
		<p class="big-code" data-code=${parts.join('')}>${parts.map((g, i) => html`<span key=${i}>${g}</span>`)}</p>
		<div class="answers"><${Button} icon="copy" onClick=${copy}>${t('action.copy')}<//>
			<${Button} kind="primary" onClick=${leave}>${t('code.saved')}<//></div>
		<${Field} label=${t('code.last')} value=${last} onInput=${typed} maxlength="4" autocomplete="off" autocapitalize="characters" /></section>`;
}
