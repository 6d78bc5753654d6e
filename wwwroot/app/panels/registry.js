import { html } from '../../lib/preact.js';
import { useNow } from '../data/clock.js';
import { filter, setFilter } from '../data/filter.js';
import { registry } from '../data/registry.js';
import { useStore } from '../data/store.js';
import { State } from '../parts/icon.js';
import { PanelFrame } from '../parts/panel.js';
import { age, count, dateTime, plural } from '../text/format.js';

const worstFirst = { failed: 0, pending: 1, live: 2, lingering: 3 };

export function Panel() {
  const { rows, loaded } = useStore(registry);
  const { hub } = useStore(filter);
  const shown = rows.filter(row => !hub || row.hub === hub).sort(inOrder);
  return html`
    <${PanelFrame} id="registry" title="Registry" summary=${loaded && shared(shown)} grow>
      <div class="scroll" tabindex="0" role="region" aria-label="Subscriptions">
        <table>
          <thead>
            <tr><th>Hub</th><th>Topic <span class="plain">and its upstream</span></th><th class="figure">Subscribers</th><th>State</th><th class="figure">Since</th><th class="figure">Last event</th></tr>
          </thead>
          <tbody>${shown.map(row => html`<${Row} key=${`${row.hub}\n${row.topic}`} row=${row} />`)}</tbody>
        </table>
        ${loaded && !shown.length && html`<p class="hint">Nobody has subscribed to anything${hub ? ` on ${hub}` : ''}.</p>`}
      </div>
    <//>`;
}

function Row({ row }) {
  const now = useNow();
  return html`
    <tr data-testid="registry-row" data-hub=${row.hub} data-topic=${row.topic}>
      <td>${row.hub}</td>
      <td class="topic">
        <button class="text" title="Show only these events" onClick=${() => setFilter({ hub: row.hub, topic: row.topic })}><code>${row.topic}</code></button>
        <small class="muted">${upstreamWords(row.upstream)}</small>
        ${row.error && html`<small class="bad" data-testid="registry-error">${row.error}</small>`}
      </td>
      <td class="figure" data-unit="subscribers">${count(row.subscribers)}</td>
      <td><${State} state=${row.state} testId="registry-state" /></td>
      <td class="figure" data-unit="since" title=${dateTime(row.since)}>${age(row.since, now)}</td>
      <td class="figure" data-unit="last event" title=${dateTime(row.lastEvent)}>${age(row.lastEvent, now)}</td>
    </tr>`;
}

function inOrder(a, b) {
  return worstFirst[a.state] - worstFirst[b.state] || a.hub.localeCompare(b.hub) || a.topic.localeCompare(b.topic);
}

// Several topics can share one upstream (every entities/… of a hub does); some need none at all.
function shared(rows) {
  const upstream = new Set(rows.filter(row => hasUpstream(row.upstream)).map(row => `${row.hub}\n${row.upstream}`));
  const clients = rows.reduce((sum, row) => sum + row.subscribers, 0);
  if (!upstream.size) return `${plural(clients, 'client subscription')}, none of which needs one upstream`;
  return `${plural(upstream.size, 'upstream subscription')} serve${upstream.size === 1 ? 's' : ''} ${plural(clients, 'client subscription')}`;
}

const hasUpstream = upstream => Boolean(upstream) && upstream !== 'none';
const upstreamWords = upstream => (hasUpstream(upstream) ? upstream : 'no upstream needed');
