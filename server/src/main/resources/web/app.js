// Boots the page: takes the token out of the address, then brings up the shell.

try {
  const { takeToken } = await import('./ui/login.js');
  takeToken();
  const { start } = await import('./shell.js');
  start(document.getElementById('app'));
} catch (failure) {
  sayNotFetched();
  throw failure;
}

// With nothing but what the browser has: whatever draws the page may be what did not come.
function sayNotFetched() {
  const made = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text, ...properties });
  const said = made('section', '', { className: 'empty' });
  said.setAttribute('role', 'alert');
  said.append(
    made('h2', 'The page could not be fetched.'),
    made('p', 'The network broke, or the hub was stopped or updated just now.'),
    made('button', 'Load it again', { className: 'button', onclick: () => location.reload() }));
  document.querySelector('#app main').replaceChildren(said);
}
