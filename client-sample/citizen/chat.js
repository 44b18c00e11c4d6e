/*
 * The conversation: what was said, what is being written (the draft) and what
 * waits to be sent. Draft and waiting messages are in IndexedDB, so that a
 * killed page loses neither; every waiting message has its key from the start,
 * so that however often it is sent the server does it once.
 *
 * entry   {id, from: 'bot'|'me', at, text, icon?, photos?, quick?, cards?,
 *          status?: 'waiting'|'sending'|'sent'|'failed', error?}
 * message {id, key, payload: {text?|value?|location?}, photos?: [photo]}
 * photo   {id, blob, width, height, taken_at?, at?, photo? (once uploaded)}
 */
import { newKey } from '../shared/rpc.js';
import { errorText, t } from '../shared/text.js';
import { toastError } from '../shared/ui.js';

const KEPT_ENTRIES = 60;
const RETRY_MS = 2000;
const LOG = 'log', DRAFT = 'current';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Chat {
	constructor(session) {
		this.session = session;
		this.store = session.store;
		this.entries = [];
		this.queue = [];
		this.draft = { text: '', photos: [], sendTime: true, sendPlace: true };
		this.conv = null;
		this.progress = null;		/* {id (photo), offset, size} of the upload under way */
		this.loaded = false;
		this.watchers = new Set();
		this.restored = this.restore();
		session.rpc.on('chat.turn', ({ conv, turn }) => (!this.conv || conv === this.conv) && this.heard(turn));
		session.rpc.on('state', (state) => {
			this.changed();
			if (state === 'ready' && this.conv && this.lang !== session.rpc.lang)
				this.reopen();		/* the bot speaks the person's new language */
			else if (state === 'ready' && this.begun && !this.conv)
				this.begin();		/* the link broke while it was opening */
			this.drain();
		});
		session.rpc.on('stale', () => this.conv && this.reopen());
		session.rpc.on('principal', (p) => this.belongsTo(p));
	}

	watch(fn) {
		this.watchers.add(fn);
		return () => this.watchers.delete(fn);
	}

	changed() {
		this.watchers.forEach((fn) => fn());
	}

	async restore() {
		const [log, draft, waiting] = await Promise.all([
			this.store.get('kv', LOG), this.store.get('draft', DRAFT), this.store.all('outbox')]);
		if (log) {
			this.entries = log.entries;
			this.owner = log.owner;
		}
		if (draft)
			this.draft = { ...this.draft, ...draft };
		this.queue = waiting.map((w) => w.value);
		this.loaded = true;
		this.changed();
	}

	/* Another person's conversation is not shown. */
	async belongsTo(principal) {
		await this.restored;
		if (!principal) {
			this.conv = this.conv && this.close();
			return;
		}
		if (this.owner === principal.id)
			return;
		if (this.owner) {
			this.entries = this.entries.filter((e) => this.queue.some((m) => m.id === e.id));
			this.close();
			this.begin();
		}
		this.owner = principal.id;
		this.saved();
	}

	saved() {
		this.changed();
		this.store.put('kv', LOG, { owner: this.owner, entries: this.entries.slice(-KEPT_ENTRIES) });
	}

	/* --- the draft --------------------------------------------------------- */

	setDraft(change) {
		this.draft = { ...this.draft, ...change };
		this.changed();
		return this.store.put('draft', DRAFT, this.draft);
	}

	/* Adds chosen files; answers how many were refused. */
	async addPhotos(files, max) {
		const { preparePhoto } = await import('../shared/photo.js');
		let refused = 0;
		for (const file of files) {
			try {
				if (this.draft.photos.length >= max)
					throw new Error('photo.too_many');
				const photo = { id: newKey(), ...await preparePhoto(file) };
				await this.setDraft({ photos: [...this.draft.photos, photo] });
			} catch (e) {
				refused++;
				toastError(e);
			}
		}
		return refused;
	}

	removePhoto(id) {
		return this.setDraft({ photos: this.draft.photos.filter((p) => p.id !== id) });
	}

	/* Photos go first: what they know helps to find the shop. */
	async sendDraft() {
		const { text, photos, sendTime, sendPlace } = this.draft;
		if (photos.length) {
			const sent = photos.map((p) => ({ ...p, taken_at: sendTime ? p.taken_at : undefined, at: sendPlace ? p.at : undefined }));
			await this.post({}, { text: '', photos: sent });
		}
		if (text.trim())
			await this.post({ text: text.trim() }, { text: text.trim() });
		await this.setDraft({ text: '', photos: [], sendTime: true, sendPlace: true });
	}

	/* --- saying ------------------------------------------------------------ */

	/* What a tap answers, and how the log shows it. */
	answer(value, label) {
		return this.post({ value }, { text: label });
	}

	async post(payload, { text, photos, icon }) {
		const id = `${String(Date.now()).padStart(15, '0')}-${newKey()}`;
		const message = { id, key: newKey(), payload, photos };
		await this.store.put('outbox', id, message);
		this.queue.push(message);
		this.entries.push({ id, from: 'me', at: Date.now(), text, icon, status: 'waiting',
				    photos: photos?.map(({ id: photo, blob }) => ({ id: photo, blob })) });
		this.saved();
		this.drain();
	}

	async retry(entry) {
		const message = await this.store.get('kv', `failed-${entry.id}`);
		if (!message)
			return;
		await this.store.del('kv', `failed-${entry.id}`);
		this.entries = this.entries.filter((e) => e.id !== entry.id);
		/* Uploaded again: what went wrong may be that the server no longer has them. */
		const photos = message.photos?.map(({ photo, ...rest }) => rest);
		await this.post(message.payload, { text: entry.text, photos, icon: entry.icon });
	}

	/* One sender at a time, in order. */
	async drain() {
		await this.restored;
		if (this.draining || !this.queue.length || !this.session.agreed)
			return;
		this.draining = true;
		try {
			while (this.queue.length && await this.deliver(this.queue[0]));
		} finally {
			this.draining = false;
			this.changed();
		}
	}

	mark(message, change) {
		const entry = this.entries.find((e) => e.id === message.id);
		if (entry)
			Object.assign(entry, change);
		this.saved();
	}

	async settled(message) {
		this.queue = this.queue.filter((m) => m !== message);
		await this.store.del('outbox', message.id);
	}

	/* True when the next one may be tried. */
	async deliver(message) {
		if (this.session.rpc.state !== 'ready')
			return false;		/* the link's return drains again */
		this.mark(message, { status: 'sending' });
		try {
			await this.open();
			const params = { ...message.payload };
			if (message.photos)
				params.photos = await this.upload(message);
			const { turn } = await this.session.rpc.call('chat.say',
				{ key: message.key, conv: this.conv, ...params }, { wait_ms: 60000 });
			await this.settled(message);
			this.mark(message, { status: 'sent' });
			this.heard(turn);
			return true;
		} catch (e) {
			return this.failed(message, e);
		}
	}

	async failed(message, e) {
		if (e.code === -32004 && !message.reopened) {
			/* The conversation is over on the server: begin another. */
			Object.assign(message, { reopened: true, key: newKey() });
			await this.store.put('outbox', message.id, message);
			this.close();
			return true;
		}
		if (e.code === 0 || e.retriable || e.type === 'auth.expired' || e.type === 'auth.needed') {
			this.mark(message, { status: 'waiting' });
			await pause(Math.max(RETRY_MS, e.retry_after_ms ?? 0));
			return true;
		}
		await this.store.put('kv', `failed-${message.id}`, message);
		await this.settled(message);
		this.mark(message, { status: 'failed', error: errorText(e) });
		return true;
	}

	async upload(message) {
		const { uploadPhoto } = await import('../shared/upload.js');
		for (const photo of message.photos.filter((p) => !p.photo)) {
			const done = await uploadPhoto(this.session.rpc, photo.blob, {
				taken_at: photo.taken_at, at: photo.at,
				onProgress: (offset, size) => {
					this.progress = { id: photo.id, offset, size };
					this.changed();
				},
			});
			photo.photo = done.photo;
			await this.store.put('outbox', message.id, message);
		}
		this.progress = null;
		return message.photos.map((p) => p.photo);
	}

	/* --- hearing ----------------------------------------------------------- */

	/* Once the rules are agreed to: greets, and sends what waited for that. */
	begin() {
		if (!this.session.agreed)
			return;
		this.begun = true;
		this.open().then(() => this.drain(), (e) => e.retriable || toastError(e));
	}

	close() {
		this.conv = null;
		this.opening = null;
		return null;
	}

	reopen() {
		this.opening = null;
		this.open().catch(() => {});
	}

	/* Opens the conversation once. */
	open() {
		this.opening ??= this.reallyOpen().catch((e) => {
			this.opening = null;
			throw e;
		});
		return this.opening;
	}

	async reallyOpen() {
		await this.restored;
		await this.session.enter();
		const { conv, turn } = await this.session.rpc.call('chat.open');
		this.conv = conv;
		this.lang = this.session.rpc.lang;
		this.heard(turn);
	}

	heard(turn) {
		if (!turn || this.entries.some((e) => e.id === turn.id))
			return;
		/* The same question again, after a reload, is not news. */
		const last = this.entries.at(-1);
		const same = last?.from === 'bot' && last.text === turn.text && JSON.stringify(last.cards) === JSON.stringify(turn.cards ?? []);
		const entry = { id: turn.id, from: 'bot', at: same ? last.at : Date.now(), text: turn.text, quick: turn.quick ?? [], cards: turn.cards ?? [] };
		this.entries = [...(same ? this.entries.slice(0, -1) : this.entries), entry];
		this.saved();
	}

	/* The turn that may be answered: the last one, when nothing is under way. */
	get current() {
		const last = this.entries.at(-1);
		return last?.from === 'bot' && !this.queue.length ? last : null;
	}

	async forget() {
		this.entries = [];
		this.draft = { text: '', photos: [], sendTime: true, sendPlace: true };
		await Promise.all([this.store.del('kv', LOG), this.store.del('draft', DRAFT)]);
		this.close();
		this.changed();
	}
}

/* Where the phone is, as a point of the protocol. Rejects with a GeolocationPositionError. */
export function locate() {
	return new Promise((resolve, reject) => {
		if (!navigator.geolocation) {
			reject(Object.assign(new Error(t('location.none')), { code: 1 }));
			return;
		}
		navigator.geolocation.getCurrentPosition(
			({ coords: c }) => resolve({ lat: +c.latitude.toFixed(6), lng: +c.longitude.toFixed(6), datum: 'wgs84',
						      accuracy_m: Math.round(c.accuracy) }),
			reject, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
	});
}
