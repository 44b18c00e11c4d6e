/*
 * The photos of a report: zoom, rotate and pan by keyboard, mouse or fingers,
 * a blur for what nobody wants to see large, and the viewer's watermark.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { moment, t } from '../shared/text.js';
import { Skeleton } from '../shared/ui.js';
import { useKeys } from './keys.js';
import { usePrefs } from './session.js';
import { bitmapOf, drawPhoto } from './photo_image.js';

const STEP = 1.3, MOST = 12, PAN_PX = 60;
const START = { zoom: 1, angle: 0, x: 0, y: 0 };

const limit = (zoom) => Math.min(MOST, Math.max(1, zoom));

function scaled(view, by) {
	const zoom = limit(view.zoom * by);
	const k = zoom / view.zoom;
	return zoom === 1 ? { ...view, zoom, x: 0, y: 0 } : { ...view, zoom, x: view.x * k, y: view.y * k };
}

/* Fits the turned picture into the stage; zoom 1 shows all of it. */
function transformOf(view, size, stage) {
	const turned = view.angle % 180 !== 0;
	const [w, h] = turned ? [size.height, size.width] : [size.width, size.height];
	const fit = Math.min(stage.width / w, stage.height / h, 1.5) || 1;
	return `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${view.angle}deg) scale(${fit * view.zoom})`;
}

/* Drag pans, two fingers zoom, the wheel zooms. */
function usePointers(setView) {
	const points = useRef(new Map());
	const spread = () => {
		const [a, b] = [...points.current.values()];
		return Math.hypot(a.x - b.x, a.y - b.y);
	};
	return {
		onPointerDown(e) {
			e.currentTarget.setPointerCapture(e.pointerId);
			points.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
		},
		onPointerMove(e) {
			const was = points.current.get(e.pointerId);
			if (!was)
				return;
			const two = points.current.size === 2;
			const before = two ? spread() : 0;
			points.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
			if (two)
				setView((v) => scaled(v, spread() / Math.max(1, before)));
			else
				setView((v) => v.zoom > 1 ? { ...v, x: v.x + e.clientX - was.x, y: v.y + e.clientY - was.y } : v);
		},
		onPointerUp: (e) => points.current.delete(e.pointerId),
		onPointerCancel: (e) => points.current.delete(e.pointerId),
		onWheel(e) {
			e.preventDefault();
			setView((v) => scaled(v, e.deltaY < 0 ? 1.15 : 1 / 1.15));
		},
	};
}

function Stage({ photo, index, mark, view, setView, blurred }) {
	const stage = useRef(null), canvas = useRef(null);
	const [size, setSize] = useState(null);
	const [room, setRoom] = useState({ width: 1, height: 1 });
	const [failed, setFailed] = useState(false);
	const pointers = usePointers(setView);

	useEffect(() => {
		let gone = false;
		setFailed(false);
		bitmapOf(photo).then((bitmap) => {
			if (gone)
				return;
			drawPhoto(canvas.current, bitmap, mark);
			setSize({ width: bitmap.width, height: bitmap.height });
		}, () => !gone && setFailed(true));
		return () => { gone = true; };
	}, [photo.photo]);

	useEffect(() => {
		const watch = new ResizeObserver(([e]) => setRoom({ width: e.contentRect.width, height: e.contentRect.height }));
		watch.observe(stage.current);
		return () => watch.disconnect();
	}, []);

	const pan = (x, y) => setView((v) => v.zoom > 1 ? { ...v, x: v.x + x, y: v.y + y } : v);
	const arrows = { ArrowLeft: [PAN_PX, 0], ArrowRight: [-PAN_PX, 0], ArrowUp: [0, PAN_PX], ArrowDown: [0, -PAN_PX] };
	return html`<div ref=${stage} class="stage ${blurred ? 'blurred' : ''} ${view.zoom > 1 ? 'zoomed' : ''}" tabindex="0" role="group" aria-label=${t('photo.keys')}
		...${pointers} onKeyDown=${(e) => arrows[e.key] && !e.ctrlKey && (e.preventDefault(), pan(...arrows[e.key]))}>
		<canvas ref=${canvas} role="img" aria-label=${t('photo.alt', { i: index + 1 })} hidden=${!size}
			style=${{ transform: size ? transformOf(view, size, room) : '' }}></canvas>
		${failed ? html`<p class="center muted" role="alert">${t('photo.failed')}</p>` : !size && html`<div class="center"><${Skeleton} lines=${1} /></div>`}</div>`;
}

function Tool({ label, text, onClick, pressed }) {
	return html`<button type="button" class="tool" aria-label=${label} title=${label} aria-pressed=${pressed ?? null} onClick=${onClick}>${text}</button>`;
}

export function PhotoPane({ session, photos, viewer }) {
	const prefs = usePrefs(session);
	const [index, setIndex] = useState(0);
	const [view, setView] = useState(START);
	const [mark] = useState(() => `${viewer} ${moment(session.now())}`);
	const at = Math.min(index, photos.length - 1);
	const photo = photos[at];

	const turn = (by) => setView((v) => ({ ...v, angle: v.angle + by }));
	const zoom = (by) => setView((v) => scaled(v, by));
	const blur = () => session.set({ blur: !prefs.blur });
	const choose = (i) => {
		setIndex((i + photos.length) % photos.length);
		setView(START);
	};
	useEffect(() => {
		/* The neighbour is ready before it is asked for. */
		if (photos[at + 1])
			bitmapOf(photos[at + 1]).catch(() => {});
	}, [at]);
	useKeys(session, {
		'+': () => zoom(STEP), '=': () => zoom(STEP), '-': () => zoom(1 / STEP), '[': () => turn(-90), ']': () => turn(90),
		0: () => setView(START), b: blur, ',': () => choose(at - 1), '.': () => choose(at + 1),
	}, { on: photos.length > 0 });

	if (!photo)
		return html`<div class="stage none"><p class="center muted">${t('rep.nophotos')}</p></div>`;
	return html`<div class="photo">
		<${Stage} key=${photo.photo} photo=${photo} index=${at} mark=${mark} view=${view} setView=${setView} blurred=${prefs.blur} />
		<div class="tools" role="toolbar" aria-label=${t('rep.photos')}>
			<${Tool} label=${t('photo.zoomin')} text="+" onClick=${() => zoom(STEP)} /><${Tool} label=${t('photo.zoomout')} text="−" onClick=${() => zoom(1 / STEP)} />
			<${Tool} label=${t('photo.rotateleft')} text="⟲" onClick=${() => turn(-90)} /><${Tool} label=${t('photo.rotate')} text="⟳" onClick=${() => turn(90)} />
			<${Tool} label=${t('photo.reset')} text="⊙" onClick=${() => setView(START)} />
			<${Tool} label=${prefs.blur ? t('photo.unblur') : t('photo.blur')} text="◐" pressed=${prefs.blur} onClick=${blur} />
			${photos.length > 1 && html`<span class="thumbs" role="group" aria-label=${t('photo.list')}>${photos.map((p, i) => html`<button key=${p.photo} type="button"
				class="thumb ${prefs.blur ? 'blurred' : ''}" aria-current=${i === at ? 'true' : null} aria-label=${t('photo.n', { i: i + 1, n: photos.length })}
				onClick=${() => choose(i)}><img src=${p.thumb ?? p.url} alt="" width="40" height="40" /></button>`)}</span>`}</div></div>`;
}
