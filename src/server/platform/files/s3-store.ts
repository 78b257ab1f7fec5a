/**
 * Finished files in an S3-compatible object storage. Bytes have been acknowledged from the spool before they
 * come here (docs/adr/0005): while the storage is away they wait there. The SDK is loaded with the first use.
 */
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '../s3-config.ts';
import { placeOf, StoreAway, type FileStore } from './store.ts';

/** What is sent at once, and held in memory meanwhile: S3 wants 5 MiB at least and takes 10,000 parts. */
const PART_BYTES = 16 * 1024 * 1024;
/** How long somebody may begin a download whose right was just checked. Seconds. */
const ADDRESS_SECONDS = 60;
const CONNECT_MS = 3_000;
const SILENCE_MS = 30_000;

interface Storage {
	sdk: typeof import('@aws-sdk/client-s3');
	client: S3Client;
}

export interface S3Store extends FileStore {
	/** Can the bucket be had, and if not, whose fault is it? */
	check(): Promise<'ok' | 'no-bucket' | 'refused' | 'away'>;
	close(): Promise<void>;
}

export function createS3Store(config: S3Config, partBytes = PART_BYTES): S3Store {
	let opened: Promise<Storage> | null = null;
	let publicly: Promise<Storage> | null = null;
	const storage = () => (opened ??= openStorage(config, config.endpoint));
	const object = (key: string) => ({ Bucket: config.bucket, Key: placeOf(key) });

	async function size(key: string): Promise<number | null> {
		const { sdk, client } = await storage();
		try {
			return (await client.send(new sdk.HeadObjectCommand(object(key)))).ContentLength ?? null;
		} catch (error) {
			if (statusOf(error) === 404) return null;
			throw new StoreAway(error);
		}
	}

	async function putBytes(key: string, bytes: Buffer): Promise<void> {
		const { sdk, client } = await storage();
		await client.send(new sdk.PutObjectCommand({ ...object(key), Body: bytes, ContentLength: bytes.length })).catch(away);
	}

	async function putInParts(key: string, file: FileHandle, length: number): Promise<void> {
		const { sdk, client } = await storage();
		const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(object(key)));
		try {
			const parts: CompletedPart[] = [];
			for (let at = 0; at < length; at += partBytes) {
				const PartNumber = parts.length + 1;
				const Body = await piece(file, at, Math.min(partBytes, length - at));
				const { ETag } = await client.send(new sdk.UploadPartCommand({ ...object(key), UploadId, PartNumber, Body, ContentLength: Body.length }));
				parts.push({ PartNumber, ETag });
			}
			await client.send(new sdk.CompleteMultipartUploadCommand({ ...object(key), UploadId, MultipartUpload: { Parts: parts } }));
		} catch (error) {
			// Parts nobody completes cost money; what this misses, the bucket's own rule removes.
			await client.send(new sdk.AbortMultipartUploadCommand({ ...object(key), UploadId })).catch(() => undefined);
			throw error;
		}
	}

	return {
		size,
		putBytes,
		async put(key, from) {
			const { size: length } = await stat(from);
			if ((await size(key)) === length) return;
			const file = await open(from, 'r');
			try {
				if (length <= partBytes) await putBytes(key, await piece(file, 0, length));
				else await putInParts(key, file, length).catch(away);
			} finally {
				await file.close();
			}
			if ((await size(key)) !== length) throw new StoreAway(`${key} is not whole`);
		},
		async read(key, range) {
			const { sdk, client } = await storage();
			const Range = range && `bytes=${range.start}-${range.end}`;
			const { Body } = await client.send(new sdk.GetObjectCommand({ ...object(key), Range })).catch((error: unknown) => {
				throw statusOf(error) === 404 ? new Error(`the store lacks ${key}`, { cause: error }) : new StoreAway(error);
			});
			return Body as Readable;
		},
		async remove(key) {
			const { sdk, client } = await storage();
			await client.send(new sdk.DeleteObjectCommand(object(key))).catch(away);
		},
		async address(key, { disposition, type }) {
			if (config.publicEndpoint === null) return null;
			// Asked first: whoever follows an address finds the file, or a page of ours that says why not.
			if ((await size(key)) === null) throw new Error(`the store lacks ${key}`);
			const [{ getSignedUrl }, { sdk, client }] = await Promise.all([import('@aws-sdk/s3-request-presigner'), (publicly ??= openStorage(config, config.publicEndpoint))]);
			const asked = new sdk.GetObjectCommand({
				...object(key),
				ResponseContentDisposition: disposition,
				ResponseContentType: type,
				ResponseCacheControl: 'private, no-store'
			});
			return getSignedUrl(client, asked, { expiresIn: ADDRESS_SECONDS });
		},
		async check() {
			const { sdk, client } = await storage();
			try {
				await client.send(new sdk.HeadBucketCommand({ Bucket: config.bucket }));
				return 'ok';
			} catch (error) {
				const status = statusOf(error);
				if (status === 404) return 'no-bucket';
				return status === 401 || status === 403 ? 'refused' : 'away';
			}
		},
		async close() {
			(await opened)?.client.destroy();
			(await publicly)?.client.destroy();
		}
	};
}

async function openStorage({ region, keyId, secretKey }: S3Config, endpoint: string): Promise<Storage> {
	const sdk = await import('@aws-sdk/client-s3');
	const client = new sdk.S3Client({
		endpoint,
		region,
		credentials: { accessKeyId: keyId, secretAccessKey: secretKey },
		// What every S3-compatible storage understands: no bucket in the host name, no checksum of later years. The signature covers the bytes.
		forcePathStyle: true,
		requestChecksumCalculation: 'WHEN_REQUIRED',
		responseChecksumValidation: 'WHEN_REQUIRED',
		maxAttempts: 3,
		requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, throwOnRequestTimeout: true }
	});
	return { sdk, client };
}

async function piece(file: FileHandle, from: number, length: number): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(length);
	for (let read = 0; read < length;) {
		const { bytesRead } = await file.read(bytes, read, length - read, from + read);
		if (bytesRead === 0) throw new Error('the file ends before its end');
		read += bytesRead;
	}
	return bytes;
}

const statusOf = (error: unknown) => (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;

function away(error: unknown): never {
	throw new StoreAway(error);
}
