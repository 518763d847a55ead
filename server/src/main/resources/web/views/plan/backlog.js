/**
 * The stories of a project in their order, with what this person changed and was not answered to yet laid over them.
 *
 * It takes whole stories and where they were moved to; a story that is older than the one it has is not taken.
 */
export class Backlog {
  #base = [];
  #overlays = [];
  #shown = null;
  #moved = new Map();
  #clock = 0;
  #made = 0;
  #adding = new Set();
  #turn;

  /** `turn` has what is sent go one after the other (ui/sending.js). */
  constructor(turn) {
    this.#turn = turn;
  }

  /** The stories as they are to be shown; those being made have ids that begin with `new:`. */
  get stories() {
    this.#shown ??= this.#overlays.reduce((stories, overlay) => overlay(stories), this.#base);
    return this.#shown;
  }

  get(id) {
    return this.stories.find(story => story.id === id);
  }

  /** Takes what the hub has, whole. */
  take(stories) {
    this.#base = stories;
    this.#shown = null;
  }

  /** Takes what the hub tells of a change. */
  heard({ change_type: change, story_id: id, story, new_position: position }) {
    if (change === 'removed') {
      this.#drop(id);
    } else if (position === undefined) {
      this.#put(story);
    } else {
      if (change === 'added') this.#cameOf(story);
      this.#moved.set(id, ++this.#clock);
      this.#place(story, position);
    }
  }

  /** Adds a story, which is shown at once. */
  async add(draft, send) {
    const id = `new:${++this.#made}`;
    const story = { description: '', status: 'todo', priority: 'medium', points: null, sprintId: null, taskIds: [], ...draft, id, version: 0 };
    // The hub may tell of a story before the answer to it is here; it is there once all the same.
    const mine = { title: draft.title, isThere: false };
    this.#adding.add(mine);
    try {
      await this.#with(stories => mine.isThere ? stories : [...stories, story], async () => {
        const answer = await send();
        if (!this.#base.some(other => other.id === answer.id)) this.#place(answer, this.#base.length);
      });
    } finally {
      this.#adding.delete(mine);
    }
  }

  /** Changes a story, which is shown at once. */
  change(id, patch, send) {
    return this.#with(stories => stories.map(story => story.id === id ? { ...story, ...patch } : story), async () => this.#put(await send()));
  }

  /** Moves a story, which is shown at once. */
  move(id, position, send) {
    return this.#with(stories => placed(stories, stories.find(story => story.id === id), position), async () => {
      const moment = this.#clock;
      const answer = await send();
      // What was heard since tells where it is now, be it that somebody else has moved it on.
      if ((this.#moved.get(id) ?? 0) <= moment) this.#place(answer, position);
    });
  }

  /** Removes a story, which is gone at once. */
  remove(id, send) {
    return this.#with(stories => stories.filter(story => story.id !== id), async () => {
      await send();
      this.#drop(id);
    });
  }

  /** Takes a story as it is, such as what the hub has in place of what was refused. */
  put(story) {
    this.#put(story);
  }

  async #with(overlay, act) {
    this.#overlays.push(overlay);
    this.#shown = null;
    try {
      await this.#turn(act);
    } finally {
      this.#overlays = this.#overlays.filter(other => other !== overlay);
      this.#shown = null;
    }
  }

  #put(story) {
    this.#base = this.#base.map(other => other.id === story.id && other.version <= story.version ? story : other);
    this.#shown = null;
  }

  #place(story, position) {
    const known = this.#base.find(other => other.id === story.id);
    this.#base = placed(this.#base, known && known.version > story.version ? known : story, position);
    this.#shown = null;
  }

  // Which of two of one title it is, be one of them somebody else's, is of no matter: the answer brings what lacks.
  #cameOf({ id, title }) {
    const mine = [...this.#adding].find(one => !one.isThere && one.title === title);
    if (mine && !this.#base.some(other => other.id === id)) mine.isThere = true;
  }

  #drop(id) {
    this.#base = this.#base.filter(story => story.id !== id);
    this.#shown = null;
  }
}

function placed(stories, story, position) {
  if (!story) return stories;
  const others = stories.filter(other => other.id !== story.id);
  return [...others.slice(0, position), story, ...others.slice(position)];
}
