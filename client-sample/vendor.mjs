#!/usr/bin/env node
/*
 * Prepares client-sample/vendor/ from the locked npm packages, once, at
 * set-up: a strict CSP forbids inline import maps, so bare imports such as
 * "preact" are rewritten here into one file a library. Our own code is served
 * as it is written and never passes through this.
 *
 *   node vendor.mjs           install what is missing, then write vendor/
 *
 * It also writes a .gz beside every file of the clients: the gateway sends it to
 * whoever accepts it, and compresses nothing itself.
 *
 * Needs esbuild on the PATH (Debian: apt install esbuild) and npm. Running it
 * again takes well under a second.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const out = join(here, 'vendor');

/* file in vendor/ → the module that it is made of */
const bundles = {
	/* every page */
	'preact.js': `
		import { h } from 'preact';
		import htm from 'htm';
		export { h, render, Fragment, createRef } from 'preact';
		export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from 'preact/hooks';
		export const html = htm.bind(h);`,
	'idb.js': `export { openDB, deleteDB } from 'idb';`,
	/* with the first photo */
	'blake2b.js': `export { blake2b } from '@noble/hashes/blake2.js';`,
	/* with the first seal or signature */
	'noble.js': `
		export { x25519, ed25519 } from '@noble/curves/ed25519.js';
		export { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';`,
	/* the console, when a map or a chart opens */
	'leaflet.js': `export * from 'leaflet/dist/leaflet-src.esm.js';`,
	'uplot.js': `export { default } from 'uplot';`,
};

const copies = {
	'leaflet.css': 'leaflet/dist/leaflet.css',
	'uplot.css': 'uplot/dist/uPlot.min.css',
};

if (!existsSync(join(modules, '.package-lock.json')) ||
    statSync(join(modules, '.package-lock.json')).mtimeMs < statSync(join(here, 'package-lock.json')).mtimeMs)
	execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
		     { cwd: here, stdio: 'inherit' });

/* Written beside and renamed, so that a running server never serves half. */
const fresh = mkdtempSync(join(here, '.vendor-'));
for (const [name, source] of Object.entries(bundles)) {
	const entry = join(fresh, `entry-${name}`);
	writeFileSync(entry, source);
	execFileSync('esbuild', [entry, '--bundle', '--minify', '--format=esm', '--target=es2020',
				 '--legal-comments=eof', '--log-level=warning', `--outfile=${join(fresh, name)}`],
		     { cwd: here, stdio: 'inherit', env: { ...process.env, NODE_PATH: modules } });
	rmSync(entry);
}
for (const [name, from] of Object.entries(copies))
	copyFileSync(join(modules, from), join(fresh, name));
mkdirSync(join(fresh, 'images'));
for (const name of ['layers.png', 'layers-2x.png', 'marker-icon.png', 'marker-icon-2x.png', 'marker-shadow.png'])
	copyFileSync(join(modules, 'leaflet/dist/images', name), join(fresh, 'images', name));
chmodSync(fresh, 0o755);
rmSync(out, { recursive: true, force: true });
renameSync(fresh, out);

const folders = ['citizen', 'rider', 'console', 'shared', 'vendor'];
const texts = /\.(html|js|css|json|svg|webmanifest)$/;

function compress(dir) {
	for (const entry of readdirSync(dir, { withFileTypes: true })) {
		const path = join(dir, entry.name);
		if (entry.isDirectory())
			compress(path);
		else if (entry.name.endsWith('.gz') && !existsSync(path.slice(0, -3)))
			rmSync(path);
		else if (texts.test(entry.name))
			writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
	}
}

for (const folder of folders.map((f) => join(here, f)).filter(existsSync))
	compress(folder);
