/* Signing in with a phone number: the report then follows the number, not the browser. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { Button, Field, toast } from '../shared/ui.js';

const PHONE = /^1[3-9]\d{9}$/;

function useCountdown() {
	const [until, setUntil] = useState(0);
	const [, tick] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => tick((n) => n + 1), 500);
		return () => clearInterval(timer);
	}, []);
	return [Math.max(0, Math.ceil((until - Date.now()) / 1000)), (ms) => setUntil(Date.now() + ms)];
}

export function Page({ session }) {
	const { rpc } = session;
	const [phone, setPhone] = useState('');
	const [code, setCode] = useState('');
	const [asked, setAsked] = useState(null);
	const [credit, setCredit] = useState(false);
	const [errors, setErrors] = useState({});
	const [busy, setBusy] = useState('');
	const [left, wait] = useCountdown();
	const guarded = (what, fn) => async () => {
		setBusy(what);
		setErrors({});
		try {
			await fn();
		} catch (e) {
			setErrors({ [what]: errorText(e) });
			if (e.retry_after_ms)
				wait(e.retry_after_ms);
		} finally {
			setBusy('');
		}
	};
	const send = guarded('phone', async () => {
		if (!PHONE.test(phone.trim()))
			throw new Error('phone');
		const r = await rpc.call('auth.otp', { phone: phone.trim() });
		setAsked(r);
		wait(r.wait_ms);
		setCode(r.demo_code ?? '');
	});
	const enter = guarded('code', async () => {
		await rpc.ready();
		await rpc.signIn('auth.verify', { phone: phone.trim(), code: code.trim(), consent: rpc.consent,
			...(credit && rpc.creditConsent && { credit_consent: rpc.creditConsent }) });
		session.setName(`${phone.trim().slice(0, 3)}****${phone.trim().slice(-4)}`);
		session.agree();
		toast(t('signin.done'));
		location.replace('#/');
	});
	return html`<form class="card stack" onSubmit=${(e) => { e.preventDefault(); (asked ? enter : send)(); }}>
		<p>${t('signin.intro')}</p>
		<${Field} label=${t('signin.phone')} error=${errors.phone} value=${phone} onInput=${setPhone} type="tel" inputmode="numeric" autocomplete="tel-national" maxlength="11" />
		<${Button} busy=${busy === 'phone'} disabled=${left > 0} onClick=${send}>${left > 0 ? t('signin.again', { n: left }) : t('signin.send')}<//>
		${asked && html`<${Field} label=${t('signin.code')} hint=${asked.demo_code ? t('signin.demo') : t('signin.code_hint')} error=${errors.code} value=${code}
			onInput=${setCode} inputmode="numeric" autocomplete="one-time-code" maxlength="8" />
		${rpc.creditConsent && html`<label class="tick"><input type="checkbox" name="credit" aria-describedby="credit-what" checked=${credit}
			onChange=${(e) => setCredit(e.target.checked)} />${t('credit.ask')}</label><p class="small muted" id="credit-what">${t('credit.what')}</p>`}
		<p class="small muted">${t('signin.consent')} <a href="#/privacy">${t('welcome.read')}</a></p>
		<${Button} kind="primary" block type="submit" busy=${busy === 'code'} disabled=${!code.trim()}>${t('signin.enter')}<//>`}
		<p class="small muted">${t('signin.anonymous')}</p></form>`;
}
