/* Horizontal bars for things that have names. The table beside it is what a screen reader reads. */
import { html } from '../vendor/preact.js';

export function BarChart({ points, format }) {
	const most = Math.max(1, ...points.map((p) => p.value));
	return html`<ul class="bars" aria-hidden="true">${points.map((p, i) => html`<li key=${i}><span class="clip">${p.label}</span>
		<svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect x="0" y="0" width=${100 * p.value / most} height="10" /></svg><b>${format(p.value)}</b></li>`)}</ul>`;
}
