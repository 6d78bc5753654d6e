import { html } from '../lib/preact.js';
import { alarms } from './data/alarms.js';
import { useNow } from './data/clock.js';
import { setFilter } from './data/filter.js';
import { useStore } from './data/store.js';
import { Icon } from './parts/icon.js';
import { age, dateTime } from './text/format.js';

export function Alarms() {
  const list = useStore(alarms);
  const now = useNow();
  return list.length > 0 && html`
    <ul class="alarms" role="status" aria-label="Alarms" data-testid="alarms">
      ${list.map(({ alarm, hub, since, text }) => html`
        <li key=${`${alarm}\n${hub}`} data-testid="alarm" data-alarm=${alarm} data-hub=${hub}>
          <${Icon} name="degraded" />
          ${hub && html`<button class="text" title="Show only this hub" onClick=${() => setFilter({ hub, topic: '' })}><b>${hub}</b></button>`}
          <span>${text}</span>
          <span class="muted" title=${dateTime(since)}>for ${age(since, now)}</span>
        </li>`)}
    </ul>`;
}
