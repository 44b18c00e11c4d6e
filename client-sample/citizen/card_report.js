/* How a report stands, and its reward, told inside the conversation. */
import { html } from '../vendor/preact.js';
import { t, tv, yuan } from '../shared/text.js';
import { Timeline } from '../shared/timeline.js';

export function ProgressCard({ card }) {
	return html`<div class="card"><${Timeline} steps=${card.steps} /></div>`;
}

export function RewardCard({ card }) {
	const claimable = card.state === 'claimable' || card.state === 'failed';
	return html`<div class="card stack good"><p class="small muted">${tv('reward', card.state)}</p>
		<p class="amount">${yuan(card.amount_fen)}</p>
		<a class="btn ${claimable ? 'primary' : 'plain'}" href=${`#/${claimable ? 'claim' : 'report'}/${encodeURIComponent(card.report)}`}>
			${claimable ? t('reward.claim') : t('receipt.follow')}</a></div>`;
}
