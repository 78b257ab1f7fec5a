// Shows what the push service brings: who, about what. The rest is read in Préau.
self.addEventListener('push', (event) => {
	const { title, body, url, tag } = event.data.json();
	event.waitUntil(self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { url } }));
});
self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	// A path of ours, whatever was brought.
	const url = new URL(event.notification.data.url, self.location.origin);
	if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
