/*
 * Not our district: another office, and why. All offices are asked for once a
 * session; those of this report's district stand first.
 */
import { html, useEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { errorText, t } from '../shared/text.js';
import { Button, Field, Skeleton } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { useDraft } from './session.js';
import { officeId } from './words.js';

/* [{area, name, offices[]}], the own district first. */
function districtsOf(all, mine) {
	const home = all.find((o) => o.office === mine)?.area;
	const districts = new Map();
	for (const o of all) {
		if (o.office === mine)
			continue;
		if (!districts.has(o.area))
			districts.set(o.area, { area: o.area, name: o.area_name, offices: [] });
		districts.get(o.area).offices.push(o);
	}
	return [...districts.values()].sort((a, b) => (b.area === home) - (a.area === home) || a.area.localeCompare(b.area));
}

export function HandOverForm({ session, desk, report, mine, onSubmit, onCancel }) {
	const [all, setAll] = useState(null);
	const [error, setError] = useState(null);
	const [office, setOffice] = useState('');
	const [reason, setReason] = useDraft(session, `hand.${report}`);
	const [busy, setBusy] = useState(false);
	const box = useRef(null);
	const districts = useMemo(() => all ? districtsOf(all, officeId(mine)) : [], [all, mine]);

	const load = () => {
		setError(null);
		desk.allOffices().then(setAll, setError);
	};
	useEffect(load, []);
	useEffect(() => box.current.querySelector('select')?.focus(), [all]);
	const send = async () => {
		if (!office || !reason.trim() || busy)
			return;
		setBusy(true);
		await onSubmit(office, reason.trim(), () => setReason(''));
		setBusy(false);
	};
	useKeys(session, { 'ctrl+Enter': () => { send(); }, Escape: onCancel }, { within: box });

	return html`<div class="stack hand-over" ref=${box}><h3>${t('hand.title')}</h3>
		${error ? html`<p class="notice bad small" role="alert">${errorText(error)} <button type="button" class="link" onClick=${load}>${t('retry')}</button></p>`
			: !all ? html`<${Skeleton} lines=${1} />`
			: districts.length === 0 ? html`<p class="muted">${t('hand.none')}</p>`
			: html`<label class="pick wide"><span>${t('hand.to')}</span><select name="office" value=${office} onChange=${(e) => setOffice(e.target.value)}>
				<option value="">${t('hand.pick')}</option>
				${districts.map((d) => html`<optgroup key=${d.area} label=${d.name}>${d.offices.map((o) => html`<option key=${o.office} value=${o.office}>${o.name}</option>`)}</optgroup>`)}</select></label>`}
		<${Field} area rows="3" maxlength="1000" label=${t('hand.reason')} value=${reason} onInput=${setReason} />
		<div class="actions"><${Button} onClick=${onCancel}>${t('cancel')}<//>
			<${Button} kind="primary" busy=${busy} disabled=${!office || !reason.trim()} onClick=${send}>${t('hand.go')}<//></div></div>`;
}
