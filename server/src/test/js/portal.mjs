// Drives the portal's example client (portal-client.ts) and prints, a JSON line each, what it hears.
// Usage: node portal.mjs URL [USER TOKEN]   (with a token, every namespace is authenticated as the document shows)
// Commands on standard input, a JSON line each: {"subscribe": namespace, "event": name} prints {"told": name, "data"} through
// the client's own subscription; {"watch": namespace} connects and prints every event of the socket as {"ns", "event",
// "data"}; {"emit": namespace, "event": name, "data": {...}, "times": 1}; {"disconnect": namespace}; {"end": true}.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { transform } from 'sucrase';

const [url, user, token] = process.argv.slice(2);
const print = line => process.stdout.write(JSON.stringify(line) + '\n');

// The document names a port; the hub of a test has another.
const source = readFileSync('portal-client.ts', 'utf8').replaceAll('localhost:8000', new URL(url).host);
const module = `portal-client.${process.pid}.mjs`;
writeFileSync(module, transform(source, { transforms: ['typescript'] }).code);
const { WebSocketErrorHandler, authenticateOnConnect, wsManager } = await import(`./${module}`);
rmSync(module);
console.log = () => {};
console.error = () => {};
console.warn = () => {};

const watched = new Set();
function watch(namespace) {
  const socket = wsManager.connect(namespace);
  if (watched.has(namespace)) {
    return;
  }
  watched.add(namespace);
  if (token) {
    authenticateOnConnect(socket, () => token, () => user);
  }
  socket.on('connect', () => print({ ns: namespace, event: 'connect', data: null }));
  socket.on('connect_error', error => print({ ns: namespace, event: 'connect_error', data: error.message }));
  socket.on('disconnect', reason => print({ ns: namespace, event: 'disconnect', data: reason }));
  socket.on('error', error => WebSocketErrorHandler.handle(error, namespace));
  socket.onAny((event, data) => print({ ns: namespace, event, data }));
  socket.on('command', (data, ...rest) => rest.at(-1)({ success: true, result: { echoed: data.arguments } }));
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.watch) {
    watch(command.watch);
  } else if (command.subscribe) {
    wsManager.subscribe(command.subscribe, command.event, data =>
      print({ told: `${command.subscribe} ${command.event}`, data }));
  } else if (command.emit) {
    for (let i = 0; i < (command.times ?? 1); i++) wsManager.emit(command.emit, command.event, command.data);
  } else if (command.disconnect) {
    wsManager.disconnect(command.disconnect);
  } else if (command.end) {
    wsManager.disconnect();
    process.stdin.destroy();
    break;
  }
}
