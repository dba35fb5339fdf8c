// <zk-playground>: an ensemble in your page. host.html explains it.
{
const base = document.currentScript.src;
const file = name => new URL(name, base);
const make = (tag, it) => Object.assign(document.createElement(tag), it);

customElements.define('zk-playground', class extends HTMLElement {
	static observedAttributes = ['view', 'theme', 'lang'];
	root = this.attachShadow({ mode: 'open' });

	attributeChangedCallback(name, _, value) {
		this.frame && this.send('view', { [name]: value });
	}

	async send(type, more) {
		(await this.there).postMessage({ ...more, type, zkplay: 1 }, '*');
	}

	connectedCallback() {
		addEventListener('message', this);
		this.there = new Promise(it => this.arrive = it);
		const get = name => this.getAttribute(name) ?? '';
		const scenario = get('scenario'), load = get('load'), title = this.title || 'ZooKeeper Playground';
		const style = `grid-area:1/1;border:0;width:100%;height:${+get('height') || 380}px;`;
		const poster = this.poster = make('button', {
			style: style + 'padding:0;background:none;position:relative;cursor:pointer',
			ariaLabel: title,
			onclick: () => run(1),
		});
		poster.append(make('img', {
			style: 'position:absolute;inset:0;width:100%;height:100%;object-fit:contain',
			alt: '', onerror() { this.onerror = 0; this.src = file('poster.svg'); },
			src: get('poster') || file(/^[\w-]+$/.test(scenario) ? `posters/${scenario}.svg` : 'poster.svg'),
		}), make('b', {
			style: 'position:relative;padding:20px 24px;border-radius:9em;background:#235;color:#fff', textContent: '▶',
		}));
		this.style.display = 'grid';
		this.root.replaceChildren(poster);

		const run = clicked => {
			if (this.frame) return;
			const src = new URL(get('src') || file('index.html'), document.baseURI);
			const set = (name, value = get(name)) => value && src.searchParams.set(name, value);
			set('view', get('view') || 'stage timeline');
			set('theme'), set('height');
			set('lang', this.closest('[lang]')?.lang);
			set('autoplay', clicked || this.hasAttribute('autoplay'));
			const text = this.textContent.trim();
			if (text) this.send('load', { scenario: { text } });
			else if (scenario.includes('#')) src.hash = scenario.split('#')[1];
			else set('scenario');
			this.root.prepend(this.frame = make('iframe', { style, title, src }));
		};
		this.sight = new IntersectionObserver(all => all[0].isIntersecting && run(), { rootMargin: '200px' });
		if (load === 'now') run();
		else if (load !== 'click') this.sight.observe(this);
	}

	disconnectedCallback() {
		removeEventListener('message', this);
		this.sight.disconnect();
		this.frame = null;
	}

	handleEvent({ source, data }) {
		const { frame, poster } = this;
		if (source !== frame?.contentWindow || data?.zkplay !== 1) return;
		if (data.type === 'ready') {
			this.arrive(source);
			if (this.root.activeElement === poster) frame.focus({ preventScroll: true });
			poster.remove();
		}
		if (data.type === 'resized') frame.style.height = data.height + 'px';
		this.dispatchEvent(new MessageEvent('zk-' + data.type, { data }));
	}
});
}
