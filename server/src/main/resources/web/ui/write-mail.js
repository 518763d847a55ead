import { dialog } from './dialog.js';
import { html, nothing } from './html.js';
import { isOver } from './sessions.js';
import { apart, word } from './format.js';
import { filledIn } from './parts.js';
import { tellRefusal, toast } from './toast.js';

/** Asks for a mail to a session, sends it and tells so; also who has left the form meanwhile is told what became of it. */
export function writeMail(project, { toSessionId = '', subject = '' } = {}) {
  const sessions = [...project.all('sessions').values()].sort((one, other) => isOver(one) - isOver(other) || other.lastActivity - one.lastActivity);
  const fields = { toSessionId: toSessionId || sessions[0]?.id || '', subject, body: '' };
  let busy = false;
  let refusal = null;
  let isLeft = false;
  const send = async (done, draw) => {
    busy = true;
    refusal = null;
    draw();
    try {
      const { toSessionId, subject, body } = fields;
      const { mail } = await project.space.ask('mail:send', { toSessionId, subject: subject.trim(), ...(body.trim() && { body }) });
      toast('Sent.', { tone: 'good' });
      done(mail);
    } catch (failure) {
      if (isLeft) return tellRefusal(failure.isUnclear ? 'The mail may not have been sent' : 'The mail was not sent', failure);
      refusal = failure;
      busy = false;
      draw();
    }
  };
  return dialog({
    title: 'Write to a session',
    body: (done, draw) => sessions.length === 0 ? html`<p class="quiet">There is no session to write to.</p>` : html`
      <form class="form" @submit=${event => { event.preventDefault(); send(done, draw); }}>
        ${filledIn(busy, html`
          <label class="field"><span>To</span>
            <select @change=${event => { fields.toSessionId = event.target.value; }}>
              ${sessions.map(session => html`<option value=${session.id} ?selected=${session.id === fields.toSessionId}>${apart(session.name)} (${word(session.status)})</option>`)}
            </select></label>
          <label class="field"><span>Subject</span>
            <input type="text" required maxlength="500" autocomplete="off" .value=${fields.subject} @input=${event => { fields.subject = event.target.value; }}></label>
          <label class="field"><span>Text</span>
            <textarea rows="6" .value=${fields.body} @input=${event => { fields.body = event.target.value; }}></textarea></label>`)}
        ${refusal ? html`<p class="refused" role="alert">Not sent: ${refusal.message}${refusal.isUnclear ? ' It may have been sent all the same.' : ''}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${() => done(null)}>Cancel</button>
          <button class="button primary" ?disabled=${busy}>${busy ? 'Sending…' : 'Send'}</button>
        </div>
      </form>`,
  }).finally(() => { isLeft = true; });
}
