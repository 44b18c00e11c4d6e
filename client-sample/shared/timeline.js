/* The dated steps of a report, newest last, as anybody would write them down. */
import { html } from '../vendor/preact.js';
import { moment, t, tv } from './text.js';

const GOOD = new Set(['verified', 'partly', 'closed']);
const ASKING = new Set(['info_needed']);

export function tone(state) {
	return GOOD.has(state) ? 'good' : ASKING.has(state) ? 'warm' : '';
}

export function Timeline({ steps }) {
	const title = (s) => s.state ? tv('state', s.state) : t('timeline.note');
	return html`<ol class="timeline">${steps.map((s, i) => html`<li key=${i} class=${tone(s.state)}>
		<p><b>${title(s)}</b> <time class="small muted" datetime=${new Date(s.at).toISOString()}>${moment(s.at)}</time></p>
		${s.note && s.note !== title(s) && html`<p class="small">${s.note}</p>`}</li>`)}</ol>`;
}
