/*
 * One report with everything that decides it on one screen: what was said,
 * photos, register, map, reasons, history, and the actions beside them.
 * Opening it is recorded by the server.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { day, moment, t, tv } from '../shared/text.js';
import { newKey } from '../shared/rpc.js';
import { IconButton, toast, toastError } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { Faces, Stale, useCall, useNow } from './loading.js';
import { useLink } from './session.js';
import { officeId, officeName } from './words.js';
import { Due } from './queue_row.js';
import { PhotoPane } from './photo_pane.js';
import { MapPane } from './map_pane.js';
import { DuplicatesPanel, MatchPanel, Panel, ReporterPanel, ScorePanel, ShopPanel, StepsPanel } from './facts.js';
import { ActionPane } from './action_pane.js';
import { MergeDialog } from './merge.js';

const GATHER_MS = 150;

/* The report, fetched again when a hint says that it changed. */
function useReport(rpc, report) {
	const data = useCall(rpc, 'review.get', { report });
	const again = useRef(null);
	again.current = data.again;
	useEffect(() => {
		let timer = null;
		const off = rpc.on('review.changed', (hint) => {
			if (hint.report !== report)
				return;
			clearTimeout(timer);
			timer = setTimeout(() => again.current(), GATHER_MS);
		});
		return () => {
			off();
			clearTimeout(timer);
		};
	}, [rpc, report]);
	return data;
}

function Head({ report, item, now, onBack, onStep, office }) {
	const severity = report.severity ?? item?.severity;
	const state = report.state ?? item?.state;
	return html`<header class="rep-head"><${IconButton} icon="back" label=${t('rep.back')} onClick=${onBack} />
		<div class="grow title"><h1 class="clip">${report.shop?.name ?? report.shop?.names?.[0] ?? item?.shop_name ?? t('rep.noshop')}</h1>
			<p class="sub"><span>${tv('category', report.category ?? item?.category ?? '')}</span>
				${severity && html`<span class="badge ${severity >= 5 ? 'bad' : severity === 4 ? 'warm' : ''}">${t('sev', { n: severity })}</span>`}
				${state && html`<span class="badge state">${tv('s', state)}</span>`}
				<span class="muted">${officeName(office)}</span><span class="muted">${t('rep.id', { id: report.report ?? item?.report })}</span></p></div>
		${(report.due_at ?? item?.due_at) && html`<${Due} at=${report.due_at ?? item.due_at} now=${now} />`}
		<${IconButton} icon="back" class="prev" label=${`${t('rep.prev')} (k)`} onClick=${() => onStep(-1)} />
		<${IconButton} icon="chevron" label=${`${t('rep.next')} (j)`} onClick=${() => onStep(1)} /></header>`;
}

function Said({ report, item }) {
	const question = report.question;
	return html`<${Panel} title=${t('rep.text')} class="said" aside=${html`${t('rep.submitted')} ${moment(report.submitted_at ?? item?.submitted_at ?? 0)}
			${report.occurred_at && ` · ${t('rep.occurred')} ${day(report.occurred_at)}`}`}>
		<p class="text">${report.text}</p>
		${(report.added ?? []).map((a, i) => html`<p key=${i} class="text answer"><b>${t('rep.answer')}</b> ${a.text ?? a}</p>`)}
		${question && html`<p class="text asked"><b>${t('rep.question')}</b> ${question.text ?? question}</p>`}<//>`;
}

export function ReportScreen({ session, desk, report: id, go }) {
	const { rpc } = session;
	const { state: link, principal: me } = useLink(rpc);
	const data = useReport(rpc, id);
	const [merge, setMerge] = useState(null);		/* {other?} while the dialog is open */
	const now = session.now(useNow());
	const main = useRef(null);
	const item = desk.model.get(id);
	const report = data.value;
	const place = report?.office ? report : item;
	const office = place?.office_name ? { office: place.office, name: place.office_name } : place?.office;

	useEffect(() => {
		desk.current = id;
		desk.wantFocus = true;
		main.current?.focus({ preventScroll: true });
	}, [id]);
	useEffect(() => {
		if (!report)
			return;
		(report.offices ?? []).forEach((o) => desk.addOffice(o.office, o.name));
		if (office && officeName(office))
			desk.addOffice(officeId(office), officeName(office));
	}, [report]);

	const back = () => {
		desk.wantFocus = true;
		go('/queue');
	};
	const step = (by) => {
		const next = desk.after(id, by);
		if (next && next !== id)
			go(`/report/${encodeURIComponent(next)}`);
	};
	const decided = (verdict, until) => {
		desk.decided([id], verdict, until);
		if (session.prefs.next && desk.current)
			go(`/report/${encodeURIComponent(desk.current)}`);
		else
			go('/queue');
	};
	const unmerge = async () => {
		try {
			await rpc.call('review.unmerge', { key: newKey(), report: id });
			toast(t('merge.undone'));
			data.again();
		} catch (e) {
			toastError(e);
		}
	};
	useKeys(session, { j: () => step(1), k: () => step(-1), m: () => setMerge({}), Escape: back });

	const loaded = report && { report: id, ...report };
	return html`<article class="report" ref=${main} tabindex="-1" aria-busy=${data.busy ? 'true' : null}>
		${!report && html`<header class="rep-head"><${IconButton} icon="back" label=${t('rep.back')} onClick=${back} /><h1>${t('rep.id', { id })}</h1></header>`}
		<${Faces} data=${data} title=${data.error?.code === -32004 ? t('rep.missing') : t('queue.error')} lines=${10} />
		${report && html`<${Head} report=${loaded} item=${item} now=${now} office=${office} onBack=${back} onStep=${step} />
			<${Stale} data=${data} state=${link} />
			<div class="rep-grid">
				<div class="col see"><${Said} report=${loaded} item=${item} />
					<${PhotoPane} session=${session} photos=${report.photos ?? []} viewer=${me?.name ?? me?.id ?? ''} /></div>
				<div class="col where"><${ShopPanel} report=${loaded} now=${now} /><${MapPane} shop=${report.shop?.at ?? null} here=${report.at ?? null} /></div>
				<div class="col why-col"><${MatchPanel} match=${report.match} /><${ScorePanel} score=${report.score} /><${ReporterPanel} reporter=${report.reporter} />
					<${DuplicatesPanel} duplicates=${report.duplicates} merged=${report.merged_into} onCompare=${(other) => setMerge({ other })} onUnmerge=${unmerge} />
					<${StepsPanel} steps=${report.steps} /></div>
				<${ActionPane} session=${session} desk=${desk} report=${loaded} item=${item} me=${me} now=${now} onChanged=${data.again}
					onDecided=${decided} onMerge=${() => setMerge({})} onLeave=${back} /></div>
			${merge && html`<${MergeDialog} session=${session} report=${loaded} item=${item} other=${merge.other}
				onClose=${(done) => { setMerge(null); if (done) data.again(); }} />`}`}</article>`;
}
