/* The first thing anybody sees: what this is, what happens to a report, and the one consent. */
import { html } from '../vendor/preact.js';
import { Icon } from '../shared/icons.js';
import { t } from '../shared/text.js';
import { Button } from '../shared/ui.js';

const steps = [['camera', 'welcome.step1'], ['shop', 'welcome.step2'], ['gift', 'welcome.step3']];

export function Welcome({ session, again }) {
	return html`<section class="welcome stack" aria-label=${t('welcome.title')}>
		${!again && html`<h2>${t('welcome.title')}</h2>
		<ol class="steps">${steps.map(([icon, key]) => html`<li key=${key}><span class="disc"><${Icon} name=${icon} /></span>
			<span>${t(key)}</span></li>`)}</ol>`}
		${!session.agreed && html`<div class="card stack">
			<p>${t('welcome.privacy')} <a href="#/privacy">${t('welcome.read')}</a></p>
			<${Button} kind="primary" block onClick=${() => session.agree()}>${t('welcome.agree')}<//>
			<div class="row links"><a class="btn quiet" href="#/sign-in">${t('welcome.signin')}</a>
			<a class="btn quiet" href="#/receipt">${t('welcome.receipt')}</a></div></div>`}
	</section>`;
}
