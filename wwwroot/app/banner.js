import { html } from '../lib/preact.js';
import { access } from './data/access.js';
import { clock } from './data/clock.js';
import { gateway, tryNow } from './data/connection.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { Icon } from './parts/icon.js';
import { duration, time } from './text/format.js';
import { rich, t } from './text/words.js';

export function Banner() {
  const { state, lostAt, nextAt, refusal } = useStore(gateway);
  const { fault, loaded } = useStore(hubs);
  const now = useStore(clock);
  const { anonymous } = useStore(access);
  if (state === 'away') {
    const waits = nextAt - now > 500;
    // Read aloud is only what does not change each second.
    return html`
      <div class="banner away" data-testid="gateway-banner">
        <${Icon} name="refused" />
        <p>
          <b role="alert">${why(refusal)}</b>
          ${' '}${loaded ? t('banner.as_it_was', { time: time(lostAt), age: duration(now - lostAt) }) : t('banner.nothing_yet')}
          ${' '}<span class="muted">${waits ? t('banner.next_try', { wait: duration(nextAt - now + 999) }) : t('banner.trying')} ${t('banner.resumes')}</span>
        </p>
        <button onClick=${tryNow}>${t('banner.try_now')}</button>
      </div>`;
  }
  if (!fault) return anonymous && html`
    <div class="banner away" role="alert" data-testid="anonymous-banner">
      <${Icon} name="refused" />
      <p><b>${t('banner.anonymous')}</b> ${rich('banner.anonymous_cure', { command: html`<code>key add</code>` })}</p>
    </div>`;
  return html`
    <div class="banner" role="status" data-testid="figures-banner">
      <${Icon} name="degraded" /><p><b>${t('banner.old_figures')}</b> ${t('banner.answered', { fault })}</p>
    </div>`;
}

function why(refusal) {
  if (!refusal) return t('banner.unreachable');
  if (refusal === '401') return t('banner.key_needed');
  return refusal === '403' ? t('banner.not_here') : t('banner.refused', { status: refusal });
}
