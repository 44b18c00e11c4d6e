/* Asks for photos; the camera is the composer's own, so here is only the way on. */
import { html } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button } from '../shared/ui.js';

export function PhotoCard({ card, chat, active }) {
	if (!active)
		return null;
	const press = (id) => document.getElementById(id).click();
	return html`<div class="card stack photo-card"><p class="small muted">${t('photo.hint', { max: card.max })}</p>
		<div class="answers"><${Button} kind="warm" icon="camera" onClick=${() => press('camera-input')}>${t('composer.camera')}<//>
		<${Button} onClick=${() => chat.answer('photo.skip', t('photo.skip'))}>${t('photo.skip')}<//></div></div>`;
}
