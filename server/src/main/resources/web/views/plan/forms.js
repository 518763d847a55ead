// What is asked for when something of a plan is made or changed.

import { dialog } from '../../ui/dialog.js';
import { html, nothing } from '../../ui/html.js';
import { filledIn } from '../../ui/parts.js';
import { tellRefusal } from '../../ui/toast.js';

/**
 * Opens a form and returns a promise that ends with it. `fields` are `{name, label, kind, value, options?, required?, most?,
 * hint?}` with a `kind` of `text`, `lines`, `number`, `choice` or `day`. `save(values)` may throw a refusal, whose words are then
 * shown where they belong, and the form stays: those of the fields that it names as `collided` say what somebody else has put there.
 * `remove` adds a button that ends the form with `remove`.
 */
export function form({ title, label, fields, save, remove = null }) {
  const values = Object.fromEntries(fields.map(({ name, value }) => [name, value ?? '']));
  let refusal = null;
  let isBusy = false;
  let isOver = false;
  const ended = dialog({
    title,
    body: (done, draw) => {
      const submit = async event => {
        event.preventDefault();
        if (isBusy) return;
        isBusy = true;
        draw();
        try {
          await save(values);
          done('saved');
        } catch (failure) {
          // Who has closed it meanwhile takes it for saved.
          if (isOver) tellRefusal(`What was given in “${title}” ${failure.isUnclear ? 'may not have been' : 'was not'} saved`, failure);
          refusal = failure;
        }
        isBusy = false;
        draw();
      };
      const collision = ({ name, options }) => `Somebody else changed it meanwhile: it is “${inWords(refusal.current[name], options)}” now. Press “${label}” again to put yours in its place.`;
      const faults = Object.fromEntries([
        ...(refusal?.details ?? []).map(({ path, message }) => [path.slice(1), message]),
        ...fields.filter(({ name }) => refusal?.collided?.includes(name)).map(field => [field.name, collision(field)]),
      ]);
      const isElsewhere = refusal && !fields.some(({ name }) => faults[name]);
      return html`
        <form class="form" @submit=${submit}>
          ${filledIn(isBusy, fields.map((field, index) => labelled({ ...field, isFirst: index === 0 }, values, faults[field.name])))}
          ${isElsewhere ? html`<p class="notice bad" role="alert">${refusal.isUnclear ? 'It may have been saved: ' : ''}${refusal.message}</p>` : nothing}
          <div class="actions">
            <button class="button primary" ?disabled=${isBusy}>${label}</button>
            ${remove ? html`<button type="button" class="button danger" @click=${() => done('remove')}>${remove}</button>` : nothing}
          </div>
        </form>`;
    },
  });
  return ended.finally(() => { isOver = true; });
}

/** A value of a document, as the form shows it. */
const inWords = (value, options = []) => options.find(([one]) => one === (value ?? ''))?.[1] ?? value ?? '';

function labelled(field, values, fault) {
  const id = `field-${field.name}`;
  return html`
    <div class="field">
      <label for=${id}>${field.label}</label>
      ${input(field, id, values, fault)}
      ${field.hint ? html`<p class="quiet small" id="${id}-hint">${field.hint}</p>` : nothing}
      ${fault ? html`<p class="fault" id="${id}-fault" role="alert">${fault}</p>` : nothing}
    </div>`;
}

function input({ name, kind, options, required = false, most, hint, isFirst }, id, values, fault) {
  const take = event => { values[name] = event.target.value; };
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || nothing;
  const invalid = fault ? 'true' : nothing;
  if (kind === 'choice') {
    return html`<select id=${id} ?autofocus=${isFirst} aria-describedby=${described} aria-invalid=${invalid} @change=${take}>${options.map(([value, label]) => html`<option value=${value} ?selected=${value === values[name]}>${label}</option>`)}</select>`;
  }
  if (kind === 'lines') return html`<textarea id=${id} ?autofocus=${isFirst} aria-describedby=${described} aria-invalid=${invalid} .value=${values[name]} @input=${take}></textarea>`;
  const type = { number: 'number', day: 'date' }[kind] ?? 'text';
  return html`<input id=${id} ?autofocus=${isFirst} type=${type} ?required=${required} maxlength=${most ?? nothing} min=${kind === 'number' ? 0 : nothing} max=${kind === 'number' ? 10000 : nothing} autocomplete="off"
    aria-describedby=${described} aria-invalid=${invalid} .value=${String(values[name])} @input=${take}>`;
}
