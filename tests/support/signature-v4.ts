/** Is a request to S3 signed with this secret? AWS Signature Version 4, in a header or in the address; s3rver takes any. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
/** RFC 3986, as Signature Version 4 wants it. */
const encoded = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

export function isSigned(request: IncomingMessage, secret: string, now = new Date()): boolean {
	const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
	const header = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
	const inAddress = (name: string) => url.searchParams.get(`X-Amz-${name}`) ?? '';
	const [credential = '', signedHeaders = '', signature = ''] = header?.slice(1) ?? [inAddress('Credential'), inAddress('SignedHeaders'), inAddress('Signature')];
	const time = header ? String(request.headers['x-amz-date']) : inAddress('Date');
	const payload = header ? String(request.headers['x-amz-content-sha256']) : 'UNSIGNED-PAYLOAD';
	const signedAt = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
	const seconds = header ? 15 * 60 : Number(inAddress('Expires'));
	if (!(now.getTime() <= signedAt + seconds * 1000)) return false;

	const query = [...url.searchParams]
		.filter(([name]) => name !== 'X-Amz-Signature')
		.map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
		.sort()
		.join('&');
	const headers = signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
	const canonical = [request.method, url.pathname, query, headers.join(''), signedHeaders, payload].join('\n');
	const [, ...scope] = credential.split('/');
	const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), createHash('sha256').update(canonical).digest('hex')].join('\n');
	const key = scope.reduce<Buffer | string>((made, part) => hmac(made, part), `AWS4${secret}`);
	return hmac(key, toSign).toString('hex') === signature;
}
