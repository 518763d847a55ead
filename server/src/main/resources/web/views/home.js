import { plural } from '../ui/format.js';
import { html, nothing } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { empty, skeleton, trouble } from '../ui/parts.js';
import { go, to } from '../ui/router.js';
import { scroller } from '../ui/scroller.js';
import { command } from './home/command.js';
import { editProject, makeProject } from './home/dialogs.js';
import { Projects } from './home/projects.js';

/** The height of a row in rem. */
const ROW = 4.75;
/** From as many on one looks for a project by its name. */
const MANY = 8;

/** All projects that one may see, those where a session asks first. */
export async function open({ hub, redraw }) {
  const projects = new Projects(hub);
  projects.on('change', redraw);
  let search = '';

  const make = async () => {
    const made = await makeProject(hub);
    if (made) go(to('projects', made.id, 'tasks'));
  };
  const row = project => {
    const asking = projects.askingIn(project.id);
    const about = project.description || project.workingDir;
    return html`
      <div class="home-project">
        <a class="into" href=${to('projects', project.id)}>
          <span class="name" dir="auto">${project.name}</span>
          <span class="about quiet small"><bdi>${about || 'No description'}</bdi></span>
        </a>
        ${asking ? html`<span class="badge warn">${asking} ${asking === 1 ? 'asks' : 'ask'}</span>` : nothing}
        <button class="icon" aria-label=${`Change ${project.name}`} @click=${() => editProject(hub, project)}>${icon('more')}</button>
      </div>`;
  };

  const list = () => {
    const all = projects.sorted();
    if (projects.failure && !all.length) return trouble('The projects could not be fetched.', projects.failure, () => projects.fetch());
    if (!projects.known && !all.length) return html`<div class="home-awaited">${skeleton(5)}</div>`;
    if (!all.length) {
      return empty('There is no project yet.', 'Projects are what tasks and sessions belong to. Make one, then run an agent in it:', html`
        <button class="button primary" @click=${make}>${icon('plus')} Make a project</button>${command('my project')}`);
    }
    const found = search ? all.filter(project => project.name.toLowerCase().includes(search.toLowerCase())) : all;
    return html`
      ${all.length >= MANY ? html`<input type="search" class="home-seek" aria-label="Search projects by name" placeholder="Search" autocomplete="off" .value=${search}
        @input=${event => { search = event.target.value; redraw(); }}>` : nothing}
      ${found.length ? html`<div class="list">${scroller({ items: found, key: project => project.id, height: ROW, row })}</div>` : empty('No project is called so.', '')}
      ${projects.failure ? html`<p class="notice" role="status">Not all projects are here: ${projects.failure.message}</p>` : nothing}
      <details class="section home-begin"><summary>Run an agent</summary>
        <p class="quiet small">In a shell, with the name of one of the projects. What it shows can be watched under Terminals.</p>${command(all[0].name)}</details>`;
  };

  return {
    title: 'Projects',
    close: () => projects.close(),
    render: () => html`
      <div class="head"><h2>Projects</h2>${projects.known && projects.size ? html`<button class="button" @click=${make}>${icon('plus')} New project</button>` : nothing}</div>
      <p class="visually-hidden" role="status">${projects.known ? `${plural(projects.size, 'project')}, ${plural(projects.asking, 'session asks', 'sessions ask')}` : ''}</p>
      ${list()}`,
  };
}
