/*
 * Where are you? Asked only now, for this reason, and never needed: who was
 * asked before and agreed is not asked again, who refuses goes on without.
 */
import { html, useEffect, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button } from '../shared/ui.js';
import { locate } from './chat.js';

const DENIED = 1;
const answered = new Set();	/* turns that were answered by themselves */

export function LocationCard({ card, entry, chat, active }) {
	const [busy, setBusy] = useState(false);
	const [failed, setFailed] = useState(false);
	const skip = () => chat.answer('location.skip', t('location.skipped'));
	const give = async () => {
		setBusy(true);
		try {
			const location = await locate();
			chat.post({ location }, { text: t('location.given'), icon: 'pin' });
		} catch (e) {
			if (e.code === DENIED)
				skip();
			else
				setFailed(true);
		} finally {
			setBusy(false);
		}
	};

	useEffect(() => {
		if (!active || answered.has(entry.id))
			return;
		answered.add(entry.id);
		navigator.permissions?.query({ name: 'geolocation' }).then((p) => p.state === 'granted' && give(), () => {});
	}, [active, entry.id]);

	if (!active)
		return null;
	return html`<div class="card stack location-card">
		${card.reason && card.reason !== entry.text && html`<p class="small muted">${card.reason}</p>`}
		${failed && html`<p class="notice warm" role="alert">${t('location.failed')}</p>`}
		<div class="answers"><${Button} kind="primary" icon="pin" busy=${busy} onClick=${give}>${t('location.give')}<//>
		<${Button} onClick=${skip}>${t('location.skip')}<//></div></div>`;
}
