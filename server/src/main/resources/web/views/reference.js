import { html, nothing, repeat } from '../ui/html.js';
import { plural } from '../ui/format.js';
import { empty } from '../ui/parts.js';
import { to } from '../ui/router.js';
import { entries, found } from './reference/model.js';
import { parameters, prose, schema } from './reference/schema.js';
import { copy } from './terminals/clipboard.js';

const KINDS = [['all', 'All'], ['routes', 'Routes'], ['said', 'Clients send'], ['heard', 'The hub sends']];

/** What programs can ask of the hub and hear from it: its own two descriptions, made readable. */
export async function open({ hub, segments, redraw }) {
  const [openapi, asyncapi] = await Promise.all([hub.rest.get('/openapi.json'), hub.rest.get('/asyncapi.json')]);
  const all = entries(openapi, asyncapi, location.origin);
  const opened = new Set(segments.slice(0, 1));
  let kind = 'all';
  let search = '';
  let shown = false;

  const toggled = (entry, isOpen) => {
    if (isOpen === opened.has(entry.id)) return;
    isOpen ? opened.add(entry.id) : opened.delete(entry.id);
    redraw();
  };

  const part = ({ document }, { title, about, schema: node, isRefusal, media }) => html`
    <section class="part ${isRefusal ? 'refusal' : ''}">
      <h4>${title}${media ? html` <span class="quiet small">${media}</span>` : nothing}</h4>
      ${about ? html`<p class="small quiet">${prose(about)}</p>` : nothing}
      ${node ? schema(document, node) : nothing}
    </section>`;

  const body = entry => html`
    <div class="body">
      <p class="quiet small">${prose(entry.more)} <a href=${to('reference', entry.id)}>Link to this</a></p>
      ${entry.parameters.length ? html`<section class="part"><h4>Parameters</h4>${parameters(entry.document, entry.parameters)}</section>` : nothing}
      <section class="part example"><h4>${entry.example.title}</h4>
        <pre tabindex="0" dir="ltr"><code>${entry.example.text}</code></pre>
        <button class="button" @click=${() => copy(entry.example.text, 'The example')}>Copy</button></section>
      ${entry.sections.map(section => part(entry, section))}
    </div>`;

  const item = entry => html`
    <li id=${`entry-${entry.id}`}><details .open=${opened.has(entry.id)} @toggle=${event => toggled(entry, event.currentTarget.open)}>
      <summary class="row"><span class="verb ${entry.verb.toLowerCase()}">${entry.verb}</span>
        <span class="main"><span dir="ltr">${entry.name}</span><span class="quiet small">${prose(entry.about)}</span></span></summary>
      ${opened.has(entry.id) ? body(entry) : nothing}
    </details></li>`;

  const groups = list => [...list.reduce((known, entry) => known.set(entry.group, [...known.get(entry.group) ?? [], entry]), new Map())];

  // What an address names is brought into sight, once.
  const bringUp = () => {
    const named = !shown && document.getElementById(`entry-${segments[0]}`);
    if (!named) return;
    shown = true;
    named.scrollIntoView({ block: 'start' });
  };

  return {
    title: 'Reference',
    render: () => {
      const list = found(all, kind, search);
      if (segments[0] && !shown) setTimeout(bringUp);
      return html`
        <div class="head"><h2>Reference</h2></div>
        <p class="quiet about">What programs can ask of this hub and hear from it. For programs:
          <a href="/openapi.json">OpenAPI</a>, <a href="/asyncapi.json">AsyncAPI</a>.</p>
        <div class="seek">
          <input type="search" aria-label="Search the reference" placeholder="Search" autocomplete="off" .value=${search}
            @input=${event => { search = event.target.value; redraw(); }}>
          <div class="chips" role="group" aria-label="What is shown">${KINDS.map(([name, label]) => html`
            <button class="chip" aria-pressed=${kind === name} @click=${() => { kind = name; redraw(); }}>${label}</button>`)}</div>
          <p class="quiet small" role="status">${plural(list.length, 'entry', 'entries')}</p>
        </div>
        ${list.length ? groups(list).map(([group, those]) => html`
          <section class="section"><h3>${group}</h3><ul class="list">${repeat(those, ({ id }) => id, item)}</ul></section>`)
          : empty('Nothing is called so.', 'Try another word, or look among all.')}`;
    },
  };
}
