/*
 * Claiming a reward. The name and the account are sealed on this page for the
 * payer alone; what leaves the phone is 560 bytes that nobody on the way,
 * and no officer, can open.
 */
import { html, useState } from '../vendor/preact.js';
import { newKey } from '../shared/rpc.js';
import { Icon } from '../shared/icons.js';
import { useLoad, useNotice } from '../shared/load.js';
import { t, tv, yuan } from '../shared/text.js';
import { ask, Button, Choice, copyText, ErrorState, Field, Skeleton, toast, toastError } from '../shared/ui.js';
import { checkAccount, checkName, doubtAccount } from '../shared/payee.js';

async function claim(rpc, report, { rail, name, account }) {
	const { seal, sealKey } = await import('../shared/seal.js');
	const sealing = await sealKey(rpc), key = newKey();
	const payee = seal(sealing, { use: 'claim', principal: rpc.principal.id, report, key, name: name.trim(), rail,
				      account: account.replace(/\s/g, '') });
	return rpc.call('reward.claim', { key, report, key_id: sealing.key_id, payee });
}

function Form({ rpc, report, amount, field, onDone }) {
	const [values, set] = useState({ rail: 'wechat', name: '', account: '' });
	const [errors, setErrors] = useState(field ? { [field]: t(`claim.wrong`) } : {});
	const [busy, setBusy] = useState(false);
	const change = (name) => (v) => {
		set({ ...values, [name]: v });
		setErrors({ ...errors, [name]: null });
	};
	const send = async () => {
		const found = { name: checkName(values.name), account: checkAccount(values.rail, values.account) };
		setErrors(found);
		if (busy || found.name || found.account)
			return;
		const doubt = doubtAccount(values.rail, values.account);
		if (doubt && !await ask({ title: values.account, text: doubt, ok: t('claim.anyway') }))
			return;
		setBusy(true);
		try {
			await claim(rpc, report, values);
			toast(t('claim.sent'));
			onDone();
		} catch (e) {
			toastError(e);
			setBusy(false);
		}
	};
	const bank = values.rail === 'bank';
	return html`<form class="stack" novalidate onSubmit=${(e) => { e.preventDefault(); send(); }}>
		<${Choice} label=${t('claim.rail')} name="rail" value=${values.rail} onChange=${change('rail')}
			options=${[['wechat', t('claim.wechat')], ['bank', t('claim.bank')]]} />
		<${Field} label=${t('claim.name')} hint=${t('claim.name_hint')} error=${errors.name} value=${values.name} onInput=${change('name')}
			autocomplete="name" maxlength="40" />
		<${Field} key=${values.rail} label=${bank ? t('claim.card') : t('claim.openid')} hint=${bank ? t('claim.card_hint') : t('claim.openid_hint')}
			error=${errors.account} value=${values.account} onInput=${change('account')} inputmode=${bank ? 'numeric' : 'text'} autocomplete="off" maxlength="128" />
		<p class="notice small row top"><${Icon} name="lock" size=${20} /><span>${t('claim.sealed')}</span></p>
		<${Button} kind="primary" block type="submit" busy=${busy}>${t('claim.confirm', { amount: yuan(amount) })}<//></form>`;
}

/* The rail waits for the payee's own yes; only WeChat itself can ask for it. */
function Accept({ rpc, report }) {
	const [busy, setBusy] = useState(false);
	const bridge = window.WeixinJSBridge;
	const accept = async () => {
		setBusy(true);
		try {
			const c = await rpc.call('reward.confirm', { report });
			bridge.invoke('requestMerchantTransfer', { mchId: c.mch_id, appId: c.app_id, package: c.package }, () => setBusy(false));
		} catch (e) {
			toastError(e);
			setBusy(false);
		}
	};
	const copy = async () => toast(await copyText(location.href) ? t('action.copied') : location.href);
	return bridge ? html`<${Button} kind="primary" block busy=${busy} onClick=${accept}>${t('reward.accept')}<//>`
		: html`<p>${t('claim.in_wechat')}</p><${Button} block icon="copy" onClick=${copy}>${t('claim.copy_link')}<//>`;
}

export function Page({ session, id, guest }) {
	const rpc = session.linkFor(id, guest);
	const [field, setField] = useState(null);
	const { data, error, reload } = useLoad(() => rpc ? rpc.call('report.get', { report: id }) : Promise.reject(new Error('load')), [rpc, id]);
	useNotice(rpc, ['reward.changed', 'stale'], (p) => {
		if (p.report === id)
			setField(p.field ?? null);
		reload();
	});
	if (error && !data)
		return html`<${ErrorState} error=${error} onRetry=${reload} />`;
	if (!data)
		return html`<${Skeleton} lines=${6} />`;
	const { state, amount_fen } = data.reward || { state: 'none', amount_fen: 0 };
	const open = state === 'claimable' || state === 'failed';
	return html`<section class="card stack good" aria-live="polite">${data.shop?.name && html`<p class="muted">${data.shop.name}</p>`}
			<p class="amount">${yuan(amount_fen)}</p>
			<p><b>${tv('reward', state)}</b></p><p class="small muted">${tv('reward.more', state)}</p>
			${state === 'needs_user' && html`<${Accept} rpc=${rpc} report=${id} />`}</section>
		${open && html`<section class="card"><${Form} key=${field} rpc=${rpc} report=${id} amount=${amount_fen} field=${field} onDone=${reload} /></section>`}
		${!open && html`<a class="btn plain" href=${`#/${guest ? 'r' : 'report'}/${encodeURIComponent(id)}`}>${t('receipt.follow')}</a>`}`;
}
