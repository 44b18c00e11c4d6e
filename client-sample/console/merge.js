/* Merging: the report that stays on the left, the one that goes into it on the right. */
import { html, useState } from '../vendor/preact.js';
import { moment, t, tv } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { Button, Dialog, Field, toast, toastError } from '../shared/ui.js';
import { Faces, useCall } from './loading.js';

const WORDS = 24;

function Side({ title, report, id }) {
	return html`<section class="side"><h3>${title} <code>${id}</code></h3>
		<p><b>${report.shop?.name ?? report.shop?.names?.[0] ?? report.shop_name ?? t('rep.noshop')}</b></p>
		<p class="muted small">${report.category && tv('category', report.category)} ${report.submitted_at && moment(report.submitted_at)} ${report.state && tv('s', report.state)}</p>
		<p class="text">${report.text}</p>
		<p class="muted small">${t('rep.reporter')} <code>${report.reporter?.pseudonym ?? ''}</code></p>
		<div class="thumbs">${(report.photos ?? []).map((p, i) => html`<img key=${p.photo} src=${p.thumb ?? p.url} alt=${t('photo.alt', { i: i + 1 })} width="72" height="72" />`)}</div></section>`;
}

function Other({ rpc, id }) {
	const data = useCall(rpc, 'review.get', { report: id });
	return html`<div class="side"><${Faces} data=${data} title=${t('rep.missing')} lines=${4} />
		${data.value && html`<${Side} title=${t('merge.into')} report=${data.value} id=${id} />`}</div>`;
}

export function MergeDialog({ session, report, item, other: first, onClose }) {
	const { rpc } = session;
	const choices = (report.duplicates ?? []).map((d) => d.report);
	/* What a person recognises a report by: when and what, not its number. */
	const named = (id) => {
		const d = (report.duplicates ?? []).find((x) => x.report === id);
		return d?.submitted_at ? t('merge.choice', { at: moment(d.submitted_at), text: (d.text ?? '').slice(0, WORDS) || id }) : id;
	};
	const [other, setOther] = useState(first ?? choices[0] ?? null);
	const [typed, setTyped] = useState('');
	const [joint, setJoint] = useState(false);
	const [busy, setBusy] = useState(false);
	const wanted = typed.trim();

	const merge = async () => {
		setBusy(true);
		try {
			await rpc.call('review.merge', { key: newKey(), into: other, report: report.report, joint });
			toast(t('merge.done'), { ms: 8000, action: { label: t('merge.un'), run: () => rpc.call('review.unmerge', { key: newKey(), report: report.report })
				.then(() => toast(t('merge.undone')), toastError) } });
			onClose(true);
		} catch (e) {
			toastError(e);
			setBusy(false);
		}
	};
	return html`<${Dialog} title=${t('merge.title')} onClose=${() => onClose(false)}><div class="merge stack">
		<p class="muted small">${t('merge.lead')}</p>
		<div class="row wrap pickers"><label class="pick wide"><span>${t('merge.pick')}</span><select value=${other ?? ''} onChange=${(e) => setOther(e.target.value || null)}>
				<option value="">—</option>${[...new Set([...choices, other].filter(Boolean))].map((id) => html`<option key=${id} value=${id}>${named(id)}</option>`)}</select></label>
			<${Field} label=${t('merge.id')} value=${typed} onInput=${setTyped} maxlength="40" spellcheck=${false} error=${wanted === report.report && t('merge.same')} />
			<${Button} disabled=${!wanted || wanted === report.report} onClick=${() => { setOther(wanted); setTyped(''); }}>${t('merge.load')}<//></div>
		<div class="sides">${other ? html`<${Other} key=${other} rpc=${rpc} id=${other} />` : html`<p class="muted center">${t('merge.pick')}</p>`}
			<${Side} title=${t('merge.this')} report=${{ ...item, ...report }} id=${report.report} /></div>
		<label class="tick"><input type="checkbox" checked=${joint} onChange=${() => setJoint(!joint)} />${t('merge.joint')}</label>
		<div class="actions"><${Button} onClick=${() => onClose(false)}>${t('cancel')}<//><${Button} kind="primary" busy=${busy} disabled=${!other} onClick=${merge}>${t('merge.go')}<//></div></div><//>`;
}
