import { html } from '../lib/preact.js';
import { alarms } from './data/alarms.js';
import { useNow } from './data/clock.js';
import { setFilter } from './data/filter.js';
import { useStore } from './data/store.js';
import { Icon } from './parts/icon.js';
import { age, dateTime } from './text/format.js';
import { t } from './text/words.js';

export function Alarms() {
  const list = useStore(alarms);
  const now = useNow();
  return list.length > 0 && html`
    <section class="alarms" aria-label=${t('alarms.title')} data-testid="alarms">
      <ul>
        ${list.map(({ alarm, hub, since, text }) => html`
          <li key=${`${alarm}\n${hub}`} data-testid="alarm" data-alarm=${alarm} data-hub=${hub}>
            <${Icon} name="degraded" />
            <div class="alarm-words" role="status">
              ${hub && html`<button class="text" title=${t('alarms.only_hub')} onClick=${() => setFilter({ hub, topic: '' })}><b>${hub}</b></button>`}
              <span>${text}</span>
            </div>
            <span class="muted" title=${dateTime(since)}>${t('alarms.for', { age: age(since, now) })}</span>
          </li>`)}
      </ul>
    </section>`;
}
