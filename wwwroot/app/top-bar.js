import { html } from '../lib/preact.js';
import { access, forgetKey } from './data/access.js';
import { gateway } from './data/connection.js';
import { filter, setFilter } from './data/filter.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { Icon } from './parts/icon.js';
import { number, plural } from './text/format.js';

const words = { connecting: 'Connecting…', online: 'Live', away: 'Gateway away' };
const icons = { connecting: 'connecting', online: 'online', away: 'refused' };

export function TopBar() {
  const { state } = useStore(gateway);
  const { list, loaded } = useStore(hubs);
  const { hub, topic } = useStore(filter);
  const { state: door, name } = useStore(access);
  const online = list.filter(status => status.state === 'online').length;
  const perSecond = list.reduce((sum, status) => sum + (status.eventsPerSecond ?? 0), 0);
  return html`
    <header class="top">
      <div class="brand"><img src="favicon.svg" alt="" width="24" height="24" /><h1>Gateway</h1></div>
      ${loaded && list.length > 0 && html`
        <p class="totals">
          <b>${online}</b> of ${plural(list.length, 'hub')} online<span class="dot" aria-hidden="true">·</span><b>${number(perSecond)}</b> events/s
        </p>`}
      <div class="filters" data-testid="filters">
        ${hub && html`<${FilterChip} name="hub" value=${hub} clear=${{ hub: '' }} />`}
        ${topic && html`<${FilterChip} name="topic" value=${topic} clear=${{ topic: '' }} />`}
      </div>
      <a class="link" href="swagger">API</a>
      ${name && html`<button class="bare" data-testid="key-forget" title="Leave, and forget the key in this browser" onClick=${forgetKey}>Key: ${name} <${Icon} name="close" /></button>`}
      ${door !== 'asking' && html`
        <span class=${`chip gateway-${state}`} data-testid="gateway-state" data-state=${state} role="status">
          <${Icon} name=${icons[state]} />${words[state]}
        </span>`}
    </header>`;
}

function FilterChip({ name, value, clear }) {
  return html`
    <span class="chip filter">
      <span class="muted">${name}</span> <code>${value}</code>
      <button class="bare" aria-label=${`Clear the ${name} filter`} onClick=${() => setFilter(clear)}><${Icon} name="close" /></button>
    </span>`;
}
