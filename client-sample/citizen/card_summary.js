/* Everything at a glance before it is sent; each line can be changed. */
import { html } from '../vendor/preact.js';
import { moment, t, tv } from '../shared/text.js';
import { Button, IconButton } from '../shared/ui.js';

function rows(card) {
	const count = Array.isArray(card.photos) ? card.photos.length : card.photos ?? 0;
	return [
		['shop', card.shop ? card.shop.name : card.shop_text || t('summary.no_shop'), card.shop?.address],
		['category', card.category ? tv('category', card.category) : t('summary.none')],
		['text', card.text || t('summary.none')],
		['photos', count ? t('summary.photos', { n: count }) : t('summary.none')],
		...(card.occurred_at ? [['when', moment(card.occurred_at)]] : []),
		['at', card.at ? t('summary.at') : t('summary.none')],
	];
}

export function SummaryCard({ card, chat, active }) {
	const edit = (slot) => t('summary.edit', { what: t(`summary.label.${slot}`) });
	return html`<div class="card flat"><dl class="summary">${rows(card).map(([slot, value, more]) => html`<div key=${slot}>
			<dt>${t(`summary.label.${slot}`)}</dt>
			<dd><span class="grow">${value}${more && html`<br /><span class="small muted">${more}</span>`}</span>
				${active && slot !== 'when' && html`<${IconButton} icon="edit" class="edit" label=${edit(slot)} onClick=${() => chat.answer(`edit.${slot}`, edit(slot))} />`}</dd></div>`)}</dl>
		${active && html`<div class="answers"><${Button} kind="primary" block icon="check"
			onClick=${() => chat.answer('submit', t('summary.submit'))}>${t('summary.submit')}<//></div>`}</div>`;
}
