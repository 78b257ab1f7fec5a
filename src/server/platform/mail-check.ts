/** Does the mail server take mail from us? Connects and logs in, sends nothing. */
import { createTransport } from 'nodemailer';

const PATIENCE_MS = 8_000;

export async function checkMail(smtpUrl: string): Promise<'ok' | 'refused' | 'certificate' | 'away'> {
	const url = new URL(smtpUrl);
	for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) url.searchParams.set(name, String(PATIENCE_MS));
	const transport = createTransport(url.href);
	try {
		await transport.verify();
		return 'ok';
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === 'EAUTH') return 'refused';
		return /certificate|altname/i.test(message) ? 'certificate' : 'away';
	} finally {
		transport.close();
	}
}
