import { html } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { to } from '../ui/router.js';

const OF_PROJECT = [
  { name: 'chat', label: 'Chat', about: 'Talk, threads and commands', drawing: 'chat' },
  { name: 'plan', label: 'Plan', about: 'Sprints, stories and approvals', drawing: 'plan' },
  { name: 'mail', label: 'Mail', about: 'What sessions were told', drawing: 'mail' },
  { name: 'team', label: 'Team', about: 'Who can be started, and as what', drawing: 'team' },
];

/** What has no tab of its own on a phone. */
export async function open({ project, me }) {
  const entry = (href, { label, about, drawing }) => html`
    <a class="row" href=${href}>${icon(drawing)}<span class="main"><span>${label}</span><span class="quiet small">${about}</span></span></a>`;
  return {
    title: 'More',
    render: () => html`
      <div class="head"><h2>More</h2></div>
      ${project ? html`<nav class="list" aria-label="More of this project">${OF_PROJECT.map(one => entry(to('projects', project.id, one.name), one))}</nav>` : ''}
      <nav class="list section" aria-label="You and the hub">
        ${entry(to('account'), { label: 'You and this device', about: 'Who you are, notifications, signing out', drawing: 'person' })}
        ${me.permissions.includes('admin') ? entry(to('operator'), { label: 'Operator', about: 'How the hub is doing', drawing: 'operator' }) : ''}
        ${entry(to('reference'), { label: 'Reference', about: 'What programs can ask and hear', drawing: 'terminal' })}
        ${entry(to(), { label: 'All projects', about: 'Leave this one', drawing: 'back' })}
      </nav>`,
  };
}
