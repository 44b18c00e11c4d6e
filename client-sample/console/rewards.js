/*
 * Rewards that the rules proposed: approvers sign or refuse them, finance reads
 * along. Who verified a case cannot approve it, and two approvals are two people;
 * the server and the payer both see to that.
 */
import { html, useEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { errorText, moment, t, tv, yuan } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { Badge, Button, Field, toast } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { Faces, Stale, useCall } from './loading.js';
import { useDraft, useLink } from './session.js';
import { isMe, personName } from './words.js';
import { approvalText, openKeys } from './sign_key.js';
import { KeyBox } from './key_box.js';

const STATES = ['proposed', 'claimable', 'claimed', 'paying', 'needs_user', 'paid', 'failed', 'refused', 'lapsed'];
const TONE = { proposed: 'warm', paid: 'good', claimable: 'good', failed: 'bad', refused: 'bad' };

const PAYER_MS = 3000;

/* "city.4@2023" in words; a rule that an operator added keeps its name. */
function ruleText({ rule_text: text, rule }) {
	const m = /^(city|national)\.(\d+)@(\d{4})$/.exec(rule ?? '');
	return text ?? (m ? t(`rule.${m[1]}`, { n: m[2], y: m[3] }) : rule);
}

const byOf = (a) => a.by ?? a.approver ?? a.actor ?? a;

function Approvals({ approvals = [], needed }) {
	if (approvals.length === 0)
		return html`<p class="muted">${t('rew.approvals.none')}</p>`;
	return html`<ol class="approvals">${approvals.map((a, i) => html`<li key=${i}><b>${i === 0 ? t('rew.first') : t('rew.second')}</b>
			<span>${personName(byOf(a))}</span>${a.refused && html`<${Badge} tone="bad">${t('rew.badsig')}<//>`}${a.at && html`<time class="muted">${moment(a.at)}</time>`}${a.note && html`<span class="note">${a.note}</span>`}</li>`)}
		${needed && html`<li class="muted">${t('rew.waiting')}</li>`}</ol>`;
}

/* One reward: what will be signed is shown, byte for byte, before it is signed. */
function Decision({ session, reward, me, signer, onDone }) {
	const { rpc } = session;
	const [note, setNote] = useDraft(session, `reward.${reward.reward}`);
	const [error, setError] = useState(null);
	const [busy, setBusy] = useState(false);
	const box = useRef(null);
	const mine = (reward.approvals ?? []).some((a) => !a.refused && (byOf(a) === session.login || isMe(byOf(a), me)));
	const text = approvalText({ ...reward, note });
	const open = reward.state === 'proposed' && session.has('approver');

	const send = (method, more) => async () => {
		if (!note.trim()) {
			setError(t('rew.note.need'));
			return;
		}
		setBusy(true);
		setError(null);
		try {
			const params = { key: newKey(), reward: reward.reward, note, ...(await more()) };
			const r = await rpc.call(method, params);
			setNote('');
			toast(r.state === 'refused' ? t('rew.refused') : r.state === 'proposed' ? t('rew.half') : t('rew.approved', { state: tv('rs', r.state) }));
			onDone();
			/* The payer looks at the signature before the state changes. */
			setTimeout(onDone, PAYER_MS);
		} catch (e) {
			setError(errorText(e));
		}
		setBusy(false);
	};
	const approve = send('reward.approve', async () => ({ sig: await signer.sign(text) }));
	useKeys(session, { 'ctrl+Enter': () => { if (open && signer && !mine) approve(); } }, { on: open });

	return html`<div class="reward-one stack" ref=${box}>
		<div class="row wrap"><span class="amount">${yuan(reward.amount_fen)}</span><${Badge} tone=${TONE[reward.state]}>${tv('rs', reward.state)}<//></div>
		<dl class="facts"><div><dt>${t('rew.id')}</dt><dd><code>${reward.reward}</code></dd></div>
			${reward.report && html`<div><dt>${t('rew.report')}</dt><dd><code>${reward.report}</code></dd></div>`}
			<div><dt>${t('rew.rule')}</dt><dd title=${reward.rule}>${ruleText(reward)}</dd></div></dl>
		<section><h3>${t('rew.approvals')}</h3><${Approvals} approvals=${reward.approvals} needed=${reward.state === 'proposed' && reward.approvals?.length === 1} /></section>
		${open && mine && html`<p class="notice">${t('rew.mine')} · ${t('rew.waiting')}</p>`}
		${open && !mine && html`<${Field} area rows="2" maxlength="400" label=${t('rew.note')} value=${note} onInput=${setNote} error=${error} />
			<details class="signed"><summary>${t('rew.signing')}</summary><pre>${text}</pre></details>
			${!signer && html`<p class="notice warm small">${t('key.need')}</p>`}
			<div class="actions"><${Button} kind="bad" busy=${busy} onClick=${send('reward.refuse', async () => ({}))}>${t('rew.refuse')}<//>
				<${Button} kind="primary" busy=${busy} disabled=${!signer} onClick=${approve}>${t('rew.approve')}<//></div>`}</div>`;
}

/* Every page of reward.list, appended. */
function useRewards(rpc, state) {
	const first = useCall(rpc, 'reward.list', state ? { state } : {});
	const [more, setMore] = useState({ items: [], cursor: undefined, busy: false });
	useEffect(() => setMore({ items: [], cursor: first.value?.cursor, busy: false }), [first.value]);
	useEffect(() => rpc.on('reward.changed', first.again), [rpc, state]);
	const load = async () => {
		setMore((m) => ({ ...m, busy: true }));
		const r = await rpc.call('reward.list', { ...(state ? { state } : {}), cursor: more.cursor }).catch(() => null);
		setMore((m) => r ? { items: [...m.items, ...r.rewards], cursor: r.cursor, busy: false } : { ...m, busy: false });
	};
	return { data: first, rewards: [...(first.value?.rewards ?? []), ...more.items], cursor: more.cursor, busy: more.busy, load };
}

export function RewardsScreen({ session }) {
	const { rpc } = session;
	const { state: link, principal: me } = useLink(rpc);
	const approver = session.has('approver');
	const [state, setState] = useState(approver ? 'proposed' : '');
	const [chosen, setChosen] = useState(null);
	const keys = useMemo(openKeys, []);
	const [signer, setSigner] = useState(null);
	const list = useRewards(rpc, state);
	const list_ = useRef(null);
	useEffect(() => {
		if (approver)
			keys.of(me.id).then(setSigner);
	}, [me.id]);

	const reward = list.rewards.find((r) => r.reward === chosen) ?? list.rewards[0] ?? null;
	const step = (by) => {
		const at = list.rewards.findIndex((r) => r.reward === reward?.reward);
		const next = list.rewards[Math.min(list.rewards.length - 1, Math.max(0, at + by))];
		if (next) {
			setChosen(next.reward);
			list_.current?.querySelector(`[data-reward="${CSS.escape(next.reward)}"]`)?.focus();
		}
	};
	useKeys(session, { j: () => step(1), k: () => step(-1) });

	return html`<div class="rewards page">
		<div class="page-head"><h1>${t('rew.title')}</h1>
			<label class="pick"><span>${t('rew.state')}</span><select value=${state} onChange=${(e) => { setState(e.target.value); setChosen(null); }}>
				<option value="">${t('all')}</option>${STATES.map((s) => html`<option key=${s} value=${s}>${tv('rs', s)}</option>`)}</select></label></div>
		${approver && html`<${KeyBox} session=${session} keys=${keys} me=${me} signer=${signer} onSigner=${setSigner} />`}
		<${Stale} data=${list.data} state=${link} />
		<${Faces} data=${list.data} title=${t('rew.error')} empty=${list.rewards.length === 0 && t('rew.empty')} lead=${t('rew.empty.lead')} />
		${list.rewards.length > 0 && html`<div class="two"><div class="reward-list" ref=${list_} role="group" aria-label=${t('rew.list')}>
				${list.rewards.map((r) => html`<button key=${r.reward} type="button" data-reward=${r.reward} class="reward-row" aria-pressed=${r.reward === reward?.reward} onClick=${() => setChosen(r.reward)}>
					<span class="amount">${yuan(r.amount_fen)}</span><${Badge} tone=${TONE[r.state]}>${tv('rs', r.state)}<//>
					<span class="grow small clip">${ruleText(r)}</span>${r.approvals?.length > 0 && html`<span class="small muted">✓ ${r.approvals.length}</span>`}</button>`)}
				${list.cursor && html`<${Button} block busy=${list.busy} onClick=${list.load}>${t('more')}<//>`}</div>
			<div class="card">${reward && html`<${Decision} key=${reward.reward} session=${session} reward=${reward} me=${me} signer=${signer} onDone=${list.data.again} />`}</div></div>`}</div>`;
}
