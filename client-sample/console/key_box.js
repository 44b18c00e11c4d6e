/* Shows whether the signing key is here, and takes it once when it is not. */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Field, toast } from '../shared/ui.js';
import { Icon } from '../shared/icons.js';

export function KeyBox({ keys, me, signer, onSigner }) {
	const [seed, setSeed] = useState('');
	const [error, setError] = useState(null);
	const add = async (e) => {
		e.preventDefault();
		try {
			onSigner(await keys.add(me.id, seed));
			setSeed('');
			setError(null);
		} catch {
			setError(t('key.bad'));
		}
	};
	const remove = async () => {
		await keys.remove(me.id);
		onSigner(null);
		toast(t('key.remove'));
	};
	if (signer)
		return html`<div class="keybox have"><${Icon} name="lock" size=${18} /><span class="grow">${signer.durable ? t('key.ready') : t('key.memory')} ${' '}
			<span class="muted small">${t('key.public')} <code>${signer.publicKey.slice(0, 12)}…</code></span></span>
			<button type="button" class="link" onClick=${remove}>${t('key.remove')}</button></div>`;
	return html`<form class="keybox stack" onSubmit=${add}><h2><${Icon} name="lock" size=${18} /> ${t('key.title')}</h2><p class="muted small">${t('key.lead')}</p>
		<div class="key-row"><${Field} label=${t('key.seed')} name="seed" type="password" autocomplete="off" spellcheck=${false} value=${seed} onInput=${setSeed} error=${error} />
		<${Button} type="submit" kind="primary" disabled=${!seed.trim()}>${t('key.add')}<//></div></form>`;
}
