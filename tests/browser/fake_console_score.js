/*
 * The filter's methods (score.cards, .release, .refuse, .health) in memory, with a month of plausible figures.
 */
import { DAY } from './fake_console_data.js';

const LANES = ['normal', 'priority', 'shielded'];

export function reportOf({ worse = false } = {}) {
	return {
		verdicts: 4210, held_out: 842, loss_v: [0.4312, worse ? 0.4488 : 0.4021], loss_m: [0.1873, 0.1711],
		harm: [['all', 3890, 12, 9], ['newcomer', 512, 4, 5], ['no_credit', 1730, 6, 6], ['rider', 95, 0, 0], ['crowd', 140, 0, 0]]
			.map(([group, n, before, after]) => ({ group, n, before, after })),
		shadow: { days: 90, reports: 5133, moved: LANES.flatMap((from, i) => LANES.map((to, k) => ({ from, to, n: i === k ? [3600, 900, 420][i] : [[0, 61, 22], [30, 0, 3], [88, 9, 0]][i][k] }))) },
	};
}

export function scoreMethods(world, Refusal) {
	const now = world.now();
	world.cards = [
		{ version: 3, state: 'draft', made_by: 'score fit', made_at: now - 2 * DAY, first_by: null, released_by: null, released_at: null, report: reportOf() },
		{ version: 2, state: 'released', made_by: 'score fit', made_at: now - 40 * DAY, first_by: 'admin1', released_by: 'auditor1', released_at: now - 39 * DAY, report: reportOf({ worse: true }) },
		{ version: 1, state: 'retired', made_by: 'setup', made_at: now - 200 * DAY, first_by: 'admin1', released_by: 'auditor1', released_at: now - 199 * DAY, report: {} },
	];
	const find = (version) => {
		const card = world.cards.find((c) => c.version === version);
		if (!card)
			throw new Refusal(-32004, 'score.not_found', '没有这张评分卡');
		return card;
	};
	return {
		'score.cards': () => ({ cards: world.cards.map((c) => ({ ...c })) }),
		'score.release'({ version }, who) {
			const card = find(version);
			if (card.state === 'draft' && !card.first_by) {
				card.first_by = who.login;
				return { state: 'draft' };
			}
			if (card.state === 'draft' && card.first_by === who.login)
				throw new Refusal(-32010, 'rule.two_people', '须由另一人确认发布');
			world.cards.filter((c) => c.state === 'released').forEach((c) => { c.state = 'retired'; });
			Object.assign(card, { state: 'released', released_by: who.login, released_at: world.now() });
			return { state: card.state };
		},
		'score.refuse'({ version }) {
			find(version).state = 'refused';
			return { state: 'refused' };
		},
		'score.health'({ from, to }) {
			const days = [];
			for (let at = from, i = 0; at <= to; at += DAY, i++) {
				const reports = 120 + (i * 37) % 60, shielded = 6 + (i * 13) % 9, drawn = i % 3 ? 1 : 0, newcomers = 40 + (i * 11) % 20;
				days.push({ at, reports, priority: Math.round(reports * 0.21), shielded, drawn, drawn_read: drawn, false_shielded: i % 11 === 4 ? drawn : 0,
					newcomers, newcomers_shielded: i % 4 ? 0 : 1, newcomers_wronged: i % 8 ? 0 : 1, severe: 5 + i % 4 });
			}
			const calibration = [-30, -20, -10, 0, 10, 20, 30].map((v, i) => ({ v, judged: [12, 40, 120, 260, 190, 80, 22][i], expected: 1 / (1 + Math.exp(-v / 10)), observed: [0.08, 0.14, 0.24, 0.53, 0.71, 0.9, 0.95][i] }));
			return { days, calibration };
		},
	};
}
