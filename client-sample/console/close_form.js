/* Closing a case: the outcome, and with a penalty its document and amounts in yuan. */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Choice, Field } from '../shared/ui.js';
import { fenOf } from './words.js';

const OUTCOMES = ['penalty', 'rectified', 'no_case'];

export function CloseForm({ verdict, onSubmit, onCancel }) {
	const true_ = verdict === 'verified' || verdict === 'partly';
	const [outcome, setOutcome] = useState(true_ ? 'penalty' : 'no_case');
	const [doc, setDoc] = useState('');
	const [fine, setFine] = useState('');
	const [confiscated, setConfiscated] = useState('');
	const [serious, setSerious] = useState(false);
	const [tried, setTried] = useState(false);
	const [busy, setBusy] = useState(false);
	const penalty = outcome === 'penalty';
	const amount = (text) => text.trim() === '' ? 0 : fenOf(text);
	const wrong = (text) => tried && amount(text) === null && t('close.money.bad');

	const send = async () => {
		setTried(true);
		if (penalty && (!doc.trim() || amount(fine) === null || amount(confiscated) === null))
			return;
		const params = { outcome };
		if (doc.trim())
			params.doc_no = doc.trim();
		if (penalty)
			Object.assign(params, { fine_fen: amount(fine), confiscated_fen: amount(confiscated) });
		if (serious && outcome !== 'no_case')
			params.serious = true;
		setBusy(true);
		await onSubmit(params);
		setBusy(false);
	};
	return html`<div class="stack close-form"><h3>${t('close.title')}</h3><p class="muted small">${t('close.lead')}</p>
		<${Choice} label=${t('close.outcome')} name="outcome" value=${outcome} onChange=${setOutcome} options=${OUTCOMES.map((o) => [o, t(`outcome.${o}`)])} />
		<${Field} label=${t('close.doc')} name="doc_no" maxlength="80" value=${doc} onInput=${setDoc} error=${tried && penalty && !doc.trim() && t('close.doc.need')} />
		${penalty && html`<div class="pair"><${Field} label=${t('close.fine')} name="fine" inputmode="decimal" value=${fine} onInput=${setFine} error=${wrong(fine)} />
			<${Field} label=${t('close.confiscated')} name="confiscated" inputmode="decimal" value=${confiscated} onInput=${setConfiscated} error=${wrong(confiscated)} /></div>`}
		${outcome !== 'no_case' && html`<label class="tick"><input type="checkbox" checked=${serious} onChange=${() => setSerious(!serious)} />${t('close.serious')}</label>`}
		<div class="actions"><${Button} onClick=${onCancel}>${t('cancel')}<//><${Button} kind="primary" busy=${busy} onClick=${send}>${t('close.go')}<//></div></div>`;
}
