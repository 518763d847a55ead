import * as notifications from '../notifications.js';
import { confirm } from '../ui/dialog.js';
import { html, nothing } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { statedEnd } from '../ui/login.js';
import { moment, trouble } from '../ui/parts.js';
import { to } from '../ui/router.js';
import { toast } from '../ui/toast.js';
import { plural, when } from '../ui/format.js';

/** A token that ends sooner than this is said to end soon. */
const SOON_MS = 24 * 3_600_000;
/** Beyond it there are no dates. */
const LATEST_MS = 8.64e15;
const TICK_MS = 30_000;

const KINDS = { local: 'The person at this machine', user: 'A user', agent: 'The agent of a session' };
const RIGHTS = {
  'terminal:write': 'type into terminals',
  admin: 'run the hub: settings and the log of what was done',
  monitor: 'see how the hub is doing',
};

/** Who one is, and what this device does. */
export async function open({ hub, me: known, redraw, signOut }) {
  let me = known;
  let failure = null;
  let standing = notifications.standing();
  let switching = false;

  // Rights may have changed since the page was opened.
  hub.me().then(now => { me = now; redraw(); }, refusal => { failure = refusal; redraw(); });
  const ticking = setInterval(redraw, TICK_MS);

  const turn = async () => {
    switching = true;
    redraw();
    try {
      await (standing === 'on' ? notifications.turnOff() : notifications.turnOn());
    } catch (refusal) {
      toast(`Notifications were not changed: ${refusal.message}`, { tone: 'bad' });
    }
    standing = notifications.standing();
    switching = false;
    redraw();
  };
  const leave = async () => {
    const sure = await confirm('Sign out on this device?', 'The token is forgotten here. To come back you need a link or a token.', 'Sign out');
    if (sure) signOut();
  };

  const ending = () => {
    const end = me.expiresAt ?? statedEnd();
    if (!end || end > LATEST_MS) return html`<dd>never</dd>`;
    return html`<dd>${moment(end)}<span class="quiet"> (${when(end)})</span></dd>`;
  };
  const endsSoon = () => {
    const end = me.expiresAt ?? statedEnd();
    return end && end - Date.now() < SOON_MS;
  };
  const sees = () => me.allProjects ? 'all projects' : plural(me.projectIds.length, 'project');
  const may = () => me.permissions.map(right => RIGHTS[right] ?? right).join('; ') || 'look, and change tasks, mail and sessions';

  const notifying = () => {
    if (standing === 'impossible') return nothing;
    return html`
      <section class="section"><h3>Notifications</h3>
        <div class="list"><div class="row">
          <span class="main"><span id="notify-label">Tell me when somebody waits</span>
            <span class="quiet small">${standing === 'denied' ? 'The browser forbids it for this page; its settings allow it again.'
              : 'A notification of what begins to wait while this page is open on a project, but out of sight.'}</span></span>
          <button class="switch" role="switch" aria-checked=${standing === 'on'} aria-labelledby="notify-label notify-state"
            ?disabled=${switching || standing === 'denied'} @click=${turn}><span id="notify-state">${standing === 'on' ? 'On' : 'Off'}</span></button>
        </div></div>
      </section>`;
  };
  const installing = () => matchMedia('(display-mode: standalone)').matches ? nothing : html`
    <section class="section"><h3>On the home screen</h3>
      <p class="small quiet">This page can be kept like an app. On an iPhone or iPad: Share, then “Add to Home Screen”. Elsewhere: the browser’s menu, then “Install” or “Add to home screen”.</p>
    </section>`;

  return {
    title: 'You',
    close: () => clearInterval(ticking),
    render: () => html`
      <div class="head"><h2>You</h2></div>
      ${failure ? trouble('The hub could not be asked who you are.', failure) : nothing}
      ${endsSoon() ? html`<p class="notice" role="status">Your token ends ${moment(me.expiresAt ?? statedEnd())}. Fetch a new link before, or you have to sign in again.</p>` : nothing}
      <section class="card">
        <dl class="facts">
          <dt>You are</dt><dd><strong><bdi>${me.email ?? me.id}</bdi></strong></dd>
          ${me.email ? html`<dt>Id</dt><dd><bdi>${me.id}</bdi></dd>` : nothing}
          <dt>Known as</dt><dd>${KINDS[me.kind] ?? me.kind}</dd>
          <dt>You see</dt><dd>${sees()}</dd>
          <dt>You may</dt><dd>${may()}</dd>
          <dt>Your token ends</dt>${ending()}
        </dl>
      </section>
      ${notifying()}
      ${me.permissions.includes('admin') ? html`
        <section class="section"><h3>The hub</h3>
          <div class="list"><a class="row" href=${to('operator')}>${icon('operator')}<span class="main"><span>Operator</span><span class="quiet small">Connections, rates, the log of what was done, settings</span></span></a></div>
        </section>` : nothing}
      <section class="section"><h3>For programs</h3>
        <div class="list"><a class="row" href=${to('reference')}>${icon('terminal')}<span class="main"><span>Reference</span><span class="quiet small">Every route and every event, with what each takes and answers</span></span></a></div>
      </section>
      ${installing()}
      <section class="section"><h3>This device</h3>
        <div class="actions"><button class="button danger" @click=${leave}>Sign out on this device</button></div>
      </section>`,
  };
}
