/*
 * Line icons on a 24-pixel grid, drawn with the text's colour.
 *   <${Icon} name="camera" />
 */
import { html } from '../vendor/preact.js';

const paths = {
	alert: 'M12 8v5M12 16.5v.5M12 3 2.5 20h19L12 3z',
	back: 'M15 5l-7 7 7 7',
	bank: 'M4 9.5 12 4l8 5.5M5 20h14M7 10v7M12 10v7M17 10v7',
	camera: 'M4 8h3.2L9 5h6l1.8 3H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
	check: 'M5 12.5l4.5 4.5L19 7.5',
	chevron: 'M9 5l7 7-7 7',
	clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.2l3.5 2',
	close: 'M6 6l12 12M18 6L6 18',
	copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
	edit: 'M4 20l1-4L16 5l3 3L8 19l-4 1zM14 7l3 3',
	eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
	filter: 'M4 5h16l-6.2 7.5V19l-3.6-2v-4.5L4 5z',
	flag: 'M5 21V4M5 5h13l-2.5 4L18 13H5',
	gear: 'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM19.4 14l1.8 1.4-2 3.4-2.1-.9-2 1.2-.3 2.4h-3.9l-.3-2.4-2-1.2-2.2.9-2-3.4L6.2 14v-4L4.4 8.6l2-3.4 2.2.9 2-1.2.3-2.4h3.9l.3 2.4 2 1.2 2.1-.9 2 3.4L19.4 10z',
	gift: 'M4 11h16v10H4zM3 7h18v4H3zM12 7v14M12 7S10 2.5 7.5 3.5 8 7 12 7zM12 7s2-4.5 4.5-3.5S16 7 12 7z',
	image: 'M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01',
	list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
	lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
	phone: 'M8 2.5h8a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1zM11 18.5h2',
	pin: 'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
	plus: 'M12 5v14M5 12h14',
	receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2V3zM9 8h6M9 12h6',
	search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5',
	send: 'M4 12l16-8-5 16-3.5-6.5L4 12zM11.5 13.5L20 4',
	shield: 'M12 3l8 3v6c0 4.5-3.3 7.8-8 9-4.7-1.2-8-4.5-8-9V6l8-3zM8.5 12l2.5 2.5 4.5-5',
	shop: 'M4 10v10h16V10M3 9l2-5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 20v-6h4v6',
	user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.5-4 3.7-6 8-6s7.5 2 8 6',
};

export function Icon({ name, size = 24 }) {
	return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
		stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
		<path d=${paths[name]} /></svg>`;
}
