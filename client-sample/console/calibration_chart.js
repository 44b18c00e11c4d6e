/* Promised against found: on the diagonal a score means what it says. The table beside it is what is read aloud. */
import { html } from '../vendor/preact.js';

const SIZE = 200, PAD = 26;
const at = (p) => PAD + p * (SIZE - 2 * PAD);

export function CalibrationChart({ bands }) {
	const most = Math.max(1, ...bands.map((b) => b.judged));
	const radius = (b) => 2.5 + 5 * Math.sqrt(b.judged / most);
	return html`<svg class="cal" viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true">
		${[0, 0.5, 1].map((p) => html`<g key=${p}><line class="grid" x1=${at(p)} y1=${at(0)} x2=${at(p)} y2=${at(1)} />
			<line class="grid" x1=${at(0)} y1=${at(p)} x2=${at(1)} y2=${at(p)} />
			<text x=${at(p)} y=${SIZE - 10} text-anchor="middle">${100 * p} %</text><text x=${PAD - 5} y=${at(1 - p) + 3} text-anchor="end">${100 * p}</text></g>`)}
		<line class="ideal" x1=${at(0)} y1=${at(1)} x2=${at(1)} y2=${at(0)} />
		<polyline class="found" points=${bands.map((b) => `${at(b.expected)},${at(1 - b.observed)}`).join(' ')} />
		${bands.map((b) => html`<circle key=${b.v} cx=${at(b.expected)} cy=${at(1 - b.observed)} r=${radius(b)} />`)}</svg>`;
}
