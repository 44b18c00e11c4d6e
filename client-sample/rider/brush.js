/* Blurs faces and badges with a finger, before a photo leaves the phone. */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { t } from '../shared/text.js';
import { Button, Dialog } from '../shared/ui.js';

const CELL = 24;	/* pixels of one mosaic stone */

function pixelate(ctx, x, y, radius) {
	const { width, height } = ctx.canvas;
	for (let cy = Math.floor((y - radius) / CELL) * CELL; cy < y + radius; cy += CELL) {
		for (let cx = Math.floor((x - radius) / CELL) * CELL; cx < x + radius; cx += CELL) {
			const w = Math.min(CELL, width - cx), h = Math.min(CELL, height - cy);
			if (cx < 0 || cy < 0 || w <= 0 || h <= 0)
				continue;
			const { data } = ctx.getImageData(cx, cy, w, h);
			const sum = [0, 0, 0];
			for (let i = 0; i < data.length; i += 4)
				sum.forEach((_, k) => { sum[k] += data[i + k]; });
			ctx.fillStyle = `rgb(${sum.map((s) => Math.round(s / (data.length / 4))).join(',')})`;
			ctx.fillRect(cx, cy, w, h);
		}
	}
}

/* canvas: of decodePhoto. onDone gets the same canvas, painted on. */
export function Brush({ canvas, onDone, onCancel }) {
	const host = useRef(null);
	const [touched, setTouched] = useState(false);
	useEffect(() => {
		const ctx = canvas.getContext('2d', { willReadFrequently: true });
		let down = false;
		const paint = (e) => {
			if (!down)
				return;
			const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
			pixelate(ctx, (e.clientX - box.left) * scale, (e.clientY - box.top) * scale, Math.max(36, canvas.width / 18));
			setTouched(true);
		};
		canvas.className = 'brush';
		canvas.onpointerdown = (e) => {
			down = true;
			paint(e);
		};
		canvas.onpointermove = paint;
		canvas.onpointerup = canvas.onpointerleave = () => { down = false; };
		host.current.replaceChildren(canvas);
	}, [canvas]);
	return html`<${Dialog} title=${t('brush.title')} onClose=${onCancel}><p class="small muted">${t('brush.more')}</p><div ref=${host}></div>
		<div class="actions"><${Button} onClick=${onCancel}>${t('action.cancel')}<//>
		<${Button} kind="primary" onClick=${() => onDone(canvas)}>${touched ? t('brush.done') : t('brush.none')}<//></div><//>`;
}
