/* What is known about a report, in small panels: registration, match, score, reporter, steps. */
import { html, useEffect, useRef } from '../vendor/preact.js';
import { day, moment, t, tv } from '../shared/text.js';
import { percent, signed } from './words.js';

export function Panel({ title, aside, children, class: extra = '' }) {
	const body = useRef(null);
	/* What has to be scrolled must be reachable by keyboard; what fits is no stop. */
	useEffect(() => {
		const { current: el } = body;
		if (el.scrollHeight > el.clientHeight + 1)
			el.tabIndex = 0;
		else
			el.removeAttribute('tabindex');
	});
	return html`<section class="panel ${extra}"><h2>${title}${aside && html`<span class="aside">${aside}</span>`}</h2><div class="body" ref=${body}>${children}</div></section>`;
}

function Facts({ rows }) {
	return html`<dl class="facts">${rows.filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) =>
		html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/* Dates of the register are days, as text or as milliseconds. */
const dayText = (d) => typeof d === 'number' ? day(d) : d;
const dayMs = (d) => typeof d === 'number' ? d : Date.parse(d);

function Validity({ shop, now }) {
	const until = dayMs(shop.valid_to);
	return html`${dayText(shop.valid_from) ?? ''} – ${dayText(shop.valid_to) ?? ''} ${until < now && html`<span class="badge bad">${t('shop.expired')}</span>`}`;
}

export function ShopPanel({ report, now }) {
	const { shop } = report;
	if (!shop)
		return html`<${Panel} title=${t('rep.shop')}><p class="muted">${t('rep.noshop')}</p>
			${report.shop_text && html`<p>${t('rep.noshop.text', { name: report.shop_text })}</p>`}<//>`;
	const names = Array.isArray(shop.names) ? shop.names : [shop.name].filter(Boolean);
	const others = names.filter((n) => n !== (shop.name ?? names[0]));
	const status = shop.status ? html`<span class="badge ${/closed|revoked|cancel/.test(shop.status) ? 'bad' : /suspend|expired/.test(shop.status) ? 'warm' : 'good'}">${tv('shop', shop.status)}</span>` : null;
	return html`<${Panel} title=${t('rep.shop')} aside=${status}><p class="lead-name">${shop.name ?? names[0]}</p><${Facts} rows=${[
		[t('shop.names'), others.join('、')],
		[t('shop.company'), shop.company],
		[t('shop.address'), shop.address],
		[t('shop.licence'), shop.licence && html`<code>${shop.licence}</code>`],
		[t('shop.valid'), (shop.valid_to || shop.valid_from) && html`<${Validity} shop=${shop} now=${now} />`],
		[t('shop.scope'), Array.isArray(shop.scope) ? shop.scope.join('、') : shop.scope],
		[t('shop.uscc'), shop.uscc && html`<code>${shop.uscc}</code>`],
	]} /><//>`;
}

export function MatchPanel({ match }) {
	const reasons = match?.reasons ?? [];
	return html`<${Panel} title=${t('rep.match')} aside=${typeof match?.p === 'number' && t('match.p', { p: percent(match.p) })}>
		${reasons.length === 0 ? html`<p class="muted">${t('rep.nomatch')}</p>`
			: html`<ul class="chips">${reasons.map((r, i) => html`<li key=${i}>${typeof r === 'string' ? r : r.text ?? r.code}</li>`)}</ul>`}<//>`;
}

/* A bar to the right lifts the report, one to the left holds it back. */
function Bin({ bin }) {
	const v = bin.v ?? (bin.card === 'm' ? 0 : bin.points ?? 0);
	const m = bin.m ?? (bin.card === 'm' ? bin.points ?? 0 : 0);
	const width = Math.min(50, Math.abs(v) * 1.6);
	return html`<li class="bin"><span class="name" title=${bin.text ?? ''}>${bin.text ?? tv('bin', bin.code ?? bin.feature)}</span>
		<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><line x1="50" y1="0" x2="50" y2="10" />
			<rect class=${v < 0 ? 'minus' : 'plus'} x=${v < 0 ? 50 - width : 50} y="2" width=${width} height="6" /></svg>
		<b>${v === 0 ? '' : signed(v)}</b><b class="m ${m > 0 ? 'up' : ''}">${m === 0 ? '' : `M ${signed(m)}`}</b></li>`;
}

export function ScorePanel({ score }) {
	const bins = [...(score?.bins ?? [])].filter((b) => typeof b === 'object').sort((a, b) => Math.abs(b.v ?? b.points ?? 0) - Math.abs(a.v ?? a.points ?? 0));
	if (!score)
		return html`<${Panel} title=${t('rep.score')}><p class="muted">${t('queue.noreason')}</p><//>`;
	return html`<${Panel} title=${t('rep.score')} aside=${t('score.version', { v: score.version })}>
		<p class="sums" title=${t('score.lead')}><span>${t('score.v')} <b>${signed(score.v)}</b></span><span>${t('score.m')} <b>${signed(score.m)}</b></span></p>
		<ul class="bins">${bins.map((b, i) => html`<${Bin} key=${b.code ?? i} bin=${b} />`)}</ul><//>`;
}

function History({ history }) {
	if (!history)
		return t('who.none');
	if (typeof history === 'string')
		return history;
	return html`<span class="history">${Object.entries(history).filter(([, v]) => v !== null && v !== undefined && v !== '').map(([k, v]) =>
		html`<span key=${k}>${tv('hist', k)} <b>${typeof v === 'string' ? tv('kind', v) === `kind.${v}` ? v : tv('kind', v) : String(v)}</b></span>`)}</span>`;
}

export function ReporterPanel({ reporter }) {
	return html`<${Panel} title=${t('rep.reporter')} aside=${html`<code>${reporter?.pseudonym ?? ''}</code>`}>
		<p><${History} history=${reporter?.history} /></p><p class="muted small">${t('who.hidden')}</p><//>`;
}

export function DuplicatesPanel({ duplicates = [], merged, onCompare, onUnmerge }) {
	return html`<${Panel} title=${t('rep.dups')} aside=${duplicates.length > 0 && String(duplicates.length)}>
		${merged && html`<p class="row wrap">${t('merge.merged', { id: merged })}<button type="button" class="link" onClick=${onUnmerge}>${t('merge.un')}</button></p>`}
		${duplicates.length === 0 && !merged && html`<p class="muted">${t('rep.nodups')}</p>`}
		<ul class="dups">${duplicates.map((d) => html`<li key=${d.report}><a class="nowrap" href="#/report/${encodeURIComponent(d.report)}" title=${d.report}>${d.submitted_at ? moment(d.submitted_at) : html`<code>${d.report}</code>`}</a>
			<span class="grow clip">${d.text ?? (d.category ? tv('category', d.category) : '')}</span>
			${d.state && html`<span class="badge">${tv('s', d.state)}</span>`}
			<button type="button" class="link" onClick=${() => onCompare(d.report)}>${t('merge.compare')}</button></li>`)}</ul><//>`;
}

export function StepsPanel({ steps = [] }) {
	return html`<${Panel} title=${t('rep.steps')} class="fill">${steps.length === 0 && html`<p class="muted">${t('rep.nosteps')}</p>`}
		<ol class="steps">${[...steps].reverse().map((s, i) => html`<li key=${i}><time>${moment(s.at)}</time><b>${tv('s', s.state)}</b>${s.note && html`<span>${s.note}</span>`}</li>`)}</ol><//>`;
}
