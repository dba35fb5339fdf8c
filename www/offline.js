// Keeps the page on the device: has sw.js do it, tells the page when a newer version waits (zkplay-news), and changes to that when
// the reader asks (zkplay-renew), never by itself.
const TYPED = "zkplay.typed";
const fields = () => Array.from(document.querySelectorAll("input:not([type]), [type=text], [type=search], textarea"));
const name = it => it.getAttribute("aria-label") ?? it.labels[0]?.textContent ?? it.placeholder;

// What stood in fields is put back, as if it were typed again, as soon as they are there.
const restore = (typed, tries) => {
  for (const it of fields()) {
    const text = typed[name(it)];
    delete typed[name(it)];
    if (text && text !== it.value) {
      it.value = text;
      it.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }
  if (tries && Object.keys(typed).length) setTimeout(restore, 100, typed, tries - 1);
};
try {
  restore(JSON.parse(sessionStorage.getItem(TYPED) ?? "{}"), 50);
  sessionStorage.removeItem(TYPED);
} catch (error) {
  console.warn(error);
}

const begin = async () => {
  // Named here, since browsers load it and an icon at once, beside what the first view needs.
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: "manifest.webmanifest" }));
  // Forbidden here, or there is none: then the page is as it is.
  const container = navigator.serviceWorker;
  const registration = await container?.register("sw.js", { updateViaCache: "none" });
  if (!registration) return;
  const look = () => registration.waiting && container.controller && dispatchEvent(new Event("zkplay-news"));
  const follow = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", follow);
  follow();
  look();

  addEventListener("zkplay-renew", () => {
    const typed = fields().filter(it => it.value).map(it => [name(it), it.value]);
    if (typed.length) sessionStorage.setItem(TYPED, JSON.stringify(Object.fromEntries(typed)));
    const reload = () => location.reload();
    const { waiting } = registration;
    if (!waiting) return reload(); // another tab has already changed
    container.addEventListener("controllerchange", reload);
    waiting.postMessage("renew");
  });
};
const idle = window.requestIdleCallback ?? setTimeout;
idle(() => begin().catch(console.info), { timeout: 10_000 });
