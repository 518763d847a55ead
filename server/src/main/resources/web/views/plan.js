import { confirm } from '../ui/dialog.js';
import { ago, plural, when } from '../ui/format.js';
import { html, live, nothing, ref, repeat } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { badge, empty, skeleton, trouble } from '../ui/parts.js';
import { once } from '../ui/sending.js';
import { tellRefusal, toast } from '../ui/toast.js';
import { Asked } from './plan/asked.js';
import { askSprint, askState, askStory, STATUSES } from './plan/asking.js';
import { Board } from './plan/board.js';
import { Drag } from './plan/drag.js';

const CLOCK_MS = 1000;
const MOST_NAMED = 8;
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
/** What outlives the view, by person and project: `{title, again, answers, approvals}`, `again` being the story that was refused and is in the field. */
const kept = new Map();

/** What a project is up to: its state, its sprints, what is still to be done, and who is here. */
export async function open({ hub, me, project, redraw }) {
  const key = JSON.stringify([me.id, project.id]);
  if (!kept.has(key)) kept.set(key, { title: '', again: null, answers: new Map(), approvals: new Map() });
  const own = kept.get(key);
  const screen = new Screen(new Board(hub, me, project.id, own.approvals), project, own, redraw);
  return { title: 'Plan', layout: 'wide', render: () => screen.render(), close: () => screen.close() };
}

class Screen {
  #board;
  #project;
  #redraw;
  #clock;
  #said = '';
  #kept;
  #asked;
  #focus = null;
  #closed = false;
  #drag = new Drag((id, position) => this.#move(id, position));

  constructor(board, project, own, redraw) {
    this.#board = board;
    this.#project = project;
    this.#kept = own;
    this.#redraw = redraw;
    this.#asked = new Asked(board.approvals, own.answers, { nameOf: userId => this.#name(userId), redraw, say: text => this.#say(text) });
    board.on('change', redraw);
    // Only what counts down moves by itself.
    this.#clock = setInterval(() => board.approvals.pending.length && redraw(), CLOCK_MS);
  }

  close() {
    this.#closed = true;
    clearInterval(this.#clock);
    this.#asked.close();
    this.#board.close();
  }

  render() {
    const board = this.#board;
    if (board.phase === 'refused') return trouble('The plan cannot be read.', board.refusal, () => board.again());
    this.#keepFocus();
    return html`
      <div class="plan">
        <div class="head"><h2>Plan</h2>${this.#people()}</div>
        ${board.phase === 'never' ? skeleton(6) : html`
          <div class="columns">
            <div class="aside">${this.#state()}${this.#asked.render()}</div>
            <div class="mainly">${this.#sprints()}${this.#backlog()}</div>
          </div>`}
        <p class="visually-hidden" role="status">${this.#said}</p>
      </div>`;
  }

  #people() {
    const { count: here, names } = this.#board.people;
    const named = names.slice(0, MOST_NAMED);
    const others = here - 1 - named.length;
    return html`<div class="people">${here ? html`
      <span class="quiet small" aria-hidden="true">Here now</span>
      <ul aria-label="Here now"><li class="badge">You</li>${repeat(named, userId => userId, userId => html`<li class="badge">${this.#name(userId)}</li>`)}${others > 0 ? html`<li class="badge">${named.length ? 'and ' : ''}${plural(others, 'other')}</li>` : nothing}</ul>` : nothing}
      <span class="visually-hidden" role="status">${here ? `${plural(here, 'person', 'people')} here` : ''}</span></div>`;
  }

  #state() {
    const { state, changedBy, reason, updatedAt } = this.#board.workflow;
    return html`
      <section class="section" aria-labelledby="plan-state">
        <h3 id="plan-state">State</h3>
        <div class="card state">
          <p class="now" role="status">${state}</p>
          <p class="quiet small">${changedBy ? html`Set by ${this.#name(changedBy)}, ${ago(updatedAt)}` : 'Nobody has set a state yet. It tells everyone, people and agents, what the project is at.'}</p>
          ${reason ? html`<p class="small">${reason}</p>` : nothing}
          <div class="actions"><button class="button" @click=${() => askState(this.#board)}>Change the state</button></div>
        </div>
      </section>`;
  }

  #sprints() {
    const all = this.#board.sprints;
    const active = all.find(({ status }) => status === 'active');
    const planned = all.filter(({ status }) => status === 'planned');
    const ended = all.filter(({ status }) => status === 'ended').reverse();
    return html`
      <section class="section" aria-labelledby="plan-sprint">
        <h3 id="plan-sprint">Sprint</h3>
        ${active ? this.#active(active) : html`
          <div class="card">${empty('No sprint is running.', all.length === 0
            ? 'A sprint is a stretch of time in which some stories of the backlog are to be done. Make one, put stories into it, and start it: the hub then reckons how fast it goes and when it will be done.'
            : planned.length ? 'Start one of those that are planned, or make another.' : 'Make another one to go on.',
          html`<button class="button ${all.length ? '' : 'primary'}" @click=${() => this.#askSprint()}>Make a sprint</button>`)}</div>`}
        ${planned.length ? html`<ul class="list others" aria-label="Planned sprints">${repeat(planned, ({ id }) => id, sprint => this.#planned(sprint, active))}</ul>` : nothing}
        ${active ? html`<div class="actions more"><button class="button" @click=${() => this.#askSprint()}>Make a sprint</button></div>` : nothing}
        ${ended.length ? html`<details class="ended"><summary>${plural(ended.length, 'sprint')} before</summary>
          <ul class="list">${repeat(ended, ({ id }) => id, sprint => html`<li><div class="row"><span class="main"><span>${sprint.name}</span>
            <span class="quiet small">${sprint.completedStories} of ${plural(sprint.totalStories, 'story', 'stories')} done, ended ${ago(sprint.endedAt)}</span></span></div></li>`)}</ul></details>` : nothing}
      </section>`;
  }

  #active(sprint) {
    const { totalStories: all, completedStories: done, failedStories: failed, inProgressStories: going } = sprint;
    const words = all === 0 ? 'No stories are in it yet' : [`${done} of ${all} done`, failed && `${failed} failed`, going && `${going} in progress`].filter(Boolean).join(', ');
    return html`
      <div class="card sprint">
        <div class="titled"><h4>${sprint.name}</h4>${badge('active')}</div>
        ${sprint.goal ? html`<p class="quiet">${sprint.goal}</p>` : nothing}
        <div class="portions" role="img" aria-label="Progress: ${words}">${[['good', done], ['bad', failed], ['accent', going]].map(([tone, part]) => html`
          <span class=${tone} ${ref(element => element?.style.setProperty('flex-grow', part))}></span>`)}<span ${ref(element => element?.style.setProperty('flex-grow', Math.max(all - done - failed - going, all ? 0 : 1)))}></span></div>
        <p class="told" role="status">${words}</p>
        <dl class="facts">
          <dt>Velocity</dt><dd>${sprint.velocity ? `${plural(Math.round(sprint.velocity * 10) / 10, 'point')} a day` : 'nothing is done yet'}</dd>
          <dt>Done by</dt><dd>${all === 0 ? 'not known yet' : done + failed === all ? `all closed ${ago(sprint.estimatedCompletion)}` : `${day.format(sprint.estimatedCompletion)}, as far as can be told`}</dd>
          <dt>Started</dt><dd>${sprint.startedAt ? when(sprint.startedAt) : ''}</dd>
          ${sprint.endsAt ? html`<dt>Meant to end</dt><dd>${day.format(sprint.endsAt)}</dd>` : nothing}
        </dl>
        <div class="actions"><button class="button" @click=${() => this.#stop(sprint)}>Stop the sprint</button><button class="button" @click=${() => this.#askSprint(sprint)}>Edit</button></div>
      </div>`;
  }

  #planned(sprint, active) {
    return html`
      <li><div class="row">
        <span class="main"><span>${sprint.name}</span><span class="quiet small">${plural(sprint.totalStories, 'story', 'stories')}${sprint.endsAt ? `, to end ${day.format(sprint.endsAt)}` : ''}</span></span>
        <span class="side">
          <button class="button" aria-label="Edit ${sprint.name}" @click=${() => this.#askSprint(sprint)}>Edit</button>
          <button class="button ${active ? '' : 'primary'}" aria-label="Start ${sprint.name}" ?disabled=${Boolean(active)} title=${active ? `${active.name} is running` : nothing} @click=${() => this.#try('The sprint was not started', () => this.#board.startSprint(sprint.id), `${sprint.name} has started.`)}>Start</button>
        </span>
      </div></li>`;
  }

  #backlog() {
    const stories = this.#board.stories;
    return html`
      <section class="section" aria-labelledby="plan-backlog">
        <h3 id="plan-backlog">Backlog</h3>
        ${stories.length ? html`<ol class="list stories" aria-label="Stories, the most urgent first">${repeat(stories, ({ id }) => id, (story, index) => this.#story(story, index, stories.length))}</ol>`
          : html`<div class="card">${empty('The backlog is empty.', 'It holds what is still to be done, as stories, the most urgent first. A story says what somebody wants, and can be put into a sprint.')}</div>`}
        <form class="add" @submit=${event => { event.preventDefault(); this.#add(); }}>
          <label class="visually-hidden" for="plan-add">A new story</label>
          <input id="plan-add" placeholder="A new story" maxlength="500" autocomplete="off" .value=${live(this.#kept.title)} @input=${event => { this.#kept.title = event.target.value; this.#redraw(); }}>
          <button class="button primary">Add</button>
        </form>
      </section>`;
  }

  #story(story, index, all) {
    const isNew = story.id.startsWith('new:');
    const sprint = this.#board.sprints.find(({ id }) => id === story.sprintId);
    const about = [story.points !== null && plural(story.points, 'point'), story.priority === 'medium' ? '' : `${story.priority} priority`].filter(Boolean).join(' · ');
    return html`
      <li class="story ${story.status} ${isNew ? 'pending' : ''}" data-id=${story.id}>
        <span class="handle" aria-hidden="true" @pointerdown=${isNew ? nothing : this.#drag.begin}><svg viewBox="0 0 8 20" width="8" height="20" fill="currentColor"><path d="M0 3h2v2H0zM6 3h2v2H6zM0 9h2v2H0zM6 9h2v2H6zM0 15h2v2H0zM6 15h2v2H6z"/></svg></span>
        <div class="what">
          <button class="title" ?disabled=${isNew} @click=${() => this.#askStory(story)}>${story.title}</button>
          <div class="meta small">
            <select aria-label="Status of ${story.title}" ?disabled=${isNew} @change=${event => this.#change(story, { status: event.target.value })}>${STATUSES.map(([value, label]) => html`<option value=${value} .selected=${live(value === story.status)}>${label}</option>`)}</select>
            ${sprint ? html`<span class="badge ${sprint.status === 'active' ? 'accent' : ''}">${sprint.name}</span>` : nothing}
            ${about ? html`<span class="quiet">${about}</span>` : nothing}
          </div>
        </div>
        <div class="moves">
          <button class="icon" data-move="up" aria-label="Move ${story.title} up" ?disabled=${isNew || index === 0} @click=${() => this.#step(story, index - 1, 'up')}>${icon('up')}</button>
          <button class="icon" data-move="down" aria-label="Move ${story.title} down" ?disabled=${isNew || index === all - 1} @click=${() => this.#step(story, index + 1, 'down')}>${icon('down')}</button>
        </div>
      </li>`;
  }

  async #askSprint(sprint = null) {
    if (await askSprint(this.#board, sprint) !== 'remove' || !await confirm(`Delete ${sprint.name}?`, 'Its stories stay in the backlog.', 'Delete')) return;
    await this.#try('The sprint was not deleted', () => this.#board.removeSprint(sprint.id), `${sprint.name} is deleted.`);
  }

  async #askStory(story) {
    if (await askStory(this.#board, story) !== 'remove' || !await confirm(`Delete “${story.title}”?`, 'It is gone for everybody.', 'Delete')) return;
    await this.#try('The story was not deleted', () => this.#board.removeStory(story.id), 'The story is deleted.');
  }

  #add() {
    const title = this.#kept.title.trim();
    // The button is never disabled: Enter, pressed before it is drawn again, would be lost.
    if (!title) return document.getElementById('plan-add').focus();
    const { again } = this.#kept;
    Object.assign(this.#kept, { title: '', again: null });
    this.#redraw();
    this.#addStory(again?.title === title ? again : { title, post: once() });
  }

  async #addStory(story) {
    const { title, post } = story;
    try {
      await post(title, key => this.#board.addStory({ title }, key));
      this.#say(`${title} is added.`);
    } catch (refusal) {
      this.#notAdded(story, refusal);
    }
  }

  // What was refused is there to be sent again. If something else is being written, or one has left, it is named.
  #notAdded(story, refusal) {
    const what = refusal.isUnclear ? 'may not have been added' : 'was not added';
    if (this.#closed || this.#kept.title) {
      toast(`“${story.title}” ${what}: ${refusal.message}`, { tone: 'bad', action: { label: 'Try again', act: () => this.#addStory(story) } });
      return;
    }
    Object.assign(this.#kept, { title: story.title, again: story });
    tellRefusal(`The story ${what}`, refusal);
    this.#redraw();
  }

  #change(story, patch) {
    return this.#try('The story was not changed', () => this.#board.changeStory(story.id, patch), null);
  }

  #step(story, position, direction) {
    this.#focus = { id: story.id, direction };
    this.#move(story.id, position);
  }

  #move(id, position) {
    const all = this.#board.stories.length;
    this.#say(`${this.#board.story(id)?.title} is number ${position + 1} of ${all} now.`);
    return this.#try('The story was not moved', () => this.#board.moveStory(id, position), null);
  }

  async #stop(sprint) {
    const open = sprint.totalStories - sprint.completedStories - sprint.failedStories;
    if (!await confirm(`Stop ${sprint.name}?`, `${open ? `${plural(open, 'story is', 'stories are')} still open, and stay in the backlog. ` : ''}A sprint that has ended cannot be started again.`, 'Stop')) return;
    await this.#try('The sprint was not stopped', () => this.#board.stopSprint(sprint.id), `${sprint.name} has ended.`);
  }

  /** Does something, and tells what came of it; returns whether it was done. */
  async #try(what, act, said) {
    try {
      await act();
    } catch (refusal) {
      tellRefusal(what, refusal);
      return false;
    }
    if (said) this.#say(said);
    return true;
  }

  #say(text) {
    this.#said = text;
    this.#redraw();
  }

  // A row that is moved loses the focus, and a button at the end of its way is off: its neighbour has it then.
  #keepFocus() {
    if (!this.#focus) return;
    const { id, direction } = this.#focus;
    this.#focus = null;
    queueMicrotask(() => {
      const row = document.querySelector(`.story[data-id="${CSS.escape(id)}"]`);
      const wanted = row?.querySelector(`[data-move="${direction}"]`);
      (wanted?.disabled ? row.querySelector('[data-move]:not(:disabled)') : wanted)?.focus();
    });
  }

  #name(userId) {
    return this.#project.get('sessions', userId)?.name || userId;
  }
}
