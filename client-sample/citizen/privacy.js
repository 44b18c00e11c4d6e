/* Who sees what, for how long, in plain words. */
import { html } from '../vendor/preact.js';
import { t } from '../shared/text.js';

const parts = ['who', 'anonymous', 'photo', 'place', 'reward', 'keep', 'rights'];

export function Page() {
	return html`${parts.map((p) => html`<section class="card" key=${p}><h2>${t(`privacy.${p}`)}</h2><p>${t(`privacy.${p}_text`)}</p></section>`)}`;
}
