import { Approving } from '../../ui/approving.js';
import { ago, lasting } from '../../ui/format.js';
import { html, nothing, repeat } from '../../ui/html.js';
import { badge } from '../../ui/parts.js';
import { tellRefusal, toast } from '../../ui/toast.js';

const HOUR_MS = 3_600_000;

/**
 * What was asked to be approved, as it is shown. `answers` are those that this person is about to give, by id; they outlive the
 * view, as what is written does.
 */
export class Asked {
  #approvals;
  #answers;
  #nameOf;
  #redraw;
  #say;
  #closed = false;

  constructor(approvals, answers, { nameOf, redraw, say }) {
    this.#approvals = approvals;
    this.#answers = answers;
    this.#nameOf = nameOf;
    this.#redraw = redraw;
    this.#say = say;
    for (const [id, earlier] of answers) answers.set(id, Object.assign(this.#answerTo(id), { draft: earlier.draft }));
  }

  close() {
    this.#closed = true;
  }

  render() {
    const { pending, answered } = this.#approvals;
    return html`
      <section class="section" aria-labelledby="plan-approvals">
        <h3 id="plan-approvals">Approvals</h3>
        ${pending.length ? html`<ul class="stack asked">${repeat(pending, ({ id }) => id, approval => this.#asked(approval))}</ul>`
          : html`<p class="card quiet small">Nothing waits for an answer. When an agent asks before it does something, you answer it here.</p>`}
        ${answered.length ? html`<details class="ended"><summary>Answered since you came</summary><ul class="list">${repeat(answered, ({ id }) => id, approval => html`
          <li><div class="row"><span class="main"><span>${approval.task?.title ?? 'A task'}</span>
            <span class="small">${approval.reason}</span>
            <span class="quiet small">${approval.status === 'timed_out' ? 'Nobody answered in time' : `By ${this.#nameOf(approval.resolvedBy)}`}, ${ago(approval.resolvedAt)}${approval.comment ? `: ${approval.comment}` : ''}</span></span>
            <span class="side">${badge(approval.status)}</span></div></li>`)}</ul></details>` : nothing}
      </section>`;
  }

  #asked(approval) {
    const { id, requestedBy, timeoutAt } = approval;
    const left = timeoutAt - Date.now();
    const title = approval.task?.title ?? 'A task';
    if (!this.#answers.has(id)) this.#answers.set(id, this.#answerTo(id));
    return html`
      <li class="card" aria-label=${title}>
        <h4>${title}</h4>
        <p class="reason">${approval.reason}</p>
        <p class="quiet small">${requestedBy ? `${this.#nameOf(requestedBy)} asks. ` : ''}${left <= 0 ? 'Its time is over.' : `Rejected by itself ${left > HOUR_MS ? ago(timeoutAt) : `in ${lasting(left)}`}.`}</p>
        ${this.#answers.get(id).render({ id: `comment-${id}`, name: title })}
      </li>`;
  }

  #answerTo(id) {
    return new Approving({ send: (...what) => this.#answer(id, ...what), redraw: this.#redraw, refused: () => {} });
  }

  // One that was answered before has left the list, and its refusal with it.
  async #answer(id, approved, comment, key) {
    try {
      await this.#approvals.resolve(id, approved, comment, key);
      this.#say(approved ? 'Approved.' : 'Rejected.');
    } catch (refusal) {
      const { current } = refusal;
      if (refusal.code !== 'conflict' || !current) {
        if (this.#closed) tellRefusal('An approval was not answered', refusal);
        throw refusal;
      }
      toast(current.status === 'timed_out' ? 'Its time was over before you answered.' : `${this.#nameOf(current.resolvedBy)} answered before you: ${current.status}.`, { tone: 'bad' });
    }
    this.#answers.delete(id);
  }
}
