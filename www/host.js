// Each button sends its value to the first figure; the list shows what that says.
const [figure, log] = [document.querySelector('#first'), document.querySelector('#log')];

document.querySelector('#asks').onsubmit = event => {
  event.preventDefault();
  const { type, ...fields } = JSON.parse(event.submitter.value);
  figure.send(type, fields);
};

for (const type of ['ready', 'moment', 'leader-changed', 'expectation-failed', 'resized', 'error']) {
  figure.addEventListener('zk-' + type, ({ data }) => {
    const { zkplay, ...said } = data;
    const line = Object.assign(document.createElement('li'), { textContent: JSON.stringify(said) });
    // One line for the moment, which changes all the time.
    if (type === 'moment' && log.lastChild?.dataset.type === type) log.lastChild.remove();
    line.dataset.type = type;
    log.append(line);
    log.scrollTop = log.scrollHeight;
  });
}
