/*
 * One verdict, one reason, one note for up to fifty leads of one shop. Each is
 * claimed and decided by its own message, so each is audited by itself; what
 * somebody else holds is left alone and counted.
 */
import { html, useMemo, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { Button, Dialog, Progress, toast } from '../shared/ui.js';
import { DecideForm } from './decide_form.js';
import { useCall } from './loading.js';
import { useDraft } from './session.js';

const AT_ONCE = 4;

async function decideOne(rpc, report, choice) {
	await rpc.call('review.claim', { report });
	return rpc.call('review.decide', { key: newKey(), report, ...choice });
}

/* Runs at most AT_ONCE at a time and tells how far it is. */
async function decideAll(rpc, ids, choice, onDone) {
	const done = [], failed = [];
	const waiting = [...ids];
	let until = 0;
	const worker = async () => {
		for (let id = waiting.shift(); id; id = waiting.shift()) {
			try {
				const r = await decideOne(rpc, id, choice);
				until = until ? Math.min(until, r.undo_until) : r.undo_until;
				done.push(id);
			} catch (e) {
				failed.push({ id, error: e });
			}
			onDone(done.length + failed.length);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	return { done, failed, until };
}

export function BulkDialog({ session, desk, ids, onClose }) {
	const { rpc } = session;
	const [leads] = useState(ids);
	/* The reasons that are allowed are the same for every lead of the batch. */
	const first = useCall(rpc, 'review.get', { report: leads[0] });
	const [progress, setProgress] = useState(null);
	const [failed, setFailed] = useState([]);
	const [note, setNote] = useDraft(session, `bulk.${leads[0]}`);
	const shop = useMemo(() => desk.model.get(leads[0])?.shop_name ?? '', []);

	const send = async (choice) => {
		setProgress(0);
		const r = await decideAll(rpc, leads, choice, setProgress);
		setNote('');
		if (r.done.length)
			desk.decided(r.done, choice.verdict, r.until);
		if (r.failed.length === 0) {
			onClose(true);
			return;
		}
		setFailed(r.failed);
		toast(t('bulk.failed', { n: r.failed.length }), { tone: 'bad' });
	};

	return html`<${Dialog} title=${t('bulk.title', { n: leads.length })} onClose=${() => progress === null && onClose(false)}>
		<p class="muted">${t('bulk.lead', { shop })} ${t('bulk.stopped')}</p>
		${failed.length > 0 ? html`<div class="notice bad" role="alert"><p>${t('bulk.failed', { n: failed.length })}</p>
				<ul class="plain">${failed.slice(0, 6).map((f) => html`<li key=${f.id}><code>${f.id}</code> ${errorText(f.error)}</li>`)}</ul></div>
			<div class="actions"><${Button} kind="primary" onClick=${() => onClose(true)}>${t('close')}<//></div>`
		: progress !== null ? html`<${Progress} value=${progress} max=${leads.length} label=${t('bulk.progress', { i: progress, n: leads.length })} />
			<p role="status">${t('bulk.progress', { i: progress, n: leads.length })}</p>`
		: html`<${DecideForm} session=${session} reasons=${first.value?.reasons_allowed ?? []} loading=${first.value === null} note=${note} onNote=${setNote}
			submitLabel=${t('bulk.go', { n: leads.length })} onSubmit=${send} onCancel=${() => onClose(false)} />`}<//>`;
}
