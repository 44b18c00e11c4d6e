/* Coming back, on any browser: identity code and password. */
import { html, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { Button, Field } from '../shared/ui.js';

export function Page({ session }) {
	const [code, setCode] = useState('');
	const [password, setPassword] = useState('');
	const [error, setError] = useState(null);
	const [busy, setBusy] = useState(false);
	const enter = async () => {
		setBusy(true);
		setError(null);
		try {
			await session.rpc.ready();
			await session.rpc.signIn('auth.code', { identity_code: code.replace(/[\s-]/g, ''), password });
			location.replace('#/');
		} catch (e) {
			setError(errorText(e) + (e.retry_after_ms ? ` ${t('signin.wait', { n: Math.ceil(e.retry_after_ms / 60000) })}` : ''));
			setBusy(false);
		}
	};
	return html`<form class="card stack" onSubmit=${(e) => { e.preventDefault(); enter(); }}><p>${t('signin.intro')}</p>
		<${Field} label=${t('signin.code')} hint=${t('signin.code_hint')} error=${error} value=${code} inputmode="numeric" autocomplete="off" maxlength="24" class="code-input"
			onInput=${(v) => setCode(v.replace(/\D/g, '').slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '))} />
		<${Field} label=${t('signin.password')} type="password" value=${password} onInput=${setPassword} autocomplete="off" maxlength="100" />
		<${Button} kind="primary" block type="submit" busy=${busy} disabled=${code.replace(/\s/g, '').length !== 16 || !password}>${t('signin.enter')}<//></form>`;
}
