// The service worker. Before it the build writes FILES: what lies beside it, with a checksum each. What is kept is found by name and
// checksum, so that versions share what they have in common, and none ever gets a part of another.
const HOME = new URL("./", location).href;
const STORE = `zkplay ${HOME}`;
// Pictures for other pages: kept when they are asked for.
const LATER = /^posters\/|^card\.png$/;

const key = name => `${HOME}${name}?${FILES[name]}`;
const wanted = new Set(Object.keys(FILES).map(key));

// Some hosts lead from `index.html` to the folder, and an answer that was led on may not stand for a page.
const plain = answer => answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer;

// What the browser has of it already will do, unless it is another version's.
const load = name => {
  const ask = cache => fetch(HOME + name, { integrity: FILES[name], cache });
  return ask("default").catch(() => ask("reload"));
};

// Found, or loaded and kept.
const keep = async name => {
  const store = await caches.open(STORE);
  const kept = await store.match(key(name));
  if (kept) return kept;
  const answer = plain(await load(name));
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  await store.put(key(name), answer.clone());
  return answer;
};

// One after the other: there is no hurry.
const keepAll = async () => {
  for (const name of Object.keys(FILES)) if (!LATER.test(name)) await keep(name);
};

// What is of no version that runs or waits to run goes.
const tidy = async () => {
  if (registration.installing || registration.waiting) return;
  if ((await clients.matchAll({ type: "window", includeUncontrolled: true })).length) return;
  const store = await caches.open(STORE);
  for (const { url } of await store.keys()) if (!wanted.has(url)) await store.delete(url);
};

const answer = async (request, name) => {
  if (Object.hasOwn(FILES, name)) return keep(name);
  // Perhaps a page of an earlier version is still open and asks for a part of it.
  const store = await caches.open(STORE);
  return await store.match(HOME + name, { ignoreSearch: true }) ?? fetch(request);
};

oninstall = event => event.waitUntil(keepAll());
onactivate = event => event.waitUntil(clients.claim().then(tidy));
onmessage = ({ data }) => data === "renew" && skipWaiting();
onfetch = event => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(HOME)) return;
  const name = request.url.slice(HOME.length).split(/[?#]/)[0] || "index.html";
  event.respondWith(answer(request, name).catch(() => fetch(request)));
  if (request.mode === "navigate") event.waitUntil(tidy());
};
