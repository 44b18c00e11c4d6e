/* One lead in the queue, and the heading of a shop's leads. */
import { html } from '../vendor/preact.js';
import { moment, t, tv } from '../shared/text.js';
import { Icon } from '../shared/icons.js';
import { ago, clockOf, isMe, officeName, personName, signed } from './words.js';

const REASONS = 3;

export function Due({ at, now }) {
	const due = clockOf(at, now);
	return html`<span class="due ${due.over ? 'over' : due.soon ? 'soon' : ''}" title=${t('due.title', { at: moment(at) })}>
		${(due.over || due.soon) && html`<${Icon} name=${due.over ? 'alert' : 'clock'} size=${15} />`}${due.text}</span>`;
}

export function Claim({ by, me, mine }) {
	if (!by)
		return null;
	return isMe(by, me, mine) ? html`<span class="badge good">${t('claim.mine')}</span>`
		: html`<span class="badge warm claimed">${personName(by) ? t('claim.by', { who: personName(by) }) : t('claim.taken')}</span>`;
}

/* The weights that made the score, strongest first: at least one is always shown. */
export function Reasons({ reasons = [], max = REASONS }) {
	if (reasons.length === 0)
		return html`<span class="muted">${t('queue.noreason')}</span>`;
	const best = [...reasons].sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, max);
	return best.map((r) => html`<span key=${r.code} class="why ${r.points < 0 ? 'minus' : 'plus'}">${r.text ?? r.code}<b>${signed(r.points)}</b></span>`);
}

/* What must not be overlooked beside the score: each mark is a word, not a colour. */
export function Marks({ item }) {
	const crowd = (item.reasons ?? []).some((r) => r.code === 'crowd.good' && r.points > 0);
	return html`<span class="badge ${item.severity >= 5 ? 'bad' : item.severity === 4 ? 'warm' : ''}" title=${t('sev', { n: item.severity })}>
			${item.severity >= 5 && html`<${Icon} name="alert" size=${13} />`}${t('sev.short', { n: item.severity })}</span>
		${crowd && html`<span class="badge warm" title=${t('mark.crowd.what')}>${t('mark.crowd')}</span>`}
		${item.audit && html`<span class="badge" title=${t('mark.audit.what')}>${t('mark.audit')}</span>`}
		${item.source === 'whistle' && html`<span class="badge" title=${t('mark.whistle.what')}>${t('mark.whistle')}</span>`}`;
}

export function Row({ item, grouped, current, checked, me, now, fresh, onOpen, onCheck, onFocus }) {
	return html`<div class="lead ${grouped ? 'in-group' : ''} ${current ? 'current' : ''} ${fresh ? 'fresh' : ''}" data-report=${item.report}>
		<label class="check"><input type="checkbox" checked=${checked} onChange=${() => onCheck(item)}
			aria-label=${`${t('queue.select')}: ${item.shop_name ?? item.report}`} tabindex=${current ? 0 : -1} /></label>
		<span class="score lane-${item.lane}" title=${t('queue.policy')}><b>${String(item.score).replace('-', '−')}</b><i>${tv('lane', item.lane)}</i></span>
		<a class="what" href="#/report/${encodeURIComponent(item.report)}" tabindex=${current ? 0 : -1}
			onFocus=${() => onFocus(item.report)} onClick=${(e) => { e.preventDefault(); onOpen(item.report); }}>
			<span class="line">${grouped ? html`<span class="sr-only">${item.shop_name}</span><strong class="shop">${tv('category', item.category)}</strong>`
				: html`<strong class="shop">${item.shop_name ?? t('rep.noshop')}</strong><span class="cat">${tv('category', item.category)}</span>`}
				<${Marks} item=${item} /></span>
			<span class="line whys"><${Reasons} reasons=${item.reasons} /></span></a>
		<span class="office">${item.office_name ?? officeName(item.office)}</span>
		<span class="meta">${item.photos > 0 && html`<span title=${t('queue.photos', { n: item.photos })}><${Icon} name="image" size=${15} />${item.photos}</span>`}
			${item.copies > 0 && html`<span title=${t('queue.copies', { n: item.copies })}><${Icon} name="copy" size=${15} />${item.copies}</span>`}
			<span class="age">${ago(item.submitted_at, now)}</span></span>
		<span class="when"><${Due} at=${item.due_at} now=${now} />
			${item.claimed_by ? html`<${Claim} by=${item.claimed_by} me=${me} mine=${item.claimed_by_me} />` : item.state && !['received', 'triaged'].includes(item.state) &&
				html`<span class="badge">${tv('s', item.state)}</span>`}</span></div>`;
}

export function GroupRow({ row, all, onCheckAll }) {
	return html`<div class="shop-head"><label class="check"><input type="checkbox" checked=${all}
			aria-label=${`${t('queue.selectall')}: ${row.name}`} onChange=${() => onCheckAll(row)} /></label>
		<${Icon} name="shop" size=${17} /><strong>${row.name}</strong><span class="muted">${t('queue.leads', { n: row.ids.length })}</span></div>`;
}
