import { html } from '../lib/preact.js';
import { access } from './data/access.js';
import { clock } from './data/clock.js';
import { gateway, tryNow } from './data/connection.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { Icon } from './parts/icon.js';
import { duration, time } from './text/format.js';

const refusals = {
  401: 'The gateway asks for a key.',
  403: 'The gateway does not allow this page here.',
};

export function Banner() {
  const { state, lostAt, nextAt, refusal } = useStore(gateway);
  const { fault, loaded } = useStore(hubs);
  const now = useStore(clock);
  const { anonymous } = useStore(access);
  if (state === 'away') {
    const waits = nextAt - now > 500;
    return html`
      <div class="banner away" role="alert" data-testid="gateway-banner">
        <${Icon} name="refused" />
        <p>
          <b>${refusal ? refusals[refusal] ?? `The gateway refused this page (${refusal}).` : 'The gateway cannot be reached.'}</b>
          ${loaded ? html` Everything below is as it was at ${time(lostAt)}, ${duration(now - lostAt)} ago.` : ' Nothing has been received yet.'}
          ${' '}<span class="muted">${waits ? `Next try in ${duration(nextAt - now + 999)}.` : 'Trying…'} The page resumes by itself.</span>
        </p>
        <button onClick=${tryNow}>Try now</button>
      </div>`;
  }
  if (!fault) return anonymous && html`
    <div class="banner away" role="alert" data-testid="anonymous-banner">
      <${Icon} name="refused" />
      <p><b>Everybody on this network can command your hubs.</b> The setting Gateway:Access:AllowAnonymous is on. Add a key with <code>key add</code> and take the setting out.</p>
    </div>`;
  return html`
    <div class="banner" role="status" data-testid="figures-banner">
      <${Icon} name="degraded" /><p><b>The figures may be old.</b> The gateway answered: ${fault}</p>
    </div>`;
}
