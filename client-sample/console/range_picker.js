/* From, to, and the usual spans. value is {from, to} as YYYY-MM-DD. */
import { html } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { lastDays } from './dates.js';

const SPANS = [7, 30, 90];

export function RangePicker({ value, now, onChange }) {
	const set = (name) => (e) => onChange({ ...value, [name]: e.target.value });
	return html`<div class="range row wrap"><label class="pick"><span>${t('st.from')}</span><input type="date" class="date" value=${value.from} max=${value.to} onChange=${set('from')} /></label>
		<label class="pick"><span>${t('st.to')}</span><input type="date" class="date" value=${value.to} min=${value.from} onChange=${set('to')} /></label>
		<span class="spans" role="group">${SPANS.map((n) => {
			const span = lastDays(n, now);
			return html`<button key=${n} type="button" class="lane" aria-pressed=${span.from === value.from && span.to === value.to} onClick=${() => onChange(span)}>${t('stats.range', { n })}</button>`;
		})}</span></div>`;
}
