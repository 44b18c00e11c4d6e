/* Sign-in of staff: login, password and, where it is set up, a one-time code. */
import { html, useRef, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { Button, Field, IconButton } from '../shared/ui.js';

export function Login({ session, expired, onSettings }) {
	const [login, setLogin] = useState('');
	const [password, setPassword] = useState('');
	const [totp, setTotp] = useState('');
	const [error, setError] = useState(null);
	const [busy, setBusy] = useState(false);
	const form = useRef(null);

	const send = async (e) => {
		e.preventDefault();
		setBusy(true);
		setError(null);
		try {
			const params = { login: login.trim(), password };
			if (totp.trim())
				params.totp = totp.trim();
			await session.signIn(params);
		} catch (err) {
			setError(err.type === 'auth.failed' ? t('login.failed') : errorText(err));
			setPassword('');
			form.current?.querySelector('[type=password]')?.focus();
		}
		setBusy(false);
	};

	return html`<main class="login"><form class="card stack" ref=${form} onSubmit=${send} novalidate>
		<div class="row"><img src="icon.svg" alt="" width="44" height="44" /><div class="grow"><h1>${t('login.title')}</h1><p class="muted small">${t('app.city')}</p></div>
			<${IconButton} icon="gear" label=${t('app.settings')} onClick=${onSettings} /></div>
		<p class="notice small">${expired ? t('login.expired') : t('login.lead')}</p>
		<${Field} label=${t('login.login')} name="login" autocomplete="username" autocapitalize="off" spellcheck=${false} required value=${login} onInput=${setLogin} autofocus />
		<${Field} label=${t('login.password')} name="password" type="password" autocomplete="current-password" required value=${password} onInput=${setPassword} />
		<${Field} label=${t('login.totp')} name="totp" inputmode="numeric" autocomplete="one-time-code" maxlength="8" value=${totp} onInput=${setTotp} />
		${error && html`<p class="notice bad" role="alert">${error}</p>`}
		<${Button} type="submit" kind="primary" block busy=${busy} disabled=${!login || !password}>${busy ? t('login.busy') : t('login.go')}<//></form></main>`;
}
