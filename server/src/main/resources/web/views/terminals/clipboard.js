import { dialog } from '../../ui/dialog.js';
import { html } from '../../ui/html.js';
import { toast } from '../../ui/toast.js';

/** Copies a text; where the browser lets no page do that, shows it to be copied by hand. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} is copied.`, { tone: 'good' });
  } catch {
    // Browsers allow it only in a page that came over https, or from this machine.
    await dialog({
      title: 'Copy by hand',
      wide: true,
      body: () => html`<p class="small quiet">This browser does not let the page copy. Select the text and copy it.</p>
        <pre class="by-hand" tabindex="0">${text}</pre>`,
    });
  }
}

/** What is on the clipboard; null, and said so, where the browser does not tell. */
export async function pasted() {
  try {
    return await navigator.clipboard.readText();
  } catch {
    toast('This browser does not let the page read the clipboard. Paste with the keyboard, or by a long press.', { tone: 'bad' });
    return null;
  }
}
