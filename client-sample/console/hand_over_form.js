/* Not our district: another office, and why. */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Field } from '../shared/ui.js';
import { officeId } from './words.js';

export function HandOverForm({ offices, mine, onSubmit, onCancel }) {
	const others = offices.filter(([id]) => id !== officeId(mine));
	const [office, setOffice] = useState(others[0]?.[0] ?? '');
	const [reason, setReason] = useState('');
	const [busy, setBusy] = useState(false);
	const send = async () => {
		setBusy(true);
		await onSubmit(office, reason.trim());
		setBusy(false);
	};
	return html`<div class="stack"><h3>${t('hand.title')}</h3>
		${others.length === 0 ? html`<p class="muted">${t('hand.none')}</p>`
			: html`<label class="pick wide"><span>${t('hand.to')}</span><select value=${office} onChange=${(e) => setOffice(e.target.value)}>
				${others.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>`}
		<${Field} area rows="3" maxlength="1000" label=${t('hand.reason')} value=${reason} onInput=${setReason} />
		<div class="actions"><${Button} onClick=${onCancel}>${t('cancel')}<//>
			<${Button} kind="primary" busy=${busy} disabled=${!office || !reason.trim()} onClick=${send}>${t('hand.go')}<//></div></div>`;
}
