/** A web process without pages, to be killed: the composed app behind our HTTP server. `node upload-server.ts <database> <port>` */
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { createApi } from '#api';
import { composeApp } from '../../src/processes/compose.ts';
import { createWebServer } from '../../src/server/http/server.ts';

const [database = '', port = '0'] = process.argv.slice(2);
const config = loadConfig();
const app = composeApp(config, addresses(config, database), { process: 'web', connections: 4 });
const server = createWebServer({
	app,
	publicPages: null,
	api: createApi(app),
	pages: (_request, response) => {
		response.writeHead(404).end();
	}
});
server.listen(Number(port), '127.0.0.1', () => {
	process.stdout.write('ready\n');
});
