/*
 * What an officer has in front of them, kept while screens come and go: the
 * queue, the place in it, and decisions that can still be undone.
 */
import { toast, toastError } from '../shared/ui.js';
import { t } from '../shared/text.js';
import { QueueModel } from './queue_model.js';
import { filterOf } from './queue.js';

const UNDO_MS = 5000;

export function openDesk(session) {
	const watchers = new Set();
	const tell = () => watchers.forEach((fn) => fn());
	const offices = new Map();		/* of the leads seen so far: for the filter */
	let everyOffice = null;			/* a promise of all of them, asked for once */
	const desk = {
		model: new QueueModel(session.rpc, () => {
			desk.model.offices().forEach(([id, name]) => offices.set(id, name));
			tell();
		}),
		view: { view: 'open', office: null, state: null },
		place: { top: 0 },	/* of the list */
		current: null,		/* the report that has, or gets, the focus */
		wantFocus: false,
		order: [],		/* reports as the list shows them */
		intent: null,		/* a key pressed in the list, carried into the report */
		undo: null,		/* {reports, verdict, until} */
		watch, openView, after, decided, undoNow, offices: () => [...offices].sort((a, b) => a[1].localeCompare(b[1], 'zh')),
		addOffice: (id, name) => offices.set(id, name), allOffices,
	};

	function allOffices() {
		everyOffice ??= session.rpc.call('office.list').then((r) => r.offices, (e) => {
			everyOffice = null;
			throw e;
		});
		return everyOffice;
	}

	function watch(fn) {
		watchers.add(fn);
		return () => watchers.delete(fn);
	}

	function openView(view) {
		desk.view = view;
		desk.place = { top: 0 };
		desk.current = null;
		desk.model.open(filterOf(view));
	}

	/* The lead below this one, or above at the end. */
	function after(report, by = 1) {
		const at = desk.order.indexOf(report);
		if (at < 0)
			return desk.order[0] === report ? null : desk.order[0] ?? null;
		return desk.order[at + by] ?? (by === 1 ? desk.order[at - 1] : null) ?? null;
	}

	/* A decision was made: the next lead gets the focus, and it can be undone for a moment. */
	function decided(reports, verdict, undoUntil) {
		const gone = new Set(reports);
		const at = desk.order.findIndex((id) => gone.has(id));
		const rest = [...desk.order.slice(Math.max(0, at)), ...desk.order.slice(0, Math.max(0, at)).reverse()];
		desk.current = rest.find((id) => !gone.has(id)) ?? null;
		desk.wantFocus = true;
		const left = Math.min(UNDO_MS, Math.max(0, undoUntil - session.now()));
		const mine = { reports, verdict, until: Date.now() + left };
		desk.undo = mine;
		tell();
		setTimeout(() => {
			if (desk.undo === mine) {
				desk.undo = null;
				tell();
			}
		}, left);
	}

	async function undoNow() {
		const { undo } = desk;
		if (!undo)
			return false;
		desk.undo = null;
		tell();
		const answers = await Promise.allSettled(undo.reports.map((report) => session.rpc.call('review.undo', { report })));
		const failed = answers.find((a) => a.status === 'rejected');
		if (failed)
			toastError(failed.reason);
		else
			toast(t('undo.done'));
		desk.current = undo.reports[0];
		desk.wantFocus = true;
		undo.reports.forEach((id) => desk.model.hint(id));
		tell();
		return true;
	}

	return desk;
}
