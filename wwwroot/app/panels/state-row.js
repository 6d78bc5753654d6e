import { html } from '../../lib/preact.js';
import { useNow } from '../data/clock.js';
import { setFilter } from '../data/filter.js';
import { shortTopic } from '../data/names.js';
import { thingsOf } from '../things/things.js';
import { age, dateTime } from '../text/format.js';
import { exactly } from '../text/glob.js';
import { t } from '../text/words.js';
import { levelWords, readingWords } from './readings.js';

export function StateRow({ value: { hub, kind, topic, data, time }, name }) {
  const now = useNow();
  const thing = thingsOf(kind).thing(data, topic);
  return html`
    <tr data-testid="state-row" data-hub=${hub} data-topic=${topic}>
      <td>${hub}</td>
      <td class="thing-name">${name}</td>
      <td class="topic"><button class="text" title=${t('registry.only_these')} onClick=${() => setFilter({ hub, topic: exactly(topic), panel: 'events' })}><code title=${topic}>${shortTopic(topic)}</code></button></td>
      <td class="thing-value">${words(thing)}</td>
      <td class="figure" data-unit=${t('things.changed')} title=${dateTime(time)}>${age(time, now)}</td>
    </tr>`;
}

function words({ away, power, level, readings }) {
  return [
    away && t('value.unavailable'),
    power && t(power.on ? 'value.on' : 'value.off'),
    level && levelWords(level),
    ...readings.map(readingWords),
  ].filter(Boolean).join(' · ');
}
