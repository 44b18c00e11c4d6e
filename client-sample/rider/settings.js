/* Language, size, look; and leaving. */
import { html, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Choice } from '../shared/ui.js';

export function Page({ session }) {
	const [, again] = useState(0);
	const set = (change) => {
		session.setPrefs(change);
		again((n) => n + 1);
	};
	const leave = async () => {
		await session.rpc.signOut();
		location.replace('#/');
	};
	const p = session.prefs;
	return html`<section class="card stack">
		<${Choice} label=${t('settings.lang')} name="lang" value=${p.lang} onChange=${(lang) => set({ lang })} options=${[['zh-CN', '中文'], ['en', 'English']]} />
		<${Choice} label=${t('settings.size')} name="size" value=${p.size} onChange=${(size) => set({ size })} options=${[['normal', t('settings.normal')], ['large', t('settings.large')]]} />
		<${Choice} label=${t('settings.theme')} name="theme" value=${p.theme} onChange=${(theme) => set({ theme })}
			options=${[['auto', t('settings.auto')], ['light', t('settings.light')], ['dark', t('settings.dark')]]} /></section>
		${session.enrolled && html`<${Button} block onClick=${leave}>${t('settings.sign_out')}<//>`}`;
}
