/* A picture from a blob. */
import { html, useEffect, useMemo } from '../vendor/preact.js';

/* An object URL for as long as the picture is on the page. */
export function Thumb({ blob, alt }) {
	const url = useMemo(() => URL.createObjectURL(blob), [blob]);
	useEffect(() => () => URL.revokeObjectURL(url), [url]);
	return html`<img class="thumb" src=${url} alt=${alt} />`;
}
