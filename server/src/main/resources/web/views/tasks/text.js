import { html, nothing } from '../../ui/html.js';
import { told, pathOf } from './changes.js';
import { settle } from './dialogs.js';

/**
 * What is being written, by task and field: it outlives leaving the view. Each is `{base, draft, isSaving}`, the base being the task
 * from which one began.
 */
const begun = new Map();

/**
 * A text of a task that is changed where it stands. What somebody else has written meanwhile is not overwritten unseen: it is
 * changed at the version from which one began, and if just this text is another by then, one is asked.
 */
export class Text {
  #context;
  #id;
  #field;
  #options;
  #closed = false;

  /** `options`: `label`, `most` characters, `lines` (false for one line), `shown(text)` how it stands there, `none` what stands for an empty one. */
  constructor(context, id, field, options) {
    this.#context = context;
    this.#id = id;
    this.#field = field;
    this.#options = options;
  }

  get #key() {
    return `${this.#id} ${this.#field}`;
  }

  get #begun() {
    return begun.get(this.#key);
  }

  get #formShown() {
    return document.querySelector(`.task-text-form[data-text="${this.#key}"]`);
  }

  /** Whether something is written that has not been saved. */
  get holds() {
    return Boolean(this.#begun) && this.#begun.draft !== this.#begun.base[this.#field];
  }

  close() {
    this.#closed = true;
    if (!this.holds) begun.delete(this.#key);
  }

  render() {
    const task = this.#context.project.get('tasks', this.#id);
    return this.#begun ? this.#form() : this.#standing(task);
  }

  /** What was written to a task that is there no more, to be copied. */
  renderLost() {
    if (!this.holds) return nothing;
    return html`
      <div class="task-lost">
        <label class="field"><span>${this.#options.label}, as you wrote it; it was not saved</span>
          <textarea rows=${this.#options.lines ? 6 : 2} readonly .value=${this.#begun.draft}></textarea></label>
        <div class="actions"><button class="button" @click=${() => this.#end()}>Dismiss</button></div>
      </div>`;
  }

  #standing(task) {
    const { label, shown, none } = this.#options;
    const text = task[this.#field];
    return html`
      <div class="task-text ${this.#field}">
        ${text ? shown(text) : nothing}
        ${text || !none ? html`<button class="icon task-edit" aria-label=${`Change ${label.toLowerCase()}`} title=${`Change ${label.toLowerCase()}`} @click=${() => this.#begin(task)}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 19h3L18.5 8.5l-3-3L5 16zM13.5 7.5l3 3"/></svg></button>`
          : html`<button class="link" @click=${() => this.#begin(task)}>${none}</button>`}
      </div>`;
  }

  #form() {
    const { label, most, lines } = this.#options;
    const mine = this.#begun;
    const input = event => { mine.draft = event.target.value; };
    return html`
      <form class="form task-text-form" data-text=${this.#key} @submit=${event => { event.preventDefault(); this.#save(); }} @keydown=${event => this.#pressed(event)}>
        <label class="field"><span class=${lines ? 'visually-hidden' : nothing}>${label}</span>
          <textarea rows=${lines ? 6 : 2} ?required=${!lines} maxlength=${most} enterkeyhint=${lines ? 'enter' : 'done'} ?readonly=${mine.isSaving} .value=${mine.draft} @input=${input}></textarea></label>
        <div class="actions">
          <button class="button primary" ?disabled=${mine.isSaving}>Save</button>
          <button type="button" class="button" @click=${() => this.#end()}>Cancel</button>
          ${lines ? html`<span class="quiet small task-keys">Ctrl+Enter saves</span>` : nothing}
        </div>
      </form>`;
  }

  #pressed(event) {
    if (event.isComposing) return;
    // What is written goes by Cancel only.
    if (event.key === 'Escape' && !this.holds) return this.#end();
    // A title is one line: it is saved with Enter, a longer text with Ctrl or Cmd.
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || !this.#options.lines) && event.target.matches('textarea')) {
      event.preventDefault();
      this.#save();
    }
  }

  #begin(task) {
    begun.set(this.#key, { base: task, draft: task[this.#field], isSaving: false });
    this.#context.redraw();
    requestAnimationFrame(() => this.#formShown?.querySelector('textarea').focus());
  }

  #end() {
    const at = document.activeElement;
    // Whoever has gone on to something else meanwhile is left there.
    const isHere = at === document.body ? !this.#closed : this.#formShown?.contains(at);
    begun.delete(this.#key);
    this.#context.redraw();
    if (isHere) requestAnimationFrame(() => document.querySelector(`.task-text.${this.#field} button`)?.focus());
  }

  async #save() {
    const mine = this.#begun;
    if (!mine || mine.isSaving) return;
    const { base, draft } = mine;
    const text = this.#options.lines ? draft.trimEnd() : draft.replace(/\s*\n\s*/g, ' ').trim();
    if (!this.#options.lines && !text) return;
    if (text === base[this.#field]) return this.#end();
    mine.isSaving = true;
    this.#context.redraw();
    const done = await told(base, () => this.#send(text, base));
    mine.isSaving = false;
    // Another may have been begun since this one was left by Cancel.
    done && this.#begun === mine ? this.#end() : this.#context.redraw();
  }

  async #send(text, base) {
    const { project } = this.#context;
    const patch = { [this.#field]: text };
    try {
      await project.change('tasks', base.id, patch, rest => rest.patch(pathOf(base.id), patch, { version: base.version }));
    } catch (refusal) {
      const now = refusal.code === 'stale_version' ? refusal.current : null;
      if (!now) throw refusal;
      const mayStand = now[this.#field] === base[this.#field] || await settle(this.#options.label, text, now[this.#field]);
      if (mayStand === null) throw refusal;
      if (mayStand !== 'theirs') await this.#send(text, now);
    }
  }
}
