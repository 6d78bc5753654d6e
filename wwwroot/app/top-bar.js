import { html } from '../lib/preact.js';
import { about } from './data/about.js';
import { access, forgetKey } from './data/access.js';
import { clients, nameOfClient } from './data/clients.js';
import { gateway } from './data/connection.js';
import { filter, setFilter } from './data/filter.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { chooseTheme, theme, themes } from './data/theme.js';
import { Icon } from './parts/icon.js';
import { number } from './text/format.js';
import { chooseLanguage, language, languages, rich, t } from './text/words.js';

const icons = { connecting: 'connecting', online: 'online', away: 'refused' };
const languageNames = { en: 'English', de: 'Deutsch' };

export function TopBar() {
  const { state } = useStore(gateway);
  const { list, loaded } = useStore(hubs);
  const { hub, topic, client } = useStore(filter);
  const { state: door, name } = useStore(access);
  const { version } = useStore(about);
  useStore(clients);
  return html`
    <header class="top">
      <div class="brand">
        <img src="favicon.svg" alt="" width="24" height="24" /><h1>Gateway</h1>
        ${version && html`<span class="muted version" data-testid="version" title=${t('top.version', { version })}>${version.split('+')[0]}</span>`}
      </div>
      ${loaded && list.length > 0 && html`<p class="totals" data-testid="totals"><${Totals} list=${list} /></p>`}
      <div class="filters" data-testid="filters">
        ${hub && html`<${FilterChip} name=${t('filter.hub')} value=${hub} clear=${{ hub: '' }} />`}
        ${topic && html`<${FilterChip} name=${t('filter.topic')} value=${topic} clear=${{ topic: '' }} />`}
        ${client && html`<${FilterChip} name=${t('filter.client')} value=${nameOfClient(client)} clear=${{ client: '' }} />`}
      </div>
      <div class="settings">
        <a class="link" href="swagger">API</a>
        <${Choice} label=${t('top.language')} value=${language.get()} options=${languages.map(code => [code, languageNames[code]])} onChoose=${chooseLanguage} testId="language" />
        <${ThemeChoice} />
        ${name && html`<button class="bare" data-testid="key-forget" title=${t('top.leave')} onClick=${forgetKey}>${t('top.key', { name })} <${Icon} name="close" /></button>`}
        ${door !== 'asking' && html`
          <span class=${`chip gateway-${state}`} data-testid="gateway-state" data-state=${state} role="status">
            <${Icon} name=${icons[state]} />${t(`gateway.${state}`)}
          </span>`}
      </div>
    </header>`;
}

function Totals({ list }) {
  const online = list.filter(status => status.state === 'online').length;
  const perSecond = list.reduce((sum, status) => sum + (status.eventsPerSecond ?? 0), 0);
  return html`
    ${rich('top.online', { count: list.length, online: html`<b>${online}</b>` })}<span class="dot" aria-hidden="true">·</span>
    ${rich('hubs.rate', { rate: html`<b>${number(perSecond)}</b>` })}`;
}

function ThemeChoice() {
  return html`<${Choice} label=${t('top.theme')} value=${useStore(theme)} options=${themes.map(name => [name, t(`theme.${name}`)])} onChoose=${chooseTheme} testId="theme" />`;
}

function Choice({ label, value, options, onChoose, testId }) {
  return html`
    <label class="choice"><span class="offscreen">${label}</span>
      <select data-testid=${testId} title=${label} value=${value} onChange=${event => onChoose(event.target.value)}>
        ${options.map(([option, words]) => html`<option key=${option} value=${option} selected=${option === value}>${words}</option>`)}
      </select>
    </label>`;
}

function FilterChip({ name, value, clear }) {
  return html`
    <span class="chip filter">
      <span class="muted">${name}</span> <code>${value}</code>
      <button class="bare" aria-label=${t('filter.clear', { name })} onClick=${() => setFilter(clear)}><${Icon} name="close" /></button>
    </span>`;
}
