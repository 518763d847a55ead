// Plays one scenario with the real client and prints what happened as JSON.
// usage: node engine.mjs <scenario> <url> <websocket|polling|upgrade> [the client's package]
import WebSocket from "ws";

const [scenario, url, mode, client = "socket.io-client"] = process.argv.slice(2);
const { io } = await import(client);
const transports = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] }[mode];

function connect(nsp, options = {}) {
  return io(url + nsp, { transports, reconnection: false, timeout: 60_000, forceNew: true, ...options });
}

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));

const plain = (value) => {
  if (value instanceof ArrayBuffer) return { bytes: [...new Uint8Array(value)] };
  if (ArrayBuffer.isView(value)) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return value;
};

async function settled(socket) {
  if (mode !== "upgrade") return socket.io.engine.transport.name;
  if (socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
  return socket.io.engine.transport.name;
}

const scenarios = {
  async events() {
    const socket = connect("/", { auth: { token: "abc" } });
    const [auth] = await once(socket, "auth");
    const before = once(socket, "message-back");
    socket.emit("message", 1, "zwei", { three: [true, null, 3.5] }, "ü€😀");
    const early = await before;
    const transport = await settled(socket);
    const after = once(socket, "message-back");
    socket.emit("message", Buffer.from([1, 2, 3]), { deep: [Buffer.from([255, 0])] });
    const binary = await after;
    const acked = await new Promise((resolve) => socket.emit("message-with-ack", "a", Buffer.from([7]), (...args) => resolve(args)));
    socket.on("question", (a, b, answer) => answer(b, a));
    const asked = await new Promise((resolve) => socket.emit("ask", "left", Buffer.from([9, 8]), (...args) => resolve(args)));
    const distinct = socket.id !== socket.io.engine.id;
    socket.disconnect();
    return { auth, early, transport, binary, acked, asked, distinct };
  },

  // Two attachments and more in both directions, and acks of none, one and several arguments.
  async arguments() {
    const socket = connect("/");
    await once(socket, "auth");
    const ack = (...args) => new Promise((resolve) => socket.emit("message-with-ack", ...args, (...back) => resolve(back)));
    const none = await ack();
    const several = await ack(1, [2, { deep: [null, "drei"] }], false, "");
    const mixed = await ack(Buffer.from([1]), { a: Buffer.from([2, 3]), b: [Buffer.alloc(0)] }, "end");
    const ten = await ack(...Array.from({ length: 10 }, (_, i) => Buffer.from([i])));
    socket.on("question", (...args) => args.pop()("several", Buffer.from([5]), ...args));
    const asked = await new Promise((resolve) => socket.emit("ask", "why", Buffer.from([6]), (...args) => resolve(args)));
    socket.io._close();
    return { none, several, mixed, ten: ten.map((b) => plain(b).bytes[0]), asked };
  },

  // The server never answers "silent"; the client's own timeout ends its wait, and the connection goes on.
  async clientTimeout() {
    const socket = connect("/");
    await once(socket, "auth");
    const error = await new Promise((resolve) => socket.timeout(100).emit("silent", 1, (e) => resolve(e)));
    const [after] = await new Promise((resolve) => socket.emit("message-with-ack", "after", (...args) => resolve(args)));
    socket.io._close();
    return { error: error.message, after };
  },

  // Holds the ack of a question until the server gave up, then sends it: nothing comes of it.
  async lateAck() {
    const socket = connect("/");
    let answer;
    const asked = new Promise((resolve) => socket.on("question", (what, ack) => { answer = ack; resolve(what); }));
    await once(socket, "auth");
    console.log("ready");
    const what = await asked;
    await once(socket, "given-up");
    answer("late");
    answer("twice");
    const [after] = await new Promise((resolve) => socket.emit("message-with-ack", "after", (...args) => resolve(args)));
    socket.io._close();
    return { what, after };
  },

  async large() {
    const socket = connect("/");
    await once(socket, "auth");
    await settled(socket);
    const ack = (arg) => new Promise((resolve) => socket.emit("message-with-ack", arg, (back) => resolve(back)));
    const text = "ü€😀x".repeat(80_000);
    const bytes = Buffer.alloc(700_000, 7);
    const sameText = (await ack(text)) === text;
    const sameBytes = bytes.equals(Buffer.from(await ack(bytes)));
    socket.io._close();
    return { sameText, sameBytes };
  },

  // Says and hears many messages while the transport changes underneath.
  async both() {
    const socket = connect("/");
    const heard = [];
    await once(socket, "auth");
    const done = new Promise((resolve) => socket.on("message-back", (n) => { heard.push(n); if (n === 1999) resolve(); }));
    for (let i = 0; i < 2000; i++) {
      socket.emit("message", i);
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    const transport = await settled(socket);
    socket.io._close();
    return { inOrder: heard.length === 2000 && heard.every((n, i) => n === i), transport };
  },

  async tooLarge() {
    const socket = connect("/");
    await once(socket, "auth");
    await settled(socket);
    const gone = once(socket, "disconnect");
    socket.emit("message", "x".repeat(1_000_001));
    const [reason] = await gone;
    return { reason };
  },

  async clientLeaves() {
    const socket = connect("/");
    await once(socket, "auth");
    await settled(socket);
    const gone = once(socket, "disconnect");
    socket.disconnect();
    const [reason] = await gone;
    return { reason };
  },

  // Two namespaces of one template on one connection, each with its own rooms, and one that no template has.
  async dynamic() {
    const apollo = connect("/project/apollo", { forceNew: false, multiplex: true });
    const gemini = apollo.io.socket("/project/" + encodeURIComponent("gemini 7"));
    gemini.connect();
    await Promise.all([once(apollo, "auth"), once(gemini, "auth")]);
    const join = (socket, room) => new Promise((resolve) => socket.emit("join", room, resolve));
    const rooms = [await join(apollo, "a"), await join(gemini, "a")];
    const invalid = apollo.io.socket("/project/");
    invalid.connect();
    const [error] = await once(invalid, "connect_error");
    console.log("ready");
    const [heard] = await once(gemini, "news");
    const transport = await settled(apollo);
    const distinct = apollo.id !== gemini.id;
    gemini.disconnect();
    apollo.disconnect();
    return { rooms, invalid: error.message, heard, transport, distinct };
  },

  async namespaces() {
    const main = connect("/", { forceNew: false, multiplex: true });
    const custom = main.io.socket("/custom", { auth: { who: "me" } });
    custom.connect();
    const [[mainAuth], [customAuth]] = await Promise.all([once(main, "auth"), once(custom, "auth")]);
    const unknown = main.io.socket("/random");
    unknown.connect();
    const [error] = await once(unknown, "connect_error");
    custom.disconnect();
    const back = once(main, "message-back");
    main.emit("message", "still here");
    const [still] = await back;
    const distinct = main.id !== custom.id;
    main.io._close();
    return { mainAuth, customAuth, unknown: error.message, still, distinct };
  },

  async refused() {
    const socket = connect("/", { auth: { refuse: true } });
    const [error] = await once(socket, "connect_error");
    const result = { message: error.message, data: error.data, connected: socket.connected };
    socket.io._close();
    return result;
  },

  async faults() {
    const socket = connect("/");
    await once(socket, "auth");
    const ask = (event) => new Promise((resolve) => socket.emit(event, resolve));
    const refused = await ask("refuse");
    const fault = await ask("fault");
    fault.error = fault.error.replace(/[0-9a-f]{8}$/, "REF");
    const told = once(socket, "validation_error");
    socket.emit("refuse");
    const [unacked] = await told;
    const barred = connect("/", { auth: { fault: true } });
    const [error] = await once(barred, "connect_error");
    barred.io._close();
    socket.io._close();
    return { refused, fault, unacked, barred: error.message.replace(/[0-9a-f]{8}$/, "REF") };
  },

  async serverLeaves() {
    const socket = connect("/");
    await once(socket, "auth");
    const gone = once(socket, "disconnect");
    socket.emit("leave-me");
    const [reason] = await gone;
    socket.io._close();
    return { reason };
  },

  async shutdown() {
    const socket = connect("/");
    await once(socket, "auth");
    await settled(socket);
    const messages = [];
    socket.on("message-back", (m) => messages.push(m));
    console.log("ready");
    const [reason] = await once(socket, "disconnect");
    return { reason, messages };
  },

  async heartbeat() {
    const socket = connect("/");
    await once(socket, "auth");
    await settled(socket);
    let pings = 0;
    await new Promise((resolve) => socket.io.engine.on("heartbeat", () => pings < 4 && ++pings === 4 && resolve()));
    const back = once(socket, "message-back");
    socket.emit("message", "alive");
    const [alive] = await back;
    socket.io._close();
    return { pings, alive };
  },

  // Speaks permessage-deflate: first the Socket.IO client, then a bare WebSocket that sends compressed fragments.
  async compressed() {
    const socket = connect("/", { perMessageDeflate: { threshold: 0 } });
    await once(socket, "auth");
    const ask = (...args) => new Promise((resolve) => socket.emit("message-with-ack", ...args, (...answer) => resolve(answer)));
    let rounds = 0;
    for (let i = 0; i < 20; i++) {
      const [text] = await ask(`round ${i} `.repeat(10 * i * i + 1));
      rounds += text === `round ${i} `.repeat(10 * i * i + 1);
    }
    const [bytes] = await ask(Buffer.alloc(50_000, 7));
    const binary = Buffer.alloc(50_000, 7).equals(Buffer.from(bytes));
    socket.io._close();
    const target = url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket";
    const ws = new WebSocket(target, { perMessageDeflate: { threshold: 0 } });
    const said = [];
    const waiting = [];
    ws.on("message", (data) => (waiting.length ? waiting.shift()(data.toString()) : said.push(data.toString())));
    const hear = () => (said.length ? said.shift() : new Promise((resolve) => waiting.push(resolve)));
    await hear();
    const agreed = ws._socket && ws.extensions && "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    ws.send("40");
    await hear();
    await hear();
    const long = "bare ".repeat(5_000);
    ws.send(`421["message-with-ack","${long}"]`);
    const bare = (await hear()) === `431["${long}"]`;
    ws.send('422["message-with-ack","', { fin: false, compress: true });
    for (let i = 0; i < 5; i++) ws.send("part ".repeat(1_000), { fin: false, compress: true });
    ws.send('"]', { fin: true, compress: true });
    const fragments = (await hear()) === `432["${"part ".repeat(5_000)}"]`;
    ws.terminate();
    return { agreed, rounds, binary, bare, fragments };
  },

  // Joins two rooms at once and hears what is said to their union; "ready" tells the test to begin.
  async rooms() {
    const heard = [];
    const socket = connect("/");
    const done = new Promise((resolve) => socket.on("news", (n) => { heard.push(n); if (n === "end") resolve(); }));
    await once(socket, "auth");
    await new Promise((resolve) => socket.emit("join", "a", "b", resolve));
    console.log("ready");
    await done;
    const transport = await settled(socket);
    socket.io._close();
    return { heard, transport };
  },
};

const result = await scenarios[scenario]();
console.log(JSON.stringify(plain(result)));
