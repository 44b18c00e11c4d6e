/* Language, theme, 大字版, who is signed in, and what this phone keeps. */
import { html, useEffect, useState } from '../vendor/preact.js';
import { useNotice } from '../shared/load.js';
import { newKey } from '../shared/rpc.js';
import { t } from '../shared/text.js';
import { ask, Button, Choice, toast, toastError } from '../shared/ui.js';

/* The consent to the credit score: what it is for, whether it is given, and the way back or there. */
function Credit({ session }) {
	const { rpc } = session;
	const [state, setState] = useState(null);
	useEffect(() => {
		if (session.name)
			rpc.call('credit.get').then((r) => setState(r.state), () => setState(null));
	}, [session.name]);
	if (!rpc.creditConsent)
		return null;
	const withdraw = async () => {
		try {
			setState((await rpc.call('credit.withdraw', { key: newKey() })).state);
			toast(t('credit.withdrawn'));
		} catch (e) {
			toastError(e);
		}
	};
	const given = state === 'asked' || state === 'kept';
	return html`<section class="card stack credit"><h2>${t('credit.title')}</h2><p class="small muted">${t('credit.what')}</p>
		<p>${given ? t('credit.given') : t('credit.none')}</p>
		<div class="answers">${given ? html`<${Button} onClick=${withdraw}>${t('credit.withdraw')}<//>`
			: html`<a class="btn plain" href="#/sign-in">${t('credit.give')}</a>`}</div></section>`;
}

function Account({ session, chat }) {
	const { rpc } = session;
	const [, tick] = useState(0);
	useNotice(rpc, ['principal'], () => tick((n) => n + 1));
	const named = session.name;
	const leave = async () => {
		if (!await ask({ title: t('settings.sign_out'), text: t('settings.sign_out_sure'), ok: t('settings.sign_out') }))
			return;
		await rpc.signOut();
		await chat.forget();
	};
	return html`<section class="card stack"><h2>${t('settings.account')}</h2>
		<p>${named ? t('settings.as', { name: named }) : t('settings.anonymous')}</p>
		<div class="answers">${named ? html`<${Button} onClick=${leave}>${t('settings.sign_out')}<//>`
			: html`<a class="btn plain" href="#/sign-in">${t('welcome.signin')}</a>`}
		<a class="btn plain" href="#/receipt">${t('welcome.receipt')}</a></div></section>`;
}

export function Page({ session, chat }) {
	const { prefs } = session;
	const [, tick] = useState(0);
	const set = (name) => (value) => {
		session.setPrefs({ [name]: value });
		tick((n) => n + 1);
	};
	const clear = async () => {
		if (!await ask({ title: t('settings.clear'), text: t('settings.clear_sure'), ok: t('settings.clear'), kind: 'danger' }))
			return;
		await chat.forget();
		chat.begin();
		toast(t('settings.cleared'));
	};
	return html`<section class="card stack"><h2>${t('settings.look')}</h2>
		<${Choice} label=${`${t('settings.lang')} / Language`} name="lang" value=${prefs.lang} onChange=${set('lang')}
			options=${[['zh-CN', t('lang.zh-CN')], ['en', t('lang.en')]]} />
		<${Choice} label=${t('settings.size')} name="size" value=${prefs.size} onChange=${set('size')}
			options=${[['normal', t('settings.normal')], ['large', t('settings.large')]]} />
		<${Choice} label=${t('settings.theme')} name="theme" value=${prefs.theme} onChange=${set('theme')}
			options=${[['auto', t('settings.auto')], ['light', t('settings.light')], ['dark', t('settings.dark')]]} /></section>
		<${Account} session=${session} chat=${chat} />
		<${Credit} session=${session} />
		<section class="card stack"><h2>${t('settings.data')}</h2><p class="small muted">${t('settings.data_more')}</p>
			<div class="answers"><${Button} kind="bad" onClick=${clear}>${t('settings.clear')}<//>
			<a class="btn plain" href="#/privacy">${t('privacy.title')}</a></div></section>`;
}
