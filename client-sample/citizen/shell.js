/*
 * On a slow link the page's own markup stands seconds before its modules: its
 * composer already takes a sentence and photos. takeShell empties it for the
 * real one and answers a function that hands over what was written, chosen
 * and focused.
 */
const MAX_PHOTOS = 9;

export function takeShell(root, chat) {
	const field = root.querySelector('textarea');
	const inputs = [...root.querySelectorAll('input[type=file]')];
	const text = field?.value ?? '';
	const focused = field && document.activeElement === field;
	const add = (files) => files.length && chat.restored.then(() => chat.addPhotos(files, MAX_PHOTOS));

	/* A camera that is open while the markup changes still answers here. */
	inputs.forEach((input) => input.addEventListener('change', () => add([...input.files])));
	const chosen = inputs.flatMap((input) => [...input.files]);
	root.replaceChildren();
	return () => {
		add(chosen);
		if (text)
			chat.restored.then(() => chat.setDraft({ text }));
		if (focused)
			root.querySelector('.composer textarea')?.focus();
	};
}
