// All that the figures say, by their names.
window.said = { first: [], second: [] };
for (const [name, list] of Object.entries(said)) {
  for (const type of ['ready', 'moment', 'leader-changed', 'expectation-failed', 'resized', 'error']) {
    document.getElementById(name).addEventListener('zk-' + type, ({ data }) => list.push(data));
  }
}
// The last of a type that the first figure has said.
window.last = type => said.first.findLast(it => it.type === type);
