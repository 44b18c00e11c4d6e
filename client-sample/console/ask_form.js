/* A question to the reporter; what is typed survives a closed form and a broken link. */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Field } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { useDraft } from './session.js';

export function AskForm({ session, report, onSubmit, onCancel }) {
	const [text, setText] = useDraft(session, `ask.${report}`);
	const [busy, setBusy] = useState(false);
	const box = useRef(null);
	useEffect(() => box.current.querySelector('textarea').focus(), []);
	const send = async () => {
		if (!text.trim() || busy)
			return;
		setBusy(true);
		await onSubmit(text.trim(), () => setText(''));
		setBusy(false);
	};
	useKeys(session, { 'ctrl+Enter': () => { send(); }, Escape: onCancel }, { within: box });
	return html`<div class="stack" ref=${box}><${Field} area rows="4" maxlength="1000" label=${t('act.ask.title')} hint=${t('act.ask.hint')} value=${text} onInput=${setText} />
		<div class="actions"><${Button} onClick=${onCancel}>${t('cancel')}<//>
			<${Button} kind="primary" busy=${busy} disabled=${!text.trim()} onClick=${send}>${t('act.ask.send')}<//></div></div>`;
}
