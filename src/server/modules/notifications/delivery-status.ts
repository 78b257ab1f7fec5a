/**
 * Which addresses a delivery status notification (RFC 3464) gives up for good. Read line by line from the part
 * `message/delivery-status`, wherever it stands: servers wrap it in all sorts of envelopes.
 */

export interface FailedAddress {
	address: string;
	/** `5.1.1 …`: what the server said, without the address. */
	status: string;
}

export function failedAddresses(message: string): FailedAddress[] {
	const lines = message.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ');
	const start = /^content-type: *message\/delivery-status/im.exec(lines);
	if (!start) return [];
	const failed: FailedAddress[] = [];
	// Groups of fields, one for each recipient, parted by empty lines; the part ends with its boundary.
	const [part = ''] = lines.slice(start.index).split(/\n--[^\n]+/);
	for (const group of part.split(/\n\s*\n/)) {
		const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(group)?.[1]?.trim() ?? '';
		const address = /<?([^\s<>;]+@[^\s<>;]+)>?\s*$/.exec(field('final-recipient') || field('original-recipient'))?.[1];
		const status = field('status');
		// 4.x.x is « later », and « delayed » is not the end.
		if (!address || field('action').toLowerCase() !== 'failed' || !/^5\.\d+\.\d+/.test(status)) continue;
		failed.push({ address, status: `${status} ${field('diagnostic-code')}`.replaceAll(address, '…').trim().slice(0, 300) });
	}
	return failed;
}
