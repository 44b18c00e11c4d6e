/*
 * Where the shop is registered and where the report says it happened. District
 * outlines always; map tiles on top of nothing when the operator configured
 * them. Leaflet comes with the first map.
 *
 * The map is drawn in the datum of its ground: GCJ-02 for the outlines and for
 * Chinese tiles. Points are converted before they are drawn.
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { metres, t, tv } from '../shared/text.js';
import { loadConfig } from '../shared/config.js';
import { distanceM, toDatum } from '../shared/datum.js';
import { Skeleton } from '../shared/ui.js';

const CITY = [[25.95, 119.15], [26.2, 119.5]];

let ground = null;

function stylesheet(href) {
	const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
	const loaded = new Promise((resolve) => { link.onload = link.onerror = resolve; });
	document.head.append(link);
	return loaded;
}

function loadGround() {
	ground ??= Promise.all([import('../vendor/leaflet.js'), fetch('districts.json').then((r) => r.json()), loadConfig(),
		stylesheet('../vendor/leaflet.css')]).catch((e) => {
		ground = null;
		throw e;
	});
	return ground;
}

const place = (point, datum) => {
	const p = toDatum(point, datum);
	return [p.lat, p.lng];
};

function moved(feature, datum) {
	if (datum === 'gcj02')
		return feature;
	const ring = (r) => r.map(([lng, lat]) => {
		const p = toDatum({ lat, lng, datum: 'gcj02' }, datum);
		return [p.lng, p.lat];
	});
	return { ...feature, geometry: { ...feature.geometry, coordinates: feature.geometry.coordinates.map((polygon) => polygon.map(ring)) } };
}

function build(box, L, outlines, config, shop, here) {
	const datum = config.tiles ? config.tiles_datum || 'gcj02' : 'gcj02';
	const map = L.map(box, { attributionControl: false, zoomControl: true, zoomSnap: 0.5, keyboard: true, scrollWheelZoom: true });
	/* A view comes first: layers are clipped to it when they are added. */
	const spots = [shop, here].filter(Boolean).map((p) => place(p, datum));
	if (spots.length)
		map.fitBounds(L.latLngBounds(spots).pad(0.4), { maxZoom: config.tiles ? 17 : 11 });
	else
		map.fitBounds(CITY);
	if (config.tiles)
		L.tileLayer(config.tiles, { maxZoom: 18 }).addTo(map);
	L.geoJSON(outlines.features.map((f) => moved(f, datum)), {
		interactive: false, style: { className: 'district' },
		onEachFeature: (f, layer) => layer.bindTooltip(tv('area', f.properties.code), { permanent: true, direction: 'center', className: 'district-name' }),
	}).addTo(map);
	if (here) {
		const at = place(here, datum);
		L.circle(at, { radius: Math.max(here.accuracy_m ?? 60, 60), className: 'spot-area', interactive: false }).addTo(map);
		L.circleMarker(at, { radius: 6, className: 'spot here', interactive: false }).addTo(map);
	}
	if (shop) {
		const at = place(shop, datum);
		L.circleMarker(at, { radius: 8, className: 'spot shop', interactive: false }).addTo(map);
	}
	return map;
}

export function MapPane({ shop, here }) {
	const box = useRef(null);
	const [state, setState] = useState('loading');
	const [tiles, setTiles] = useState(false);
	useEffect(() => {
		let map = null, gone = false, watch;
		loadGround().then(([L, outlines, config]) => {
			if (gone)
				return;
			map = build(box.current, L, outlines, config, shop, here);
			watch = new ResizeObserver(() => map.invalidateSize({ animate: false }));
			watch.observe(box.current);
			setTiles(!!config.tiles);
			setState('ready');
		}, () => !gone && setState('failed'));
		return () => {
			gone = true;
			watch?.disconnect();
			map?.remove();
		};
	}, [JSON.stringify([shop, here])]);
	const apart = shop && here ? distanceM(toDatum(shop, 'wgs84'), toDatum(here, 'wgs84')) : null;
	const coarse = (here?.accuracy_m ?? 0) > 1000;
	return html`<figure class="map"><div ref=${box} class="ground" role="group" aria-label=${t('map.label')}></div>
		${state === 'loading' && html`<div class="center"><${Skeleton} lines=${2} /></div>`}
		<figcaption class="legend">${shop && html`<span><i class="dot shop"></i>${t('map.shop')}</span>`}
			${here && html`<span><i class="dot here"></i>${coarse ? t('map.area') : t('map.here')}</span>`}
			${apart !== null && !coarse && html`<span>${t('map.distance', { m: metres(apart) })}</span>`}
			${!shop && !here && html`<span>${t('map.none')}</span>`}${state === 'ready' && !tiles && html`<span class="muted">${t('map.offline')}</span>`}</figcaption></figure>`;
}
