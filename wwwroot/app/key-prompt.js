import { html, useState } from '../lib/preact.js';
import { access, useKey } from './data/access.js';
import { useStore } from './data/store.js';
import { rich, t } from './text/words.js';

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
    await useKey(key.trim(), remember).catch(problem => setAway(access.get().fault ? '' : t('key.not_taken', { fault: problem.message })));
    setBusy(false);
  };

  return html`
    <section class="welcome key" data-testid="key-prompt" aria-labelledby="key-title">
      <h2 id="key-title">${t('key.title')}</h2>
      <p class="muted">${rich('key.about', { command: html`<code>key add "wall tablet" --scope read:home/*</code>`, prefix: html`<code>gw_</code>` })}</p>
      <form onSubmit=${send}>
        <label>${t('key.label')}
          <input data-testid="key-input" type="password" autocomplete="current-password" spellcheck=${false} autofocus value=${key}
            aria-invalid=${String(Boolean(fault))} aria-describedby="key-fault" onInput=${event => setKey(event.target.value)} />
        </label>
        <label class="check"><input data-testid="key-remember" type="checkbox" checked=${remember} onChange=${event => setRemember(event.target.checked)} /> ${t('key.remember')}</label>
        <p id="key-fault" class="bad" role="alert" data-testid="key-fault">${fault || away}</p>
        <button class="primary" type="submit" data-testid="key-send" disabled=${busy || !key.trim()}>${t('key.open')}</button>
      </form>
    </section>`;
}
