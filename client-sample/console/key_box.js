/*
 * Shows whether the signing key is here; makes one in this browser, or takes a seed once,
 * when it is not. What two administrators run to register it stands beside it.
 */
import { html, useEffect, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Field, toast } from '../shared/ui.js';
import { Icon } from '../shared/icons.js';
import { fingerprint } from './sign_key.js';

/* The commands, one for each list that this person belongs in. */
function commands(session, signer) {
	const by = '--by A --second B';
	return [
		session.has('approver') && `ezhili approver add ${session.login} --key ${signer.publicKey} ${by}`,
		session.has('reviewer') && signer.publicKeys && `ezhili officer add ${session.login} --key ${signer.publicKeys} ${by}`,
	].filter(Boolean);
}

function Register({ session, signer }) {
	const [print, setPrint] = useState('');
	useEffect(() => { fingerprint(signer.publicKey).then(setPrint); }, [signer.publicKey]);
	return html`<details class="signed"><summary>${t('key.register')}</summary><p class="small">${t('key.register.lead')}</p>
		<p>${t('key.print')} <code class="print">${print}</code></p>
		${commands(session, signer).map((c) => html`<pre key=${c}>${c}</pre>`)}</details>`;
}

export function KeyBox({ session, keys, me, signer, onSigner }) {
	const [seed, setSeed] = useState('');
	const [error, setError] = useState(null);
	const have = (work, text) => async (e) => {
		e?.preventDefault();
		try {
			onSigner(await work());
			setSeed('');
			setError(null);
		} catch {
			setError(t(text));
		}
	};
	const remove = async () => {
		await keys.remove(me.id);
		onSigner(null);
		toast(t('key.remove'));
	};
	if (signer)
		return html`<div class="keybox have"><div class="grow stack"><div class="row wrap"><${Icon} name="lock" size=${18} /><span class="grow">${signer.durable ? t('key.ready') : t('key.memory')} ${' '}
			<span class="muted small">${t('key.public')} <code>${signer.publicKey.slice(0, 12)}…</code></span></span>
			<button type="button" class="link" onClick=${remove}>${t('key.remove')}</button></div><${Register} session=${session} signer=${signer} /></div></div>`;
	return html`<form class="keybox stack" onSubmit=${have(() => keys.add(me.id, seed), 'key.bad')}><h2><${Icon} name="lock" size=${18} /> ${t('key.title')}</h2><p class="muted small">${t('key.lead')}</p>
		<div class="key-row"><${Field} label=${t('key.seed')} name="seed" type="password" autocomplete="off" spellcheck=${false} value=${seed} onInput=${setSeed} error=${error} />
		<${Button} type="submit" disabled=${!seed.trim()}>${t('key.add')}<//></div>
		<div><${Button} kind="primary" class="make-key" onClick=${have(() => keys.make(me.id), 'key.unsupported')}>${t('key.make')}<//></div></form>`;
}
