import { html } from '../lib/preact.js';
import { AddHub } from './hub-form/add-hub.js';
import { CopyButton } from './parts/copy.js';
import { t } from './text/words.js';

const settings = `{ "Gateway": {
    "Hubs": {
      "home":   { "Kind": "HomeAssistant", "Url": "http://homeassistant.local:8123", "Token": "long-lived access token" },
      "homey":  { "Kind": "Homey", "Url": "http://192.168.1.100", "Token": "API key" },
      "deconz": { "Kind": "Deconz", "Url": "http://192.168.1.202", "Token": "API key" },
      "diary":  { "Kind": "Pryv", "Url": "https://mathurin.pryv.me", "User": "mathurin", "Token": "access token" },
      "chat":   { "Kind": "SocketIO", "Url": "https://chat.example" } } } }`;
const environment = `Gateway__Hubs__home__Kind=HomeAssistant
Gateway__Hubs__home__Url=http://homeassistant.local:8123
Gateway__Hubs__home__Token=…`;
const demo = 'dotnet run --project src/Gateway -- --demo';

export function NoHubs() {
  return html`
    <section class="welcome" data-testid="no-hubs" aria-labelledby="no-hubs-title">
      <h2 id="no-hubs-title">${t('welcome.title')}</h2>
      <p>${t('welcome.about')}</p>
      <${AddHub} />
      <${Step} title=${t('welcome.file')} note=${t('welcome.file_note')} text=${settings} />
      <${Step} title=${t('welcome.environment')} note=${t('welcome.environment_note')} text=${environment} />
      <${Step} title=${t('welcome.demo')} note=${t('welcome.demo_note')} text=${demo} />
    </section>`;
}

function Step({ title, note, text }) {
  return html`
    <h3>${title}</h3>
    <p class="muted">${note}</p>
    <div class="snippet"><pre tabindex="0">${text}</pre><${CopyButton} text=${text} /></div>`;
}
