import { plural } from './format.js';
import { html, nothing, repeat } from './html.js';
import { badge } from './parts.js';

const SHOWN = 30;
const CLOSED = new Set(['completed', 'cancelled']);

/** A list of tasks to choose of, as part of a form: what is typed narrows it. `chosen` is a set of ids, kept by who uses it. */
export class TaskChoice {
  #project;
  #draw;
  #text = '';
  #without;
  chosen;

  constructor(project, draw, { chosen = [], without = [] } = {}) {
    this.#project = project;
    this.#draw = draw;
    this.#without = new Set(without);
    this.chosen = new Set(chosen);
  }

  render(label = 'Tasks') {
    const found = this.#found();
    const more = found.length - SHOWN;
    return html`
      <fieldset class="choice">
        <legend>${label}${this.chosen.size ? html` <span class="quiet">· ${plural(this.chosen.size, 'chosen', 'chosen')}</span>` : nothing}</legend>
        <input type="search" placeholder="Search tasks" aria-label="Search tasks" .value=${this.#text} @input=${event => { this.#text = event.target.value; this.#draw(); }}>
        <ul class="options">
          ${repeat(found.slice(0, SHOWN), task => task.id, task => html`
            <li><label class="row"><input type="checkbox" .checked=${this.chosen.has(task.id)} @change=${event => this.#choose(task.id, event.target.checked)}>
              <span class="main"><span>${task.title}</span></span><span class="side">${badge(task.status)}</span></label></li>`)}
          ${found.length === 0 ? html`<li class="row quiet small">${this.#text ? 'No task has that in its title.' : 'There are no open tasks.'}</li>` : nothing}
          ${more > 0 ? html`<li class="row quiet small">${plural(more, 'more task')}. Search to find it.</li>` : nothing}
        </ul>
      </fieldset>`;
  }

  // Those that are chosen stay on top, so that they can be seen and taken back.
  #found() {
    const text = this.#text.trim().toLowerCase();
    const tasks = [...this.#project.all('tasks').values()].filter(task => !this.#without.has(task.id) && !task.id.startsWith('new:')
      && (this.chosen.has(task.id) || (text ? task.title.toLowerCase().includes(text) : !CLOSED.has(task.status))));
    return [...tasks.filter(task => this.chosen.has(task.id)), ...tasks.filter(task => !this.chosen.has(task.id))];
  }

  #choose(id, on) {
    on ? this.chosen.add(id) : this.chosen.delete(id);
    this.#draw();
  }
}

/** A list of words, as people write them: between commas or on lines. */
export const wordsOf = text => [...new Set(text.split(/[,\n]/).map(word => word.trim()).filter(Boolean))];
