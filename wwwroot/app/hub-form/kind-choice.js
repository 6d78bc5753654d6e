import { html, useEffect, useState } from '../../lib/preact.js';
import { t, worded } from './words.js';
import { discover } from './requests.js';

// What kind of hub it is; what was found in the house stands above and brings its address along.
export function KindChoice({ kinds, onChoose }) {
  const [found, setFound] = useState([]);
  useEffect(() => {
    let gone = false;
    discover().then(list => { if (!gone) setFound(list.filter(({ kind, configured }) => !configured && kinds.some(known => known.kind === kind))); });
    return () => { gone = true; };
  }, []);
  return html`
    ${found.length > 0 && html`
      <section class="found" aria-labelledby="found-title">
        <h3 id="found-title">${t('form.found')}</h3>
        <div class="kind-cards">
          ${found.map(({ kind, name, url }) => html`
            <button type="button" class="kind-card" key=${url} data-testid="hub-found" data-url=${url} onClick=${() => onChoose(kind, { name, url })}>
              <b>${name}</b><span class="muted">${kinds.find(known => known.kind === kind).label} · ${url}</span>
            </button>`)}
        </div>
      </section>`}
    <h3>${t('form.kind')}</h3>
    <div class="kind-cards">
      ${kinds.map(({ kind, label, about }) => html`
        <button type="button" class="kind-card" key=${kind} data-testid="hub-kind" data-kind=${kind} onClick=${() => onChoose(kind, null)}>
          <b>${label}</b><span class="muted">${worded(about)}</span>
        </button>`)}
    </div>`;
}
