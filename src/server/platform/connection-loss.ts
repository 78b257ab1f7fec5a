/** Did the connection (rather than the statement) fail? The caller may answer 503 and the person try again. */
export function isConnectionLoss(error: unknown): boolean {
	const code = (error as { code?: string } | null)?.code ?? '';
	const message = (error as Error | null)?.message ?? '';
	return (
		['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '57P01', '57P02', '57P03', '08006', '08001', '08003', '53300'].includes(code) ||
		/Connection terminated|timeout exceeded when trying to connect|not queryable/.test(message)
	);
}
