import { html } from './ui/html.js';
import { said } from './ui/parts.js';
import { place, go, to } from './ui/router.js';
import { toast } from './ui/toast.js';

const KEPT = 50;
const REASONS = { agent_disconnected: 'its agent was lost', spawn_timeout: 'no desktop started it' };
/** Told beside the same of the task, once for each of its sessions. */
const TWICE_TOLD = new Set(['notify:task_session_completed', 'notify:task_session_failed']);

/**
 * The notices of a project in this visit, the newest first, each `{id, event, data, timestamp, text, tone, hash}`, the text being
 * what lit-html renders. Each is also told in passing; what needs a person stays until it is dismissed, or answered.
 */
export class Notices {
  #project;
  #attention;
  #list = [];
  #ends = [];
  #told = new Map();
  #last = 0;

  constructor(project, attention) {
    this.#project = project;
    this.#attention = attention;
    this.#ends.push(project.on('notice', notice => this.#heard(notice)), attention.on('change', () => this.#forgetAnswered()));
  }

  get list() {
    return this.#list;
  }

  close() {
    this.#ends.forEach(end => end());
    this.#told.forEach(dismiss => dismiss());
  }

  #heard({ event, data, timestamp }) {
    const notice = { id: ++this.#last, event, data, timestamp, ...this.#inWords(event, data) };
    this.#list = [notice, ...this.#list].slice(0, KEPT);
    if (!TWICE_TOLD.has(event)) this.#tell(notice);
    this.#attention.emit('change');
  }

  #tell({ event, data, text, tone, hash }) {
    const waits = event === 'notify:needs_input';
    // Where the questions are shown, a question is seen as it comes.
    if (waits && this.#isShown('waiting')) return;
    const stays = waits || tone !== 'good' && tone !== 'plain';
    const dismiss = toast(text, {
      tone, stays, key: `${event} ${data.taskId ?? ''} ${data.sessionId ?? ''}`,
      action: stays ? { label: waits ? 'Answer' : 'Show', act: () => go(hash) } : null,
    });
    if (waits) this.#told.set(data.sessionId, dismiss);
  }

  #forgetAnswered() {
    for (const [sessionId, dismiss] of this.#told) {
      if (this.#project.get('sessions', sessionId)?.needsInput.active) continue;
      dismiss();
      this.#told.delete(sessionId);
    }
  }

  #isShown(view) {
    const { segments } = place();
    return segments[0] === 'projects' && segments[1] === this.#project.id && segments[2] === view;
  }

  #inWords(event, data) {
    const session = data.sessionId && to('projects', this.#project.id, 'sessions', data.sessionId);
    const task = data.taskId && to('projects', this.#project.id, 'tasks', data.taskId);
    const who = said(data.name || this.#project.get('sessions', data.sessionId)?.name || 'A session');
    const title = said(data.title);
    switch (event) {
      case 'notify:needs_input':
        return { text: data.message ? html`${who} asks: ${said(data.message)}` : html`${who} needs an answer.`, tone: 'warn', hash: to('projects', this.#project.id, 'waiting') };
      case 'notify:session_failed':
        return { text: html`${who} failed${data.reason ? html`: ${said(REASONS[data.reason] ?? data.reason)}` : '.'}`, tone: 'bad', hash: session };
      case 'notify:session_completed':
        return { text: html`${who} is done.`, tone: 'good', hash: session };
      case 'notify:task_completed':
        return { text: html`Done: ${title}`, tone: 'good', hash: task };
      case 'notify:task_failed':
        return { text: html`Failed: ${title}`, tone: 'bad', hash: task };
      case 'notify:task_blocked':
        return { text: html`Blocked: ${title}`, tone: 'warn', hash: task };
      case 'notify:task_session_completed':
        return { text: html`${who} has completed: ${title}`, tone: 'good', hash: session };
      case 'notify:task_session_failed':
        return { text: html`${who} was at what failed: ${title}`, tone: 'bad', hash: session };
      default:
        return { text: html`${who}: ${said(data.message ?? event)}`, tone: 'plain', hash: session ?? task ?? to('projects', this.#project.id, 'waiting') };
    }
  }
}
