/*
 * Opens the app without a network: the page and its modules are answered from
 * the cache and renewed behind. Its scope is /citizen/ alone; the other apps
 * have none. Nothing that anybody wrote is ever cached here: messages go over
 * the WebSocket, photos of reports under /photo/ are left to the network.
 */
const CACHE = 'citizen-1';
const MINE = /^\/(citizen|shared|vendor)\//;

self.addEventListener('install', (event) => {
	event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => {
	event.waitUntil(caches.keys()
		.then((names) => Promise.all(names.filter((n) => n !== CACHE && n.startsWith('citizen-')).map((n) => caches.delete(n))))
		.then(() => self.clients.claim()));
});

/* Network first, so that a release is whole; the cache when there is no answer. */
async function answer(request) {
	const cache = await caches.open(CACHE);
	try {
		const response = await fetch(request);
		if (response.ok)
			cache.put(request, response.clone());
		return response;
	} catch (e) {
		const stored = await cache.match(request, { ignoreSearch: true });
		if (stored)
			return stored;
		throw e;
	}
}

self.addEventListener('fetch', (event) => {
	const url = new URL(event.request.url);
	if (event.request.method === 'GET' && url.origin === location.origin && MINE.test(url.pathname) && !url.pathname.endsWith('/sw.js'))
		event.respondWith(answer(event.request));
});

/*
 * What the page loaded before this worker stood: from the browser's own cache,
 * so that it is not fetched twice. What it will need later comes from the network.
 */
async function fill({ loaded, later }) {
	const cache = await caches.open(CACHE);
	const put = async (url, mode) => {
		const response = await fetch(url, { cache: mode });
		if (response.ok && MINE.test(new URL(response.url).pathname))
			await cache.put(url, response);
	};
	await Promise.allSettled([...loaded.map((url) => put(url, 'force-cache')), ...later.map((url) => put(url, 'default'))]);
}

self.addEventListener('message', (event) => {
	if (event.data?.loaded)
		event.waitUntil(fill(event.data));
});
