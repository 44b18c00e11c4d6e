/*
 * Opening a whistleblower's identity: a case officer asks with a reason, an approver decides,
 * the auditor sees it all. What was opened is sealed to the officer's own key and is read
 * here, in the browser that holds it; it is shown on demand and kept nowhere.
 */
import { html, useEffect, useMemo, useState } from '../vendor/preact.js';
import { errorText, moment, t, tv } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { Badge, Button, Field, toast } from '../shared/ui.js';
import { Faces, Stale, useCall } from './loading.js';
import { useDraft, useLink } from './session.js';
import { openKeys } from './sign_key.js';
import { KeyBox } from './key_box.js';

const TONE = { asked: 'warm', approved: 'warm', open: 'good', refused: 'bad', bad: 'bad' };
const WAITING = ['asked', 'approved'];
const LOOK_MS = 3000;
const FIELDS = ['name', 'id_no', 'phone', 'rail', 'account'];

/* What is signed, byte for byte as the payer rebuilds it. */
export const requestText = ({ report, at, reason }) => `ezhili unseal request\n${report}\n${at}\n${reason}\n`;
export const approveText = ({ request, report, officer, at, reason }, note) =>
	`ezhili unseal approve\n${request}\n${report}\n${officer}\n${at}\n${reason}\n${note}\n`;

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/* An action with its own busy state and error. */
function useDoing() {
	const [state, set] = useState({ busy: false, error: null });
	const run = (work) => async () => {
		set({ busy: true, error: null });
		try {
			await work();
			set({ busy: false, error: null });
		} catch (e) {
			set({ busy: false, error: errorText(e) });
		}
	};
	return { ...state, run };
}

function AskForm({ session, signer, onDone }) {
	const [report, setReport] = useState('');
	const [reason, setReason] = useDraft(session, 'unseal.reason');
	const { busy, error, run } = useDoing();
	const send = run(async () => {
		const asked = { report: report.trim(), at: Math.round(session.now()), reason: oneLine(reason) };
		await session.rpc.call('unseal.request', { key: newKey(), ...asked, sig: await signer.sign(requestText(asked)) });
		setReport('');
		setReason('');
		toast(t('un.asked'));
		onDone();
	});
	return html`<form class="card stack" onSubmit=${(e) => { e.preventDefault(); send(); }}><h2>${t('un.ask')}</h2><p class="muted small">${t('un.ask.lead')}</p>
		<${Field} label=${t('au.report')} name="report" value=${report} onInput=${setReport} maxlength="40" spellcheck=${false} autocapitalize="off" />
		<${Field} area rows="2" name="reason" label=${t('un.reason')} value=${reason} onInput=${setReason} maxlength="400" error=${error} />
		${!signer && html`<p class="notice warm small">${t('key.need')}</p>`}
		<div class="actions"><${Button} type="submit" kind="primary" busy=${busy} disabled=${!signer || !report.trim() || oneLine(reason).length < 4}>${t('un.ask.go')}<//></div></form>`;
}

function Decide({ session, asked, signer, onDone }) {
	const [note, setNote] = useDraft(session, `unseal.${asked.request}`);
	const { busy, error, run } = useDoing();
	const text = approveText(asked, oneLine(note));
	const send = (method, more) => run(async () => {
		await session.rpc.call(method, { key: newKey(), request: asked.request, note: oneLine(note), ...(await more()) });
		setNote('');
		onDone();
	});
	return html`<${Field} area rows="2" name="note" maxlength="400" label=${t('rew.note')} value=${note} onInput=${setNote} error=${error} />
		<details class="signed"><summary>${t('rew.signing')}</summary><pre>${text}</pre></details>
		${!signer && html`<p class="notice warm small">${t('key.need')}</p>`}
		<div class="actions"><${Button} kind="bad" busy=${busy} disabled=${!oneLine(note)} onClick=${send('unseal.refuse', async () => ({}))}>${t('rew.refuse')}<//>
			<${Button} kind="primary" busy=${busy} disabled=${!signer || !oneLine(note)} onClick=${send('unseal.approve', async () => ({ sig: await signer.sign(text) }))}>${t('rew.approve')}<//></div>`;
}

/* Shown while it is wanted; gone with the page. */
function Opened({ session, asked, signer }) {
	const [who, setWho] = useState(null);
	const { busy, error, run } = useDoing();
	const show = run(async () => {
		const { sealed } = await session.rpc.call('unseal.open', { request: asked.request });
		setWho(await signer.open(sealed));
	});
	if (who)
		return html`<dl class="facts identity">${FIELDS.map((f) => html`<div key=${f}><dt>${t(`un.${f}`)}</dt><dd>${who[f]}</dd></div>`)}</dl>
			<div class="actions"><${Button} onClick=${() => setWho(null)}>${t('un.hide')}<//></div>`;
	return html`${error && html`<p class="notice bad" role="alert">${error}</p>`}
		<div class="actions"><${Button} kind="primary" busy=${busy} disabled=${!signer?.open} onClick=${show}>${t('un.show')}<//></div>`;
}

function One({ session, asked, signer, onDone }) {
	return html`<div class="card stack" data-request=${asked.request}><div class="row wrap"><b class="grow">${asked.officer}</b><${Badge} tone=${TONE[asked.state]}>${tv('us', asked.state)}<//></div>
		<p>${asked.reason}</p>
		<dl class="facts"><div><dt>${t('au.report')}</dt><dd><code>${asked.report}</code></dd></div>
			<div><dt>${t('un.at')}</dt><dd>${moment(asked.at)}</dd></div><div><dt>${t('un.until')}</dt><dd>${moment(asked.until)}</dd></div>
			${asked.decided_by && html`<div><dt>${t('un.decided')}</dt><dd>${asked.decided_by} · ${moment(asked.decided_at)} · ${asked.note}</dd></div>`}</dl>
		${asked.state === 'asked' && !asked.mine && session.has('approver') && html`<${Decide} session=${session} asked=${asked} signer=${signer} onDone=${onDone} />`}
		${asked.state === 'open' && asked.mine && html`<${Opened} session=${session} asked=${asked} signer=${signer} />`}</div>`;
}

export function UnsealScreen({ session }) {
	const { rpc } = session;
	const { state: link, principal: me } = useLink(rpc);
	const signs = session.has('reviewer', 'approver');
	const keys = useMemo(openKeys, []);
	const [signer, setSigner] = useState(null);
	const data = useCall(rpc, 'unseal.list', {});
	const requests = data.value?.requests ?? [];
	useEffect(() => {
		if (signs)
			keys.of(me.id).then(setSigner);
	}, [me.id]);
	/* The payer answers within seconds of an approval; nobody is told by an event. */
	useEffect(() => {
		const timer = setInterval(() => document.visibilityState === 'visible' && requests.some((r) => WAITING.includes(r.state)) && data.again(), LOOK_MS);
		return () => clearInterval(timer);
	}, [data.value]);
	return html`<div class="page"><div class="page-head"><h1>${t('un.title')}</h1></div><p class="muted">${t('un.lead')}</p>
		${signs && html`<${KeyBox} session=${session} keys=${keys} me=${me} signer=${signer} onSigner=${setSigner} />`}
		${session.has('reviewer') && html`<${AskForm} session=${session} signer=${signer} onDone=${data.again} />`}
		<${Stale} data=${data} state=${link} /><${Faces} data=${data} title=${t('un.error')} empty=${requests.length === 0 && t('un.empty')} />
		<div class="stack">${requests.map((r) => html`<${One} key=${r.request} session=${session} asked=${r} signer=${signer} onDone=${data.again} />`)}</div></div>`;
}
