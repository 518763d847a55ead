import { html } from '../../ui/html.js';
import { toast } from '../../ui/toast.js';

// A shell reads what stands between single quotes as it is.
const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/** How an agent is run in a project, to be copied. */
export function command(project) {
  const text = `java -jar maestro-hub.jar agent --url ${location.origin} --project ${quoted(project)} -- claude`;
  return html`<div class="home-command"><code dir="ltr">${text}</code><button class="button" @click=${event => copy(text, event)}>Copy</button></div>`;
}

async function copy(text, event) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.', { tone: 'good' });
  } catch {
    // Without https there is no clipboard; marked, it can be copied by hand.
    getSelection().selectAllChildren(event.target.previousElementSibling);
    toast('The browser forbids copying here; the command is marked.');
  }
}
