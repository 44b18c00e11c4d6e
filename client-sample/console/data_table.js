/* A table of figures that a keyboard can scroll. columns: [{key, label, num?, draw?}] */
import { html } from '../vendor/preact.js';

export function DataTable({ caption, columns, rows, keyOf = (_, i) => i }) {
	return html`<div class="table-box" tabindex="0" role="region" aria-label=${caption}><table><caption class="sr-only">${caption}</caption>
		<thead><tr>${columns.map((c) => html`<th key=${c.key} scope="col" class=${c.num ? 'num' : ''}>${c.label}</th>`)}</tr></thead>
		<tbody>${rows.map((r, i) => html`<tr key=${keyOf(r, i)}>${columns.map((c) => html`<td key=${c.key} class=${c.num ? 'num' : ''}>${c.draw ? c.draw(r[c.key], r) : r[c.key]}</td>`)}</tr>`)}</tbody></table></div>`;
}
