/*
 * What an officer can do with the report in front of them: claim it (with its
 * lease), ask, decide, merge, hand over, close. What they typed stays when the
 * lease runs out or the link breaks.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { errorText, t, tv } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { Button, toast, toastError } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { useDraft } from './session.js';
import { countdown, isMe, officeId, personName } from './words.js';
import { DecideForm } from './decide_form.js';
import { AskForm } from './ask_form.js';
import { CloseForm } from './close_form.js';
import { HandOverForm } from './hand_over_form.js';
import { RelinkForm } from './relink_form.js';

const CLOSABLE = new Set(['verified', 'partly', 'unfounded', 'malicious', 'duplicate', 'other_authority', 'unverifiable']);
const OVER = new Set([...CLOSABLE, 'closed', 'withdrawn']);

/* The lease: until when, whether it ran out here, and claiming and releasing. */
function useLease(session, desk, report, item, me) {
	const { rpc } = session;
	const holder = report.claimed_by ?? item?.claimed_by ?? null;
	const held = isMe(holder, me, (report.claimed_by ? report : item)?.claimed_by_me);
	const [until, setUntil] = useState(held ? report.lease_until ?? null : null);
	const [lost, setLost] = useState(false);
	const [busy, setBusy] = useState(false);
	const now = session.now();
	const mine = until !== null && until > now;

	useEffect(() => {
		if (held && report.lease_until)
			setUntil(report.lease_until);
		else if (holder && !held)
			setUntil(null);
	}, [report.lease_until, personName(holder), held]);
	useEffect(() => {
		if (until !== null && until <= now) {
			setUntil(null);
			setLost(true);
		}
	});

	const claim = async () => {
		setBusy(true);
		try {
			const r = await rpc.call('review.claim', { report: report.report });
			setUntil(r.lease_until);
			setLost(false);
			desk.model.patch(report.report, { claimed_by: { id: me.id, name: me.name }, claimed_by_me: true });
			return true;
		} catch (e) {
			toastError(e);
			desk.model.hint(report.report);
			return false;
		} finally {
			setBusy(false);
		}
	};
	const release = async () => {
		setUntil(null);
		try {
			await rpc.call('review.release', { report: report.report });
			desk.model.patch(report.report, { claimed_by: null, claimed_by_me: undefined });
		} catch (e) {
			toastError(e);
		}
	};
	return { mine, until, lost, busy, claim, release, holder: mine || held ? null : holder };
}

export function ActionPane({ session, desk, report, item, me, now, onChanged, onDecided, onMerge, onLeave }) {
	const { rpc } = session;
	const id = report.report;
	const state = report.state ?? item?.state;
	const lease = useLease(session, desk, report, item, me);
	const [form, setForm] = useState(null);		/* decide | ask | hand | relink | close */
	const [verdict, setVerdict] = useState('verified');
	const [note, setNote] = useDraft(session, `note.${id}`);
	const [problem, setProblem] = useState(null);
	const box = useRef(null);
	const over = OVER.has(state);

	/* A key means: claim if need be, then show the form. */
	const begin = (name, choice) => async () => {
		if (over || lease.holder)
			return;
		if (choice)
			setVerdict(choice);
		if (!lease.mine && !await lease.claim())
			return;
		setProblem(null);
		setForm(name);
	};
	const actions = {
		a: begin('decide', 'verified'), r: begin('decide', 'unfounded'), q: report.no_contact ? () => {} : begin('ask'), h: begin('hand'), s: begin('relink'),
		c: () => lease.mine ? lease.release() : lease.claim(),
	};
	useKeys(session, over ? {} : Object.fromEntries(Object.entries(actions).map(([k, run]) => [k, () => { run(); }])));

	/* A key that was pressed in the list continues here. */
	useEffect(() => {
		const intent = desk.intent;
		desk.intent = null;
		if (intent === 'm')
			onMerge();
		else if (intent && actions[intent])
			actions[intent]();
	}, []);

	/* Sends; what fails is said beside the form, and the typing stays. */
	const attempt = async (method, params, done) => {
		setProblem(null);
		try {
			done(await rpc.call(method, { key: newKey(), report: id, ...params }));
		} catch (e) {
			setProblem(e.type === 'rule.conflict' ? t('act.conflict') : e.code === 0 ? t('err.lost') : errorText(e));
			if (e.code === -32009)
				onChanged();
		}
	};
	const left = (text) => {
		toast(text);
		setForm(null);
		desk.model.hint(id);
	};
	const decide = (choice) => attempt('review.decide', choice, (r) => {
		setNote('');
		desk.model.hint(id);
		onDecided(choice.verdict, r.undo_until);
	});
	const ask = (text, sent) => attempt('review.ask', { text }, () => {
		sent();
		left(t('act.ask.sent'));
		onChanged();
	});
	const handOver = (office, reason, sent) => attempt('review.hand_over', { office, reason }, () => {
		sent();
		left(t('hand.done'));
		onLeave();
	});
	/* At the same office it stays with whoever holds it. */
	const relink = (shop, reason, sent) => attempt('review.relink', { shop, reason }, (r) => {
		sent();
		left(t('relink.done', { shop: r.shop.name }));
		if (r.office.office === officeId(report.office ?? item?.office))
			onChanged();
		else
			onLeave();
	});
	const close = (outcome) => attempt('case.close', outcome, () => {
		left(t('close.done'));
		onChanged();
	});

	const cancel = () => setForm(null);
	return html`<aside class="act" ref=${box} aria-label=${t('act.title')}>
		<div class="lease" role="status">${lease.mine ? html`<span>${t('claim.mine')}</span><b class="time ${lease.until - now < 60000 ? 'short' : ''}">${t('act.lease', { t: countdown(lease.until - now) })}</b>`
			: lease.holder ? html`<span class="taken"><b>${personName(lease.holder) ? t('claim.by', { who: personName(lease.holder) }) : t('claim.taken')}</b></span>`
			: over ? html`<b>${t('act.done', { verdict: tv('s', state) })}</b>` : html`<span class="muted">${t('act.need')}</span>`}</div>
		${report.no_contact && !over && html`<p class="notice small">${t('act.nocontact')}</p>`}
		${lease.lost && !lease.mine && html`<p class="notice warm small" role="alert">${t('act.lease.over')}</p>`}
		${lease.holder && html`<p class="notice warm small">${t('act.taken.lead', { who: personName(lease.holder) || t('unknown') })}</p>`}
		${problem && html`<p class="notice bad small" role="alert">${problem}</p>`}
		${!over && !lease.holder && form === null && html`<div class="buttons">
			<${Button} kind=${lease.mine ? 'plain' : 'primary'} block busy=${lease.busy} onClick=${actions.c}>${lease.mine ? t('act.release') : t('act.claim')}<//>
			<${Button} kind=${lease.mine ? 'primary' : 'plain'} onClick=${actions.a}>${t('act.approve')}<//><${Button} onClick=${actions.r}>${t('act.reject')}<//>
			<${Button} disabled=${report.no_contact} onClick=${actions.q}>${t('act.ask')}<//><${Button} onClick=${onMerge}>${t('act.merge')}<//>
			<${Button} onClick=${begin('decide', 'partly')}>${t('act.more')}<//><${Button} onClick=${actions.h}>${t('act.handover')}<//>
			<${Button} onClick=${actions.s}>${t('act.relink')}<//></div>`}
		${note && form === null && !over && html`<p class="kept small"><b>${t('act.note')}</b> ${note}</p>`}
		${CLOSABLE.has(state) && form === null && html`<${Button} kind="primary" block onClick=${() => setForm('close')}>${t('act.close')}<//>`}
		${form === 'decide' && html`<${DecideForm} session=${session} reasons=${report.reasons_allowed ?? []} verdict=${verdict} note=${note} onNote=${setNote} onSubmit=${decide} onCancel=${cancel} />`}
		${form === 'ask' && html`<${AskForm} session=${session} report=${id} onSubmit=${ask} onCancel=${cancel} />`}
		${form === 'hand' && html`<${HandOverForm} session=${session} desk=${desk} report=${id} mine=${report.office ?? item?.office} onSubmit=${handOver} onCancel=${cancel} />`}
		${form === 'relink' && html`<${RelinkForm} session=${session} report=${report} onSubmit=${relink} onCancel=${cancel} />`}
		${form === 'close' && html`<${CloseForm} onSubmit=${close} onCancel=${cancel} verdict=${state} />`}
		<p class="foot"><a class="small" href="#/audit/${encodeURIComponent(id)}">${t('au.show')}</a></p></aside>`;
}
