import { html, useEffect, useRef, useState } from '../../lib/preact.js';
import { clientName, shortId, useClients } from '../data/clients.js';
import { filter, setFilter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { PanelFrame } from '../parts/panel.js';
import { number } from '../text/format.js';
import { t } from '../text/words.js';
import { inOrder } from './client-order.js';
import { group, layOut, rowsIn } from './flow-layout.js';

const letterWidth = 6.8;

export function Panel() {
  const { list } = useStore(hubs);
  const clients = useClients();
  const chosen = useStore(filter);
  const box = useRef(null);
  const [{ width, height }, setSize] = useState({ width: 420, height: 220 });

  useEffect(() => {
    const sizes = new ResizeObserver(() => setSize({ width: box.current.clientWidth, height: box.current.clientHeight }));
    sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);

  const { hubs: left, clients: right, centre } = layOut({
    hubs: group(list.map(status => ({ id: status.hub, label: status.hub, rate: status.eventsPerSecond ?? 0, state: status.state, hubs: [status.hub] })), rowsIn(height)),
    clients: inPlace(group(clientNodes(clients, list), rowsIn(height))),
    width,
    height,
  });
  const total = list.reduce((sum, status) => sum + (status.eventsPerSecond ?? 0), 0);
  const toClients = right.reduce((sum, client) => sum + client.rate, 0);

  return html`
    <${PanelFrame} id="flow" title=${t('panel.flow')} summary=${t('flow.summary', { rate: number(total), delivered: number(toClients) })}>
      <div class="flow" ref=${box}>
        <svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="group" aria-label=${t('flow.about')}>
          ${left.map(node => html`<${Edge} key=${node.id} node=${node} faded=${isFadedHub(node, chosen, clients.list)} />`)}
          ${right.map(node => html`<${Edge} key=${`client ${node.id}`} node=${node} faded=${isFadedClient(node, chosen)} />`)}
          <g class="flow-centre">
            <rect x=${centre.x} y=${centre.y} width=${centre.width} height=${centre.height} rx="10" />
            <text x=${centre.x + centre.width / 2} y=${centre.y + centre.height / 2 + 4} text-anchor="middle">Gateway</text>
          </g>
          ${left.map(node => html`
            <${Node} key=${node.id} node=${node} testId="flow-hub" chosen=${Boolean(node.id) && chosen.hub === node.id} faded=${isFadedHub(node, chosen, clients.list)}
              words=${shown => (node.id ? t('flow.hub', { shown, hub: node.id, rate: number(node.rate), state: t(`state.${node.state}`) }) : `${shown} ${number(node.rate)}`)}
              onChoose=${() => setFilter({ hub: chosen.hub === node.id ? '' : node.id })} />`)}
          ${right.map(node => html`
            <${Node} key=${`client ${node.id}`} node=${node} testId="flow-client" chosen=${Boolean(node.id) && chosen.client === node.id} faded=${isFadedClient(node, chosen)}
              words=${shown => t('flow.client', { shown, client: node.label ?? moreLabel(node), rate: number(node.rate) })} onChoose=${() => chooseClient(node, chosen)} />`)}
        </svg>
      </div>
    <//>`;
}

function Edge({ node, faded }) {
  const away = node.state && node.state !== 'online' && node.state !== 'degraded';
  return html`<path class=${`flow-edge${away ? ' away' : ''}${faded ? ' faded' : ''}`} d=${node.path} stroke-width=${node.thickness.toFixed(1)} />`;
}

// The edge belongs to its node: a click on either is the same, so the wide invisible line takes the pointer only.
function Node({ node, testId, chosen, faded, words, onChoose }) {
  const rate = number(node.rate);
  const shown = cut(node.label ?? moreLabel(node), Math.floor((node.width - 22) / letterWidth) - rate.length);
  const choose = event => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onChoose();
  };
  return html`
    <g class=${`flow-node${chosen ? ' chosen' : ''}${faded ? ' faded' : ''}`} role="button" tabindex="0" aria-pressed=${String(chosen)} aria-label=${words(shown)}
      data-testid=${testId} data-id=${node.id} onClick=${choose} onKeyDown=${choose}>
      <path class="flow-touch" d=${node.path} />
      <rect x=${node.x} y=${node.y} width=${node.width} height=${node.height} rx="6" />
      <text x=${node.x + 8} y=${node.y + 17}>${shown}</text>${' '}
      <text class="flow-rate" x=${node.x + node.width - 8} y=${node.y + 17} text-anchor="end">${rate}</text>
    </g>`;
}

// Who may not see the clients still sees that there are some.
function clientNodes({ list, state }, hubList) {
  if (state !== 'known') {
    const count = Math.max(0, ...hubList.map(status => status.clients ?? 0));
    const rate = hubList.reduce((sum, status) => sum + (status.clients ? status.eventsPerSecond ?? 0 : 0), 0);
    return [{ id: '', label: t('flow.clients', { count }), rate, hubs: [] }];
  }
  return list
    .map(client => ({ id: client.id, label: `${clientName(client)} ${shortId(client.id)}`, rate: client.eventsPerSecond ?? 0, connected: client.connected, hubs: hubsOf(client) }))
    .sort((a, b) => b.rate - a.rate || a.id.localeCompare(b.id));
}

// The busiest are shown, but whoever is keeps his place among them; the rest stays last.
const inPlace = nodes => nodes.sort((a, b) => Number(!a.id) - Number(!b.id) || inOrder(a, b));
const hubsOf = ({ hub, hubs: held = [] }) => (hub ? [hub] : held.map(entry => entry.hub));
const moreLabel = ({ count }) => t('flow.more', { count: count ?? 0 });
const cut = (words, room) => (words.length > room ? `${words.slice(0, Math.max(1, room - 1))}…` : words);

function isFadedHub(node, { hub, client }, list) {
  const holder = client && list.find(one => one.id === client);
  return Boolean(hub && !node.hubs.includes(hub)) || Boolean(holder && !hubsOf(holder).some(held => node.hubs.includes(held)));
}

function isFadedClient(node, { hub, client }) {
  return Boolean(client && client !== node.id) || Boolean(hub && node.hubs.length && !node.hubs.includes(hub));
}

function chooseClient(node, chosen) {
  if (!node.id) setFilter({ panel: 'clients' });
  else setFilter({ client: chosen.client === node.id ? '' : node.id });
}
