import { html, useState } from '../../lib/preact.js';
import { isAdmin } from '../data/access.js';
import { clients, nameOfClient } from '../data/clients.js';
import { useNow } from '../data/clock.js';
import { filter, setFilter } from '../data/filter.js';
import { nameOf, shortTopic } from '../data/names.js';
import { registry } from '../data/registry.js';
import { useStore } from '../data/store.js';
import { State } from '../parts/icon.js';
import { More } from '../parts/more.js';
import { PanelFrame } from '../parts/panel.js';
import { age, count, dateTime } from '../text/format.js';
import { exactly, topicMatcher } from '../text/glob.js';
import { t } from '../text/words.js';

const worstFirst = { failed: 0, pending: 1, live: 2, lingering: 3 };
const shownHolders = 4;
const rowsAtATime = 200;

export function Panel() {
  const { rows, loaded } = useStore(registry);
  const { hub, topic, client } = useStore(filter);
  const [most, setMost] = useState(rowsAtATime);
  const matches = topicMatcher(topic);
  const all = rows
    .filter(row => (!hub || row.hub === hub) && (!client || row.holders?.includes(client)) && matches(row.topic))
    .sort(inOrder);
  return html`
    <${PanelFrame} id="registry" title=${t('panel.registry')} summary=${loaded && shared(all)} tab>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('registry.subscriptions')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t('filter.hub')}</th><th scope="col">${t('filter.topic')}</th><th scope="col">${t('registry.upstream')}</th><th scope="col">${t('registry.state')}</th>
              <th scope="col" class="figure">${t('registry.subscribers')}</th><th scope="col">${t('registry.holders')}</th>
              <th scope="col" class="figure">${t('registry.since')}</th><th scope="col" class="figure">${t('hubs.last_event')}</th>
            </tr>
          </thead>
          <tbody>${all.slice(0, most).map(row => html`<${Row} key=${`${row.hub}\n${row.topic}`} row=${row} />`)}</tbody>
        </table>
        <${More} left=${all.length - most} onMore=${() => setMost(most + rowsAtATime)} />
        ${loaded && !all.length && html`<p class="hint">${rows.length ? t('registry.no_match') : t('registry.nobody')}</p>`}
      </div>
    <//>`;
}

function Row({ row }) {
  const now = useNow();
  const name = nameOf(row.hub, row.topic);
  return html`
    <tr data-testid="registry-row" data-hub=${row.hub} data-topic=${row.topic}>
      <td>${row.hub}</td>
      <td class="topic">
        <button class="text" title=${`${t('registry.only_these')}: ${row.topic}`} onClick=${() => setFilter({ hub: row.hub, topic: exactly(row.topic), panel: 'events' })}>
          ${name && html`<span>${name} </span>`}<code>${shortTopic(row.topic)}</code>
        </button>
        ${row.error && html`<small class="bad" data-testid="registry-error">${row.error}</small>`}
      </td>
      <td class="muted upstream" data-unit=${t('registry.upstream')}>${hasUpstream(row.upstream) ? shortTopic(row.upstream) : t('registry.no_upstream')}</td>
      <td class="row-state"><${State} state=${row.state} testId="registry-state" /></td>
      <td class="figure" data-unit=${t('registry.subscribers')}>${count(row.subscribers)}</td>
      <td class="holders"><${Holders} row=${row} /></td>
      <td class="figure" data-unit=${t('registry.since')} title=${dateTime(row.since)}>${age(row.since, now)}</td>
      <td class="figure" data-unit=${t('hubs.last_event')} title=${dateTime(row.lastEvent)}>${age(row.lastEvent, now)}</td>
    </tr>`;
}

function Holders({ row: { holders = [], subscribers } }) {
  useStore(clients);
  // To those who may see them they come in a moment.
  if (!holders.length) return html`<span class="muted">${subscribers && !isAdmin() ? t('registry.holders_hidden') : ''}</span>`;
  const more = Math.max(subscribers, holders.length) - Math.min(holders.length, shownHolders);
  return html`
    ${holders.slice(0, shownHolders).map(id => html`
      <button key=${id} class="chip link-chip" data-testid="registry-holder" data-client=${id} title=${t('registry.show_client', { id })}
        onClick=${() => setFilter({ client: id, hub: '', topic: '', panel: 'clients' })}>${nameOfClient(id)}</button>`)}
    ${more > 0 && html`<small class="muted" data-testid="registry-more">${t('registry.more_holders', { count: more })}</small>`}`;
}

function inOrder(a, b) {
  return worstFirst[a.state] - worstFirst[b.state] || a.hub.localeCompare(b.hub) || a.topic.localeCompare(b.topic);
}

// Several topics can share one upstream (every entities/… of a hub does); some need none at all.
function shared(rows) {
  const upstream = new Set(rows.filter(row => hasUpstream(row.upstream)).map(row => `${row.hub}\n${row.upstream}`)).size;
  const served = t('registry.client_subscriptions', { count: rows.reduce((sum, row) => sum + row.subscribers, 0) });
  if (!upstream) return t('registry.serve_none', { clients: served });
  return t('registry.serve', { count: upstream, clients: served });
}

const hasUpstream = upstream => Boolean(upstream) && upstream !== 'none';
