// Many desktops on /ui that watch one project, keep what they hear in order, and come back by themselves.
// Usage: node crowd.mjs URL PROJECT_ID COUNT   (a third each on websocket, on polling, and upgrading)
// Commands on standard input, a word each: "cut" drops every connection; "report" prints
// {"report": [{offsets, recovered, afresh, dropped}]}; the end of input stops.
// Prints {"is":"watching"} once all watch, and {"is":"back"} each time all are connected again.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const [url, projectId, count] = process.argv.slice(2);
const modes = [['websocket'], ['polling'], ['polling', 'websocket']];
const print = line => process.stdout.write(JSON.stringify(line) + '\n');

const clients = Array.from({ length: Number(count) }, (_, i) => {
  const seen = { offsets: [], recovered: 0, afresh: 0, dropped: 0 };
  const socket = io(url + '/ui', {
    transports: modes[i % modes.length],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 300,
    timeout: 10000,
  });
  socket.onAny((event, ...args) => {
    if (event.includes(':')) seen.offsets.push(args[args.length - 1]);
  });
  socket.on('disconnect', () => seen.dropped++);
  return { socket, seen };
});

const watched = new Promise(resolve => {
  let left = clients.length;
  for (const { socket, seen } of clients) {
    let watching = false;
    socket.on('connect', () => {
      if (watching) {
        seen[socket.recovered ? 'recovered' : 'afresh']++;
        if (clients.every(client => client.socket.connected)) print({ is: 'back' });
        return;
      }
      watching = true;
      socket.emit('project:subscribe', { projectId }, answer => {
        if (!answer.success) throw new Error(JSON.stringify(answer));
        if (--left === 0) resolve();
      });
    });
  }
});

await watched;
print({ is: 'watching' });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'cut') {
    for (const { socket } of clients) socket.io.engine.close();
  } else if (line === 'report') {
    print({ report: clients.map(client => client.seen) });
  }
}
process.exit(0);
