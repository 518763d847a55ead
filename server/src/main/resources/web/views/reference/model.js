// What the hub's two descriptions say, as one list of entries for people.

/** A longest part of a body that is made up as an example. */
const MOST_DEPTH = 4;

// A shell reads what stands between single quotes as it is.
const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/** Reads both descriptions; `host` is where the hub is reached. */
export function entries(openapi, asyncapi, host) {
  return [...routes(openapi, host), ...events(asyncapi)];
}

/** What a reference leads to; what is none is that itself. */
export function resolved(document, node) {
  if (!node?.$ref) return node;
  return node.$ref.slice(2).split('/').reduce((at, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

function routes(document, host) {
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => {
    const body = operation.requestBody?.content['application/json']?.schema;
    return {
      id: operation.operationId, kind: 'routes', verb: method.toUpperCase(), name: path, group: operation.tags[0],
      about: operation.summary, more: operation.description, document,
      parameters: operation.parameters ?? [],
      sections: [
        ...(body ? [{ title: 'Content', schema: body }] : []),
        ...Object.entries(operation.responses).map(([status, response]) => answer(document, status, response)),
      ],
      example: { title: 'curl', text: curl(document, method, path, operation, body, host) },
    };
  }));
}

function answer(document, status, response) {
  const { description, content = {} } = resolved(document, response);
  const [type, first] = Object.entries(content)[0] ?? [];
  const isRefusal = Number(status) >= 400;
  return { title: `${status}`, about: description, isRefusal, schema: isRefusal ? null : first?.schema, media: isRefusal ? null : type };
}

function curl(document, method, path, operation, body, host) {
  const asked = (operation.parameters ?? []).filter(one => one.in === 'query' && one.required)
    .map(one => `${one.name}=${encodeURIComponent(example(document, one.schema, one.name))}`);
  const address = host + path.replaceAll(/\{(\w+)\}/g, (whole, name) => name.toUpperCase()) + (asked.length ? `?${asked.join('&')}` : '');
  return [
    'curl',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    quoted(address),
    ...(operation.security.length ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(body ? ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(example(document, body, 'text')))}`] : []),
  ].join(' \\\n  ');
}

/** The least value that a schema takes, as far as it can be made up. */
export function example(document, schema, name, depth = 0) {
  const node = resolved(document, schema) ?? {};
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  const choice = node.anyOf?.[0] ?? node.oneOf?.[0] ?? node.allOf?.[0];
  if (choice && depth < MOST_DEPTH) return example(document, choice, name, depth + 1);
  switch ([node.type].flat()[0]) {
    case 'object':
      return depth > MOST_DEPTH ? {} : Object.fromEntries((node.required ?? []).map(field => [field, example(document, node.properties?.[field], field, depth + 1)]));
    case 'array': return [];
    case 'integer': case 'number': return node.minimum ?? 0;
    case 'boolean': return true;
    default: return name;
  }
}

function events(document) {
  const known = new Map();
  for (const operation of Object.values(document.operations)) {
    const channel = resolved(document, operation.channel);
    const [{ $ref: carried }] = operation.messages;
    const message = resolved(document, resolved(document, { $ref: carried }));
    const isHeard = operation.action === 'send';
    const key = `${isHeard ? 'heard' : 'said'}-${carried.split('/').at(-1)}`;
    const entry = known.get(key) ?? { ...event(document, key, isHeard, message, operation), places: [] };
    entry.places.push(channel.address);
    known.set(key, entry);
  }
  return [...known.values()].map(entry => ({ ...entry, more: `${entry.kind === 'heard' ? 'Heard' : 'Said'} on ${entry.places.join(', ')}` }));
}

function event(document, key, isHeard, message, operation) {
  const isSocketIo = !operation.channel.$ref.endsWith('/root') && !operation.channel.$ref.endsWith('/ws');
  const reply = operation.reply && resolved(document, resolved(document, operation.reply.messages[0]));
  const payload = message.payload;
  const takesNothing = payload.maxProperties === 0;
  return {
    id: key, kind: isHeard ? 'heard' : 'said', verb: isHeard ? 'hears' : 'says', name: message.name,
    group: isHeard ? 'Events the hub sends' : 'Events clients send', about: message.summary, document, parameters: [],
    sections: [
      ...(takesNothing ? [] : [{ title: 'Payload', schema: payload }]),
      ...(reply ? [{ title: 'Ack', schema: reply.payload }] : []),
    ],
    example: { title: 'JavaScript', text: script(document, isHeard, isSocketIo, takesNothing, message) },
  };
}

function script(document, isHeard, isSocketIo, takesNothing, message) {
  const made = JSON.stringify(example(document, message.payload, 'text'));
  if (!isSocketIo) return isHeard ? 'socket.onmessage = ({ data }) => console.log(JSON.parse(data));' : `socket.send(${JSON.stringify(made)});`;
  if (isHeard) return `socket.on(${JSON.stringify(message.name)}, (payload, offset) => console.log(payload));`;
  return `const answer = await socket.emitWithAck(${JSON.stringify(message.name)}${takesNothing ? '' : `, ${made}`});`;
}

/** Those in which each word of what is looked for is. */
export function found(all, kind, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(entry => (kind === 'all' || entry.kind === kind)
    && words.every(word => `${entry.verb} ${entry.name} ${entry.about} ${entry.group} ${entry.more}`.toLowerCase().includes(word)));
}
