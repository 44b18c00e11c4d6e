/*
 * Depositing an identity. Name, id number, phone and account are sealed on this
 * page for the payer's process alone; what leaves it is a blob of one length.
 */
import { html, useState } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { checkAccount, checkName, doubtAccount } from '../shared/payee.js';
import { newKey } from '../shared/rpc.js';
import { t } from '../shared/text.js';
import { ask, Button, Choice, Field, toastError } from '../shared/ui.js';
import { checkIdNo, checkPassword, checkPhone } from './person.js';

const EMPTY = { kind: 'rider', platform: '', employment: 'full', name: '', id_no: '', phone: '', rail: 'wechat', account: '', password: '', again: '' };

function check(v) {
	return {
		platform: v.platform.trim() ? null : t('enroll.platform_empty'), name: checkName(v.name), id_no: checkIdNo(v.id_no),
		phone: checkPhone(v.phone), account: checkAccount(v.rail, v.account), ...checkPassword(v.password, v.again),
	};
}

async function enroll(session, v) {
	const { seal, sealKey } = await import('../shared/seal.js');
	await session.enter();
	const { rpc } = session, sealing = await sealKey(rpc), key = newKey();
	const sealed = seal(sealing, {
		use: 'enroll', principal: rpc.principal.id, key, name: v.name.trim(), id_no: v.id_no.replace(/\s/g, '').toUpperCase(),
		phone: v.phone.trim(), rail: v.rail, account: v.account.replace(/\s/g, ''),
	});
	const r = await rpc.signIn('whistle.enroll', { key, kind: v.kind, platform: v.platform.trim(), employment: v.employment,
		password: v.password, key_id: sealing.key_id, sealed });
	return r.identity_code;
}

export function Page({ session }) {
	const [values, set] = useState(EMPTY);
	const [errors, setErrors] = useState({});
	const [busy, setBusy] = useState(false);
	const change = (name) => (v) => {
		set((all) => ({ ...all, [name]: v }));
		setErrors((all) => ({ ...all, [name]: null }));
	};
	const bind = (name) => ({ value: values[name], onInput: change(name), error: errors[name], autocomplete: 'off' });
	const send = async () => {
		const found = check(values);
		setErrors(found);
		if (busy || Object.values(found).some(Boolean)) {
			requestAnimationFrame(() => document.querySelector('[aria-invalid="true"]')?.focus());
			return;
		}
		const doubt = doubtAccount(values.rail, values.account);
		if (doubt && !await ask({ title: t('enroll.card'), text: doubt, ok: t('enroll.anyway') }))
			return;
		setBusy(true);
		try {
			session.pending = { kind: 'identity', code: await enroll(session, values) };
			location.replace('#/code');
		} catch (e) {
			toastError(e);
			setBusy(false);
		}
	};
	const bank = values.rail === 'bank';
	return html`<form class="stack" novalidate onSubmit=${(e) => { e.preventDefault(); send(); }}>
		<p class="notice small row top"><${Icon} name="lock" size=${20} /><span>${t('enroll.sealed')}</span></p>
		<section class="card stack"><h2>${t('enroll.work')}</h2>
			<${Choice} label=${t('enroll.kind')} name="kind" value=${values.kind} onChange=${change('kind')} options=${[['rider', t('enroll.rider')], ['bd', t('enroll.bd')]]} />
			<${Field} label=${t('enroll.platform')} hint=${t('enroll.platform_hint')} maxlength="40" ...${bind('platform')} />
			<${Choice} label=${t('enroll.employment')} name="employment" value=${values.employment} onChange=${change('employment')}
				options=${[['full', t('enroll.full')], ['part', t('enroll.part')], ['outsourced', t('enroll.outsourced')]]} /></section>
		<section class="card stack"><h2>${t('enroll.person')}</h2>
			<${Field} label=${t('enroll.name')} maxlength="40" ...${bind('name')} />
			<${Field} label=${t('enroll.id_no')} hint=${t('enroll.id_no_hint')} inputmode="text" maxlength="21" spellcheck=${false} ...${bind('id_no')} />
			<${Field} label=${t('enroll.phone')} hint=${t('enroll.phone_hint')} inputmode="numeric" maxlength="11" ...${bind('phone')} />
			<${Choice} label=${t('enroll.rail')} name="rail" value=${values.rail} onChange=${change('rail')} options=${[['wechat', t('enroll.wechat')], ['bank', t('enroll.bank')]]} />
			<${Field} key=${values.rail} label=${bank ? t('enroll.card') : t('enroll.openid')} hint=${bank ? t('enroll.card_hint') : t('enroll.openid_hint')}
				inputmode=${bank ? 'numeric' : 'text'} maxlength="200" spellcheck=${false} ...${bind('account')} /></section>
		<section class="card stack"><h2>${t('enroll.password')}</h2><p class="small muted">${t('enroll.password_hint')}</p>
			<${Field} label=${t('enroll.password')} type="password" maxlength="100" ...${bind('password')} />
			<${Field} label=${t('enroll.again')} type="password" maxlength="100" ...${bind('again')} /></section>
		<${Button} kind="primary" block type="submit" busy=${busy}>${t('enroll.send')}<//></form>`;
}
