// A schema as people read one: its fields in a list, with what each is and how much it may be.

import { html, nothing } from '../../ui/html.js';
import { resolved } from './model.js';

/** Beyond it a schema within a schema is named, and no more. */
const MOST_DEPTH = 5;

/** A text in which what stands between backticks is code. */
export const prose = text => text.split('`').map((piece, i) => i % 2 ? html`<code>${piece}</code>` : piece);

/** Shows a schema, with what it is made of folded. */
export function schema(document, node, depth = 0) {
  const at = resolved(document, node) ?? {};
  const choices = at.anyOf ?? at.oneOf;
  if (choices && !isNullable(choices)) return html`${choices.map((choice, i) => html`${i ? html`<p class="or quiet small">or</p>` : nothing}${schema(document, choice, depth)}`)}`;
  if (at.allOf) return schema(document, at.allOf[0], depth);
  if (at.type === 'array' && resolved(document, at.items)?.properties) {
    return html`<p class="small quiet">A list${limits(at)}, of each:</p>${schema(document, at.items, depth)}`;
  }
  const fields = Object.entries(at.properties ?? {});
  if (!fields.length) return html`<p class="small">${prose(at.description ?? '')} <span class="type">${kind(document, at)}</span>${limits(at)}</p>`;
  // What is taken says what must be there; what is answered, what may not be.
  const isTaken = at.additionalProperties === false;
  return html`<ul class="fields">${fields.map(([name, field]) => {
    const isRequired = (at.required ?? []).includes(name);
    return row(document, name, field, isTaken ? isRequired && 'needed' : !isRequired && 'may be left out', depth);
  })}</ul>`;
}

function row(document, name, field, mark, depth) {
  const inner = within(document, field);
  return html`<li>
    <p><code class="name">${name}</code> <span class="type">${kind(document, field)}</span>${limits(field)}
      ${mark ? html`<span class="mark ${mark === 'needed' ? 'must' : ''}">${mark}</span>` : nothing}</p>
    ${field.description ? html`<p class="small quiet">${prose(field.description)}</p>` : nothing}
    ${inner && depth < MOST_DEPTH ? html`<details><summary>${inner.title}</summary>${schema(document, inner.node, depth + 1)}</details>` : nothing}
  </li>`;
}

/** The object that a field is, or is a list of. */
function within(document, field) {
  const one = resolved(document, plain(field));
  const item = one?.type === 'array' ? resolved(document, one.items) : one;
  return item?.properties ? { title: `Fields of ${nameOf(plain(field)) ?? nameOf(one.items) ?? 'it'}`, node: item } : null;
}

/** What a field is, without that it may be null. */
function plain(field) {
  if (field?.allOf?.length === 1) return field.allOf[0];
  return field?.anyOf && isNullable(field.anyOf) ? field.anyOf.find(choice => choice.type !== 'null') : field;
}

const isNullable = choices => choices.some(choice => choice.type === 'null');

const nameOf = node => node?.$ref?.split('/').at(-1) ?? null;

function kind(document, field) {
  const orNull = field?.anyOf && isNullable(field.anyOf) || [field?.type].flat().includes('null') ? ' or null' : '';
  return word(document, plain(field) ?? {}) + orNull;
}

function word(document, node) {
  const at = resolved(document, node) ?? {};
  if (at.const !== undefined) return JSON.stringify(at.const);
  if (at.enum) return at.enum.map(value => JSON.stringify(value)).join(' | ');
  if (nameOf(node)) return nameOf(node);
  const type = [at.type].flat().filter(each => each !== 'null')[0];
  if (type === 'array') return `list of ${word(document, at.items ?? {})}`;
  if (at.format === 'date-time') return 'date (ISO-8601)';
  return type ?? 'any JSON';
}

function limits(node) {
  const said = [];
  if (node.maxLength !== undefined) said.push(`at most ${node.maxLength} characters`);
  if (node.maxItems !== undefined) said.push(`at most ${node.maxItems} items`);
  if (node.minimum !== undefined && node.maximum !== undefined) said.push(`${node.minimum} to ${node.maximum}`);
  else if (node.minimum !== undefined) said.push(`at least ${node.minimum}`);
  if (node.default !== undefined) said.push(`else ${node.default}`);
  return said.length ? html` <span class="small quiet">(${said.join('; ')})</span>` : nothing;
}

/** Shows the parameters of a route. */
export function parameters(document, all) {
  return html`<ul class="fields">${all.map(one => html`<li>
    <p><code class="name">${one.name}</code> <span class="type">${kind(document, one.schema)}</span>${limits(one.schema)}
      <span class="quiet small">${{ path: 'in the path', query: 'in the query', header: 'a header' }[one.in]}</span>
      ${one.required ? html`<span class="mark must">needed</span>` : nothing}</p>
    <p class="small quiet">${prose(one.description)}</p></li>`)}</ul>`;
}
