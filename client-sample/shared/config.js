/*
 * What the operator sets for the clients, from /config.json:
 *   root_key   base64, Ed25519: pins the sealing key (seal.js)
 *   tiles      URL template of map tiles, or "" for outlines only
 *   tiles_datum  datum of those tiles: wgs84 | gcj02 | bd09
 *   wechat_app_id  set when citizens can sign the claim with WeChat
 * Asked once a page; a missing file means an empty configuration.
 */
let pending = null;

export function loadConfig() {
	pending ??= fetch('/config.json', { cache: 'no-cache', credentials: 'omit' })
		.then((r) => r.ok ? r.json() : {})
		.catch(() => {
			pending = null;		/* offline: ask again next time */
			return {};
		});
	return pending;
}
