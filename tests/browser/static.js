/*
 * Serves client-sample/ as the gateway does: same paths, types and security
 * headers, so that a page that works here keeps the CSP there.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../client-sample');
const folders = ['citizen', 'rider', 'console', 'shared', 'vendor'];
const types = {
	'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.webmanifest': 'application/manifest+json',
};

export const securityHeaders = {
	'Content-Security-Policy': "default-src 'self'; img-src 'self' blob: data:",
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Cache-Control': 'no-cache',
};

export function serveStatic(req, res) {
	let path = normalize(new URL(req.url, 'http://x').pathname);
	if (path === '/') {
		res.writeHead(302, { Location: '/citizen/' }).end();
		return;
	}
	if (path.endsWith('/'))
		path += 'index.html';
	const file = join(root, path);
	if (!folders.includes(path.split('/')[1]) || !existsSync(file) || !statSync(file).isFile()) {
		res.writeHead(404, securityHeaders).end();
		return;
	}
	res.writeHead(200, { ...securityHeaders, 'Content-Type': types[extname(file)] || 'application/octet-stream',
			     'Content-Encoding': 'gzip' });
	createReadStream(file).pipe(createGzip()).pipe(res);
}
