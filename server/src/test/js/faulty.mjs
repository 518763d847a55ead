// A small Socket.IO server that misbehaves on purpose, so that the judge of the bench is judged.
// usage: node faulty.mjs FAULT   (none, drop, double, swap, silent, refuse); prints "ready PORT".
import { WebSocketServer } from "ws";

const fault = process.argv[2];
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
const members = new Set();
let published = 0;

function tell(text) {
  for (const member of members) member.send(text);
}

function publish(namespace, message) {
  const text = `42${namespace},${JSON.stringify(["ev", message])}`;
  published += 1;
  if (fault === "drop" && published % 10 === 0) return;
  if (fault === "swap" && published % 10 === 0) {
    setTimeout(() => tell(text), 150);
    return;
  }
  tell(text);
  if (fault === "double" && published % 10 === 0) tell(text);
}

server.on("connection", (socket) => {
  socket.send(`0${JSON.stringify({ sid: "s", upgrades: [], pingInterval: 25000, pingTimeout: 20000, maxPayload: 1e6 })}`);
  socket.on("message", (data) => {
    const [, kind, namespace, ack, json] = data.toString().match(/^4(\d)(\/[^,]*),(\d*)(.*)$/s) ?? [];
    if (kind === "0") {
      socket.send(fault === "refuse" ? `44${namespace},{"message":"full"}` : `40${namespace},{"sid":"x"}`);
      return;
    }
    if (kind !== "2") return;
    const [name, payload] = JSON.parse(json);
    if (name === "join") members.add(socket);
    if (name === "pub") publish(namespace, payload);
    if (ack && fault !== "silent") socket.send(`43${namespace},${ack}["ok"]`);
  });
  socket.on("close", () => members.delete(socket));
});
server.on("listening", () => console.log(`ready ${server.address().port}`));
