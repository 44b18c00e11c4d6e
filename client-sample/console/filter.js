/*
 * The filter: is it well (health.js), and by which card does it score
 * (score_cards.js)? Officers read; auditors and administrators release.
 */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Choice } from '../shared/ui.js';
import { Health } from './health.js';
import { ScoreCards } from './score_cards.js';

const PARTS = { health: Health, cards: ScoreCards };

export function FilterScreen({ session, go, arg }) {
	const [part, setPart] = useState(PARTS[arg] ? arg : 'health');
	const Part = PARTS[part];
	const choose = (name) => {
		setPart(name);
		go(`/filter/${name}`);
	};
	return html`<div class="page filter"><div class="page-head"><h1>${t('flt.title')}</h1>
			<${Choice} label=${t('flt.part')} name="part" value=${part} onChange=${choose} options=${Object.keys(PARTS).map((p) => [p, t(`flt.${p}`)])} /></div>
		<${Part} session=${session} /></div>`;
}
