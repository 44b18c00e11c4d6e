/*
 * The cards by which reports are scored. A refit is a draft until two
 * different people release it; back to a card that was in force is one press.
 * Before that everybody sees what the refit found: how well it foretells, whom
 * it would have wronged, and which reports would change their lane.
 */
import { html, useState } from '../vendor/preact.js';
import { errorText, moment, t, tv } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { Badge, Button, toast } from '../shared/ui.js';
import { DataTable } from './data_table.js';
import { Faces, Stale, useCall } from './loading.js';
import { useLink } from './session.js';

const TONE = { draft: 'warm', released: 'good', refused: 'bad' };
const LANES = ['priority', 'normal', 'shielded'];

const num = (v) => typeof v === 'number' ? v.toFixed(4) : '—';
const rate = (n, m) => m > 0 ? `${n} / ${m} · ${(100 * n / m).toFixed(1)} %` : '—';

/* Which way is better is said in words, not by colour alone. */
function Change({ before, after, lower = true }) {
	if (typeof before !== 'number' || typeof after !== 'number' || before === after)
		return html`<span class="muted">${t('card.same')}</span>`;
	const better = lower ? after < before : after > before;
	return html`<${Badge} tone=${better ? 'good' : 'bad'}>${t(better ? 'card.better' : 'card.worse')}<//>`;
}

function Fit({ report }) {
	const rows = [['card.loss_v', report.loss_v], ['card.loss_m', report.loss_m]].map(([name, [before, after] = []]) => ({ name: t(name), before, after }));
	return html`<section><h3>${t('card.fit')}</h3><p class="muted small">${t('card.fit.what', { n: report.verdicts, m: report.held_out })}</p>
		<${DataTable} caption=${t('card.fit')} rows=${rows} columns=${[{ key: 'name', label: t('card.measure') }, { key: 'before', label: t('card.before'), num: true, draw: num },
			{ key: 'after', label: t('card.after'), num: true, draw: num }, { key: 'change', label: t('card.change'), draw: (_, r) => html`<${Change} ...${r} />` }]} /></section>`;
}

function Harm({ harm }) {
	return html`<section><h3>${t('card.harm')}</h3><p class="muted small">${t('card.harm.what')}</p>
		<${DataTable} caption=${t('card.harm')} rows=${harm} columns=${[{ key: 'group', label: t('card.group'), draw: (g) => tv('group', g) },
			{ key: 'before', label: t('card.before'), num: true, draw: (n, r) => rate(n, r.n) }, { key: 'after', label: t('card.after'), num: true, draw: (n, r) => rate(n, r.n) },
			{ key: 'change', label: t('card.change'), draw: (_, r) => html`<${Change} ...${r} />` }]} /></section>`;
}

/* From which lane (rows) to which (columns) reports would have gone. */
function Shadow({ shadow }) {
	const n = (from, to) => shadow.moved.find((m) => m.from === from && m.to === to)?.n ?? 0;
	const moved = shadow.moved.reduce((sum, m) => sum + (m.from === m.to ? 0 : m.n), 0);
	return html`<section><h3>${t('card.shadow')}</h3><p class="muted small">${t('card.shadow.what', { n: shadow.reports, d: shadow.days, moved: rate(moved, shadow.reports) })}</p>
		<${DataTable} caption=${t('card.shadow')} rows=${LANES.map((from) => ({ from, ...Object.fromEntries(LANES.map((to) => [to, n(from, to)])) }))}
			columns=${[{ key: 'from', label: t('card.fromto'), draw: (l) => tv('lane', l) }, ...LANES.map((to) => ({ key: to, label: `→ ${tv('lane', to)}`, num: true,
				draw: (v, r) => r.from === to ? html`<span class="muted">${v}</span>` : html`<b>${v}</b>` }))]} /></section>`;
}

function Report({ report }) {
	if (!report?.loss_v)
		return html`<p class="notice small">${t('card.noreport')}</p>`;
	return html`<${Fit} report=${report} />${report.harm && html`<${Harm} harm=${report.harm} />`}${report.shadow && html`<${Shadow} shadow=${report.shadow} />`}`;
}

function Actions({ session, card, onDone }) {
	const [busy, setBusy] = useState('');
	const [error, setError] = useState(null);
	const may = session.has('auditor', 'admin');
	const mine = card.first_by === session.login;

	const send = (method) => async () => {
		setBusy(method);
		setError(null);
		try {
			const { state } = await session.rpc.call(method, { key: newKey(), version: card.version });
			toast(state === 'draft' ? t('card.first.done') : t('card.now', { v: card.version, state: tv('card.state', state) }));
		} catch (e) {
			setError(errorText(e));
		}
		setBusy('');
		onDone();
	};
	const button = (method, kind, text) => html`<${Button} kind=${kind} busy=${busy === method} disabled=${!!busy} onClick=${send(method)}>${text}<//>`;

	if (!['draft', 'retired'].includes(card.state))
		return null;
	if (!may)
		return html`<p class="notice small">${t('card.who')}</p>`;
	return html`${error && html`<p class="notice bad small" role="alert">${error}</p>`}
		${card.state === 'retired' ? html`<div class="actions">${button('score.release', 'primary', t('card.back'))}</div><p class="muted small">${t('card.back.what')}</p>`
			: html`<p class="notice ${mine ? 'warm' : ''} small">${mine ? t('card.mine') : card.first_by ? t('card.second.what', { who: card.first_by }) : t('card.first.what')}</p>
				<div class="actions">${button('score.refuse', 'bad', t('card.refuse'))}
					${!mine && button('score.release', 'primary', t(card.first_by ? 'card.second' : 'card.first'))}</div>`}`;
}

function One({ session, card, onDone }) {
	const facts = [[t('card.made'), `${card.made_by} · ${moment(card.made_at)}`], [t('card.firstby'), card.first_by],
		[t('card.releasedby'), card.released_by && `${card.released_by} · ${moment(card.released_at)}`]];
	return html`<article class="card stack card-one"><div class="row wrap"><h2>${t('score.version', { v: card.version })}</h2><${Badge} tone=${TONE[card.state]}>${tv('card.state', card.state)}<//></div>
		<dl class="facts">${facts.filter(([, v]) => v).map(([name, v]) => html`<div key=${name}><dt>${name}</dt><dd>${v}</dd></div>`)}</dl>
		<${Actions} key=${`${card.version} ${card.state} ${card.first_by}`} session=${session} card=${card} onDone=${onDone} />
		<${Report} report=${card.report} /></article>`;
}

export function ScoreCards({ session }) {
	const { state: link } = useLink(session.rpc);
	const data = useCall(session.rpc, 'score.cards', {});
	const [chosen, setChosen] = useState(null);
	const cards = data.value?.cards ?? [];
	const card = cards.find((c) => c.version === chosen) ?? cards.find((c) => c.state === 'draft') ?? cards[0];
	return html`<${Stale} data=${data} state=${link} />
		<${Faces} data=${data} title=${t('flt.error')} empty=${cards.length === 0 && t('card.empty')} lead=${t('card.empty.lead')} />
		${card && html`<div class="two"><div class="reward-list" role="group" aria-label=${t('flt.cards')}>${cards.map((c) =>
			html`<button key=${c.version} type="button" class="reward-row" data-card=${c.version} aria-pressed=${c.version === card.version} onClick=${() => setChosen(c.version)}>
				<b>${t('score.version', { v: c.version })}</b><${Badge} tone=${TONE[c.state]}>${tv('card.state', c.state)}<//><span class="grow small muted">${moment(c.released_at ?? c.made_at)}</span></button>`)}</div>
			<${One} key=${card.version} session=${session} card=${card} onDone=${data.again} /></div>`}`;
}
