// How far something is that is being made comes by itself; the button beside it does the same without this.
const timer = setInterval(async () => {
	try {
		const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
		if (!answer.ok) return;
		const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
		const [old, now] = [document.querySelector('[data-watch]'), fresh.querySelector('[data-watch]')];
		if (old && now && old.innerHTML !== now.innerHTML) {
			const held = old.contains(document.activeElement) ? document.activeElement : null;
			old.replaceWith(now);
			// Who stands in it with the keyboard goes on standing there.
			const link = held?.getAttribute('href');
			const same = held?.id ? document.getElementById(held.id) : link && [...now.querySelectorAll('a')].find((one) => one.getAttribute('href') === link);
			if (same) same.focus({ preventScroll: true });
		}
		if (!now?.querySelector('progress')) clearInterval(timer);
	} catch {
		// The line is down: it is asked again.
	}
}, 2000);
