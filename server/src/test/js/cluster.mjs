// Clients of several hubs that are one: each is at one hub and, when that is gone, goes to the next.
// Usage: node cluster.mjs '{"urls", "projectId", "token", "desktops", "agents": [sessionId], "owners": [sessionId],
//                          "viewers"}'
// Commands on standard input, a JSON line each:
//   {"lose": sessionId}     an agent is gone for good, without a goodbye
//   {"quiet": true}         owners write no more
//   {"report": true}        prints {"report": {desktops, owners, viewers}}
// Prints {"is": "ready"} once everybody is where it wants to be. The end of input stops.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const { urls, projectId, token, desktops: desktopCount, agents: agentIds, owners: ownerIds, viewers: viewerCount } =
  JSON.parse(process.argv[2]);
const print = line => process.stdout.write(JSON.stringify(line) + '\n');
const modes = [['websocket'], ['websocket'], ['polling']];

let made = 0;
const join = (namespace, auth, transports = ['websocket']) => {
  let at = made++ % urls.length;
  const socket = io(urls[at] + namespace, {
    auth, transports, forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 500, timeout: 5000,
  });
  socket.io.on('reconnect_attempt', () => {
    at = (at + 1) % urls.length;
    socket.io.uri = urls[at];
  });
  // A hub that answers that it cannot let anybody in now is left like one that is gone.
  socket.on('connect_error', () => {
    if (!socket.active) setTimeout(() => socket.connect(), 200);
  });
  return socket;
};

// Desktops watch the project. A run is what one heard since it last read everything: it says that it has all of it.
const desktops = Array.from({ length: desktopCount }, (_, i) => {
  const desktop = { runs: [], synced: false, recovered: 0, afresh: 0 };
  const socket = join('/ui', {}, modes[i % modes.length]);
  let turn = 0;
  socket.onAny((event, ...args) => {
    // What is of the log has its offset behind it; what a hub says for itself has none.
    if (typeof args.at(-1) !== 'string') return;
    if (desktop.synced) desktop.runs.at(-1).offsets.push(args.at(-1));
  });
  // The answer is taken in the same turn in which it comes: what comes next is news.
  const begin = offset => {
    desktop.runs.push({ from: offset, offsets: [] });
    desktop.synced = true;
  };
  socket.on('connect', () => {
    if (socket.recovered && desktop.synced) {
      desktop.recovered++;
      return;
    }
    desktop.afresh++;
    const mine = ++turn;
    desktop.synced = false;
    const attempt = () => {
      if (mine !== turn || !socket.connected) return;
      const again = () => setTimeout(attempt, 200);
      socket.timeout(5000).emit('project:subscribe', { projectId }, (error, subscribed) => {
        if (error || !subscribed.success) return again();
        socket.timeout(5000).emit('state:sync', { projectId }, (failed, state) => {
          if (failed || !state.success) return again();
          if (mine === turn) begin(state.offset);
        });
      });
    };
    attempt();
  });
  desktop.is = () => socket.connected && desktop.synced;
  return desktop;
});

// Agents send heartbeats.
const agents = new Map(agentIds.map(sessionId => {
  const socket = join('/cli', { sessionId, projectId });
  const beat = setInterval(() => socket.connected && socket.emit('heartbeat', { status: 'working' }), 2000);
  return [sessionId, { is: () => socket.connected, lose: () => {
    clearInterval(beat);
    socket.io.reconnection(false);
    socket.io.engine.close();
  } }];
}));

// Terminals write a text in which every byte tells its position: lines of 32 bytes.
const WIDTH = 32, KEPT = 128 * 1024, WINDOW = 16;
const lineAt = number => ('line ' + String(number).padStart(12, '0')).padEnd(WIDTH - 2, '.') + '\r\n';
const textOf = (from, to) => {
  let text = '';
  for (let line = Math.floor(from / WIDTH); line * WIDTH < to; line++) text += lineAt(line);
  const skip = from % WIDTH;
  return text.slice(skip, skip + to - from);
};
let quiet = false;
const owners = ownerIds.map((sessionId, i) => {
  const owner = { sessionId, written: 0, refused: 0 };
  const socket = join('/ui', {});
  let registered = false, sent = 0, open = 0, turn = 0;
  const pump = () => {
    while (registered && open < WINDOW && sent < owner.written) {
      const mine = turn, position = sent, end = Math.min(owner.written, sent + 4096);
      sent = end;
      open++;
      socket.emit('terminal:output', { ptyId: 'p' + i, data: textOf(position, end), position }, answer => {
        if (mine !== turn) return;
        open--;
        if (answer.success) return pump();
        owner.refused++;
        register();
      });
    }
  };
  const register = () => {
    const mine = ++turn;
    registered = false;
    if (!socket.connected) return;
    const position = Math.max(0, owner.written - KEPT);
    socket.timeout(5000).emit('terminal:register', {
      ptyId: 'p' + i, sessionId, cols: 80, rows: 24, takeover: true, position, history: position ? '\x1bc' : '',
    }, (error, answer) => {
      if (mine !== turn) return;
      if (error || !answer.success) return setTimeout(() => mine === turn && register(), 300);
      registered = true;
      open = 0;
      sent = answer.position;
      pump();
    });
  };
  socket.on('connect', register);
  socket.on('disconnect', () => { registered = false; });
  setInterval(() => {
    if (quiet) return pump();
    owner.written += WIDTH * (8 + Math.floor(Math.random() * 120));
    pump();
  }, 100);
  owner.is = () => registered;
  return owner;
});

// Viewers check every byte.
const viewers = Array.from({ length: viewerCount }, (_, i) => {
  const sessionId = ownerIds[i % ownerIds.length];
  const viewer = { sessionId, position: null, bytes: 0, holes: 0, wrong: 0, resyncs: 0, afresh: 0, exits: 0 };
  const socket = join('/terminal', { token });
  let watching = false, turn = 0;
  const take = (data, position) => {
    if (position !== viewer.position) viewer.holes++;
    if (data !== textOf(position, position + data.length)) viewer.wrong++;
    viewer.position = position + data.length;
    viewer.bytes += data.length;
  };
  const watch = () => {
    const mine = ++turn, since = viewer.position;
    watching = false;
    if (!socket.connected) return;
    socket.timeout(5000).emit('terminal:watch', since === null ? { sessionId } : { sessionId, since }, (error, answer) => {
      if (mine !== turn) return;
      if (error || !answer.success) return setTimeout(() => mine === turn && watch(), 300);
      if (since !== null && !answer.truncated && since + answer.scrollback.length === answer.position) {
        take(answer.scrollback, since);
      } else {
        viewer.afresh++;
        viewer.position = answer.position;
      }
      watching = true;
    });
  };
  socket.on('connect', watch);
  socket.on('terminal:output', ({ sessionId: id, data, position }) => {
    if (id === sessionId && watching) take(data, position);
  });
  socket.on('terminal:resync', ({ position }) => {
    viewer.resyncs++;
    viewer.position = position;
  });
  socket.on('terminal:exit', () => {
    viewer.exits++;
    setTimeout(watch, 300);
  });
  viewer.is = () => watching;
  return viewer;
});

const everybody = () => [...desktops, ...agents.values(), ...owners, ...viewers];
const ready = setInterval(() => {
  const missing = everybody().filter(client => !client.is()).length;
  if (missing > 0) return;
  clearInterval(ready);
  print({ is: 'ready' });
}, 100);

for await (const text of createInterface({ input: process.stdin })) {
  const command = JSON.parse(text);
  if (command.lose) agents.get(command.lose).lose();
  else if (command.quiet) quiet = true;
  else if (command.report) {
    print({ report: {
      desktops: desktops.map(({ runs, synced, recovered, afresh }) => ({ runs, synced, recovered, afresh })),
      owners: owners.map(({ sessionId, written, refused }) => ({ sessionId, written, refused })),
      viewers: viewers.map(({ is, ...viewer }) => ({ ...viewer, watching: is() })),
    } });
  }
}
process.exit(0);
