// A client of Maestro Hub for browsers and Node: one connection, the live state of projects, optimistic changes, and terminals.
// What is on the wire: docs/protocol/events.md, rest.md, terminal.md. How to use it: docs/client.md.

export { Hub } from './hub.js';
export { KINDS, Project } from './project.js';
export { Refusal } from './refusal.js';
export { Signal } from './signal.js';
