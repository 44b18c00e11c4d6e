/*
 * One report as its sender sees it: where it stands, what is asked, what it
 * earned, every dated step, the receipt. The same page follows a receipt code,
 * over that code's own link.
 */
import { html, useEffect, useState } from '../vendor/preact.js';
import { newKey } from './rpc.js';
import { Icon } from './icons.js';
import { useLoad, useNotice } from './load.js';
import { day, t, tv, yuan } from './text.js';
import { ask, Badge, Button, ErrorState, Skeleton, toast, toastError } from './ui.js';
import { Receipt } from './receipt.js';
import { Timeline, tone } from './timeline.js';
import { Write } from './write.js';

const OVER = new Set(['withdrawn', 'closed', 'verified', 'partly', 'unfounded', 'malicious', 'duplicate', 'other_authority', 'unverifiable']);
const APPEALABLE = new Set(['partly', 'unfounded', 'malicious', 'duplicate', 'other_authority', 'unverifiable', 'closed']);

/* As long as the receipt's own button offers to take it back. */
const FREE_MS = 10000;

function Head({ report: r }) {
	const shop = r.shop?.name || r.shop_text || t('reports.no_shop');
	return html`<section class="card stack"><div class="row wrap"><h2 class="grow">${r.shop?.shop
		? html`<a href=${`#/shop/${encodeURIComponent(r.shop.shop)}`}>${shop}</a>` : shop}</h2>
		<${Badge} tone=${tone(r.state)}>${tv('state', r.state)}<//></div>
		<p class="muted">${tv('category', r.category)}</p>
		${r.text && html`<p class="quote">${r.text}</p>`}
		${!OVER.has(r.state) && r.due_at && html`<p class="small muted row"><${Icon} name="clock" size=${18} /> ${t('report.due', { date: day(r.due_at) })}</p>`}</section>`;
}

function Reward({ report: r, guest }) {
	const { state, amount_fen } = r.reward;
	const claimable = state === 'claimable' || state === 'failed';
	const href = `#/${guest ? 'rclaim' : 'claim'}/${encodeURIComponent(r.report)}`;
	return html`<section class="card stack good" aria-live="polite"><div class="row"><${Icon} name="gift" /><h2 class="grow">${t('reward.title')}</h2>
		<${Badge} tone=${state === 'paid' ? 'good' : claimable || state === 'needs_user' ? 'warm' : ''}>${tv('reward', state)}<//></div>
		${amount_fen > 0 && html`<p class="amount">${yuan(amount_fen)}</p>`}
		<p class="small muted">${tv('reward.more', state)}</p>
		${claimable && html`<a class="btn primary" href=${href}>${t('reward.claim')}</a>`}
		${state === 'needs_user' && html`<a class="btn primary" href=${href}>${t('reward.accept')}</a>`}</section>`;
}

function Actions({ report: r, rpc, reload }) {
	const [open, setOpen] = useState('');
	const send = (method) => async (said) => {
		await rpc.call(method, { key: newKey(), report: r.report, ...said });
		setOpen('');
		toast(t('report.sent'));
		reload();
	};
	const leaving = t(OVER.has(r.state) ? 'report.stop' : 'report.withdraw');
	const withdraw = async () => {
		if (!await ask({ title: leaving, text: t(Date.now() - r.submitted_at < FREE_MS ? 'report.withdraw_now' : 'report.withdraw_sure'), ok: leaving, kind: 'danger' }))
			return;
		rpc.call('report.withdraw', { key: newKey(), report: r.report }).then(reload, toastError);
	};
	if (open === 'add')
		return html`<section class="card"><${Write} rpc=${rpc} label=${t('report.add')} hint=${t('report.add_hint')} button=${t('action.send')}
			onSend=${send('report.add')} onCancel=${() => setOpen('')} /></section>`;
	if (open === 'appeal')
		return html`<section class="card"><${Write} label=${t('report.appeal')} hint=${t('report.appeal_hint')} button=${t('report.appeal')}
			onSend=${send('report.appeal')} onCancel=${() => setOpen('')} /></section>`;
	return html`<div class="answers">
		${!OVER.has(r.state) && html`<${Button} icon="plus" onClick=${() => setOpen('add')}>${t('report.add')}<//>`}
		${APPEALABLE.has(r.state) && html`<${Button} icon="flag" onClick=${() => setOpen('appeal')}>${t('report.appeal')}<//>`}
		${!r.no_contact && html`<${Button} kind="bad" onClick=${withdraw}>${leaving}<//>`}</div>`;
}

function Loaded({ report: r, rpc, guest, reload }) {
	const question = r.question?.text ?? r.question;
	const answer = async (said) => {
		await rpc.call('report.add', { key: newKey(), report: r.report, ...said });
		toast(t('report.answered'));
		reload();
	};
	return html`<${Head} report=${r} />
		${r.no_contact && html`<p class="notice" role="status">${t(r.state === 'withdrawn' ? 'report.gone' : 'report.left_alone')}</p>`}
		${question && html`<section class="card stack warm"><h2>${t('report.question')}</h2><p class="quote">${question}</p>
			<${Write} rpc=${rpc} label=${t('report.answer')} button=${t('action.send')} onSend=${answer} /></section>`}
		${r.reward && html`<${Reward} report=${r} guest=${guest} />`}
		<section class="card stack"><h2>${t('report.steps')}</h2><div aria-live="polite"><${Timeline} steps=${r.steps} /></div></section>
		<section class="card"><h2>${t('report.receipt')}</h2><${Receipt} receipt=${r.receipt} /></section>
		<${Actions} report=${r} rpc=${rpc} reload=${reload} />`;
}

export function Page({ session, id, guest }) {
	const rpc = session.linkFor(id, guest);
	const { data, error, reload } = useLoad(() => rpc ? rpc.call('report.get', { report: id }) : new Promise(() => {}), [rpc, id]);
	useNotice(rpc, ['report.changed', 'reward.changed', 'stale'], (p) => (!p.report || p.report === id) && reload());
	useEffect(() => {
		if (!rpc)
			location.replace('#/receipt');
	}, [rpc]);
	if (error && !data)
		return html`<${ErrorState} error=${error} onRetry=${reload} />`;
	if (!data)
		return html`<${Skeleton} lines=${8} />`;
	return html`<${Loaded} report=${data} rpc=${rpc} guest=${guest} reload=${reload} />`;
}
