/*
 * Verdict, reason, note. Digits choose a reason, Ctrl+Enter sends, also from
 * within the note. onSubmit gets {verdict, reason, note} and may reject; the
 * form then stays as it is.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Field, Skeleton } from '../shared/ui.js';
import { useKeys } from './keys.js';

export const VERDICTS = ['verified', 'partly', 'unfounded', 'unverifiable', 'other_authority', 'duplicate', 'malicious'];

const NOTE_MIN = 10;		/* characters, where a reason needs a note */

const allowedFor = (reasons, verdict) => reasons.filter((r) => !r.verdicts || r.verdicts.includes(verdict));

let formCount = 0;

export function DecideForm({ session, reasons, loading, verdict: preset = 'verified', note, onNote, submitLabel, onSubmit, onCancel }) {
	const [verdict, setVerdict] = useState(preset);
	const [reason, setReason] = useState(null);
	const [missing, setMissing] = useState(false);
	const [busy, setBusy] = useState(false);
	const group = useRef(`reason-${++formCount}`);
	const box = useRef(null);
	const choices = allowedFor(reasons, verdict);
	const noteShort = choices.find((c) => c.code === reason)?.note && [...note.trim()].length < NOTE_MIN;
	const short = missing && noteShort;

	useEffect(() => setVerdict(preset), [preset]);
	useEffect(() => {
		setReason(null);
		setMissing(false);
	}, [verdict]);
	/* Straight to the reasons: the verdict came with the key. */
	useEffect(() => box.current?.querySelector('.reasons input')?.focus(), [loading, preset]);

	const send = async () => {
		if (!reason || noteShort) {
			setMissing(true);
			box.current?.querySelector(reason ? 'textarea' : '.reasons input')?.focus();
			return;
		}
		setBusy(true);
		try {
			await onSubmit({ verdict, reason, note });
		} finally {
			setBusy(false);
		}
	};
	const digits = Object.fromEntries(choices.slice(0, 9).map((c, i) => [String(i + 1), () => setReason(c.code)]));
	useKeys(session, { ...digits, 'ctrl+Enter': () => { send(); } }, { within: box });

	if (loading)
		return html`<${Skeleton} lines=${6} />`;
	return html`<div class="decide stack" ref=${box}>
		<label class="pick wide"><span>${t('act.verdict')}</span><select value=${verdict} onChange=${(e) => setVerdict(e.target.value)}>
			${VERDICTS.map((v) => html`<option key=${v} value=${v}>${t(`v.${v}`)}</option>`)}</select></label>
		<fieldset class="reasons" aria-describedby=${missing ? `${group.current}-need` : null}><legend>${t('act.reason')}</legend>
			${choices.length === 0 && html`<p class="muted">${t('act.noreasons')}</p>`}
			${choices.map((c, i) => html`<label key=${c.code} class="reason"><input type="radio" name=${group.current} value=${c.code}
				checked=${reason === c.code} onChange=${() => setReason(c.code)} /><span>${c.text ?? c.code}</span>${i < 9 && session.prefs.keys && html`<kbd>${i + 1}</kbd>`}</label>`)}
			${missing && !reason && html`<p class="error" role="alert" id="${group.current}-need">${t('act.reason.need')}</p>`}</fieldset>
		<${Field} area label=${t('act.note')} hint=${t('act.note.hint')} value=${note} onInput=${onNote} maxlength="2000" rows="3" error=${short && t('act.note.need')} />
		<div class="actions">${onCancel && html`<${Button} onClick=${onCancel}>${t('cancel')}<//>`}
			<${Button} kind=${verdict === 'malicious' ? 'danger' : 'primary'} busy=${busy} onClick=${send} title=${t('act.decide.keys')}>${submitLabel ?? t('act.decide')}<//></div></div>`;
}
