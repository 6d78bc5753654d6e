import { html } from '../lib/preact.js';
import { CopyButton } from './parts/copy.js';

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
      <h2 id="no-hubs-title">No hub is configured yet</h2>
      <p>The gateway is running and waiting. Add the hubs you have; a change of the file is picked up without a restart, and this page will show them.</p>
      <${Step} title="In appsettings.json" note="Leave out what you do not have. docs/hubs tells for each kind how to get its token." text=${settings} />
      <${Step} title="Or in the environment" note="A token can also be a file of that name in the directory named by GATEWAY_SECRETS." text=${environment} />
      <${Step} title="Or just look around" note="Five demo hubs with a living house, nothing to configure." text=${demo} />
    </section>`;
}

function Step({ title, note, text }) {
  return html`
    <h3>${title}</h3>
    <p class="muted">${note}</p>
    <div class="snippet"><pre tabindex="0">${text}</pre><${CopyButton} text=${text} /></div>`;
}
