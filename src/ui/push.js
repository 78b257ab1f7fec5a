// @ts-check
/** « Prévenir sur cet appareil »: asks the browser, then sends what it gave with the form of the page. */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-push]'));
const supported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
if (form) {
	const here = form;
	here.hidden = !supported;
	const without = /** @type {HTMLElement | null} */ (document.querySelector('[data-push-without]'));
	if (without) without.hidden = supported;
	const said = /** @type {HTMLElement} */ (here.querySelector('[data-said]'));
	here.addEventListener('submit', (event) => {
		if (here.dataset.ready) return;
		event.preventDefault();
		void subscribe(here).catch(() => {
			said.textContent = here.dataset.failed ?? '';
		});
	});

	/** @param {HTMLFormElement} form */
	async function subscribe(form) {
		if ((await Notification.requestPermission()) !== 'granted') {
			said.textContent = form.dataset.denied ?? '';
			return;
		}
		const registration = await navigator.serviceWorker.register('/prevenir.js');
		await navigator.serviceWorker.ready;
		const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push ?? '' });
		const { endpoint, keys } = subscription.toJSON();
		set('endpoint', endpoint);
		set('p256dh', keys?.p256dh);
		set('auth', keys?.auth);
		form.dataset.ready = 'yes';
		form.requestSubmit();
	}

	/** @param {string} name @param {string | undefined} value */
	function set(name, value) {
		const field = here.elements.namedItem(name);
		if (field instanceof HTMLInputElement) field.value = value ?? '';
	}
}
