import { html, useState } from '../lib/preact.js';
import { access, useKey } from './data/access.js';
import { useStore } from './data/store.js';

export function KeyPrompt() {
  const { fault } = useStore(access);
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(false);
  const [busy, setBusy] = useState(false);
  const [away, setAway] = useState('');

  const send = async event => {
    event.preventDefault();
    setBusy(true);
    setAway('');
    // What the gateway says of a key is in the store; anything else is that it did not answer.
    await useKey(key.trim(), remember).catch(problem => setAway(access.get().fault ? '' : `The gateway did not take it: ${problem.message}`));
    setBusy(false);
  };

  return html`
    <section class="welcome key" data-testid="key-prompt" aria-labelledby="key-title">
      <h2 id="key-title">This gateway asks for an access key</h2>
      <p class="muted">Whoever runs it makes one with <code>key add "wall tablet" --scope read:home/*</code>. It begins with <code>gw_</code>.</p>
      <form onSubmit=${send}>
        <label>Access key
          <input data-testid="key-input" type="password" autocomplete="current-password" spellcheck="false" autofocus value=${key}
            aria-invalid=${String(Boolean(fault))} aria-describedby="key-fault" onInput=${event => setKey(event.target.value)} />
        </label>
        <label class="check"><input data-testid="key-remember" type="checkbox" checked=${remember} onChange=${event => setRemember(event.target.checked)} /> Remember it in this browser</label>
        <p id="key-fault" class="bad" role="alert" data-testid="key-fault">${fault || away}</p>
        <button class="primary" type="submit" data-testid="key-send" disabled=${busy || !key.trim()}>Open</button>
      </form>
    </section>`;
}
