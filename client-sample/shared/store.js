/*
 * What must survive a killed page, in IndexedDB: drafts with their photos, and
 * messages that wait to be sent. Every app has a database of its own name.
 *
 *   const store = openStore('citizen');
 *   await store.put('draft', 'current', { text, photos: [{ blob, … }] });
 *   await store.get('draft', 'current'); await store.del('draft', 'current');
 *   await store.all('outbox');               in order of id: [{id, value}]
 *   await store.wipe();                       deletes the whole database
 *
 * Shelves: draft, outbox, kv. Where IndexedDB is forbidden (some private
 * windows), the same calls work in memory for as long as the page lives.
 */
const SHELVES = ['draft', 'outbox', 'kv'];

function inMemory() {
	const shelves = Object.fromEntries(SHELVES.map((s) => [s, new Map()]));
	return {
		durable: false,
		get: async (shelf, id) => shelves[shelf].get(id),
		put: async (shelf, id, value) => void shelves[shelf].set(id, value),
		del: async (shelf, id) => void shelves[shelf].delete(id),
		all: async (shelf) => [...shelves[shelf]].map(([id, value]) => ({ id, value })),
		wipe: async () => SHELVES.forEach((s) => shelves[s].clear()),
	};
}

function inDatabase(db, name, deleteDB) {
	return {
		durable: true,
		get: (shelf, id) => db.get(shelf, id),
		put: (shelf, id, value) => db.put(shelf, value, id),
		del: (shelf, id) => db.delete(shelf, id),
		async all(shelf) {
			const tx = db.transaction(shelf);
			const [ids, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
			return ids.map((id, i) => ({ id, value: values[i] }));
		},
		async wipe() {
			db.close();
			await deleteDB(name);
		},
	};
}

export function openStore(app) {
	const name = `ezhili-${app}`;
	/* Loaded beside the page, so that the first paint does not wait for it. */
	const ready = import('../vendor/idb.js').then(async ({ openDB, deleteDB }) => inDatabase(await openDB(name, 1, {
		upgrade: (db) => SHELVES.forEach((s) => db.createObjectStore(s)),
	}), name, deleteDB)).catch(() => inMemory());
	const later = (method) => async (...args) => (await ready)[method](...args);
	return { ready, get: later('get'), put: later('put'), del: later('del'), all: later('all'), wipe: later('wipe') };
}
