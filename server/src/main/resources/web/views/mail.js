import { confirm } from '../ui/dialog.js';
import { ago, when, word } from '../ui/format.js';
import { html, nothing, repeat } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { empty, said, skeleton } from '../ui/parts.js';
import { remembered } from '../ui/remembered.js';
import { go, to } from '../ui/router.js';
import { tellRefusal, toast } from '../ui/toast.js';
import { writeMail } from '../ui/write-mail.js';

const SHOWN = 50;

/** The mail of a project, the newest first; the address names the piece that is open. */
export async function open({ project, segments, redraw }) {
  const [openId = null] = segments;
  let shown = SHOWN;
  const newestFirst = remembered(mail => [...mail.values()].sort((one, other) => other.createdAt - one.createdAt));

  const who = id => {
    const session = project.get('sessions', id);
    if (session) return html`<a href=${to('projects', project.id, 'sessions', id)}>${said(session.name)}</a>`;
    return said(named(id));
  };
  const named = id => project.get('sessions', id)?.name ?? (id?.startsWith('mobile:') ? id.slice('mobile:'.length) : id ?? 'nobody');

  async function remove(letter) {
    if (!await confirm('Delete this mail?', 'If its session has not read it yet, it will not.', 'Delete')) return;
    // It is shown gone at once, so its own page has nothing to show.
    if (letter.id === openId) go(to('projects', project.id, 'mail'));
    try {
      await project.remove('mail', letter.id, rest => rest.delete(`/api/mail/${encodeURIComponent(letter.id)}`));
      toast('The mail is deleted.');
    } catch (refusal) {
      tellRefusal('The mail was not deleted', refusal);
    }
  }

  const row = letter => html`
    <li class="letter">
      <a class="row" href=${to('projects', project.id, 'mail', letter.id)}>
        <span class="main"><span class="subject">${said(letter.subject)}</span>
          <span class="quiet small one-line">${said(named(letter.fromSessionId))} → ${said(named(letter.toSessionId))}</span>
          ${letter.body ? html`<span class="quiet small one-line">${letter.body}</span>` : nothing}</span>
        <span class="side quiet small nowrap"><time title=${when(letter.createdAt)}>${ago(letter.createdAt)}</time></span>
      </a>
    </li>`;

  const whole = letter => html`
    <article class="card stack">
      <h2>${said(letter.subject)}</h2>
      <dl class="facts">
        <dt>From</dt><dd>${who(letter.fromSessionId)}</dd>
        <dt>To</dt><dd>${who(letter.toSessionId)}</dd>
        <dt>Sent</dt><dd><time datetime=${new Date(letter.createdAt).toISOString()}>${when(letter.createdAt)}</time></dd>
        <dt>Kind</dt><dd>${word(letter.type)}</dd>
      </dl>
      ${letter.body ? html`<p class="body">${letter.body}</p>` : html`<p class="quiet">It has no text.</p>`}
      <div class="actions">
        ${project.get('sessions', letter.fromSessionId) ? html`<button class="button" @click=${() => writeMail(project, { toSessionId: letter.fromSessionId, subject: `Re: ${letter.subject}`.slice(0, 500) })}>Answer</button>` : nothing}
        <button class="button danger" @click=${() => remove(letter)}>Delete</button>
      </div>
    </article>`;

  const one = () => {
    const letter = project.get('mail', openId);
    return html`
      <a class="back" href=${to('projects', project.id, 'mail')}>${icon('back')}Mail</a>
      ${letter ? whole(letter) : project.sync === 'live' ? empty('There is no such mail.', 'It was deleted, or belongs to another project.') : skeleton(2)}`;
  };

  const list = () => {
    const mail = newestFirst(project.all('mail'));
    return html`
      <div class="head"><h2>Mail</h2><button class="button primary" @click=${() => writeMail(project)}>${icon('plus')}Write</button></div>
      ${project.sync === 'never' ? skeleton()
        : mail.length === 0 ? empty('There is no mail.', 'What you write to a session is given to its agent; what sessions write to each other is here, too.')
          : html`
            <ul class="list">${repeat(mail.slice(0, shown), ({ id }) => id, row)}</ul>
            ${mail.length > shown ? html`<p class="actions more"><button class="button" @click=${() => { shown += 200; redraw(); }}>Show more</button></p>` : nothing}`}`;
  };

  return { title: 'Mail', render: () => openId ? one() : list() };
}
