import { html, useState } from '../../lib/preact.js';
import { JsonView } from '../parts/json-view.js';
import { Icon } from '../parts/icon.js';
import { dateTime, milliseconds, time } from '../text/format.js';
import { t } from '../text/words.js';

const icons = { ok: 'live', sent: 'resumed', timeout: 'pending', unknown: 'degraded' };
const tones = { ok: 'good', sent: 'good', timeout: 'warn', unknown: 'warn', limited: 'warn' };

export function CommandOutcomes({ history, onReuse }) {
  const [openId, setOpenId] = useState(null);
  const [latest, ...older] = history;
  if (!latest) return html`<p class="hint">${t('commands.nothing_yet')}</p>`;
  return html`
    <div class="outcomes">
      <${Latest} key=${latest.id} entry=${latest} />
      ${older.length > 0 && html`<h3>${t('commands.history')}</h3>`}
      <ol class="history" data-testid="command-history">
        ${history.map(entry => html`
          <li key=${entry.id}>
            <button class="text history-line" title=${t('commands.use_again')} data-testid="command-history-item" onClick=${() => onReuse(entry.command)}>
              <time title=${dateTime(entry.sentAt)}>${time(entry.sentAt)}</time><span>${entry.command.hub}</span><code>${entry.command.name}</code>
              <${Status} outcome=${entry.outcome} />
            </button>
            ${entry !== latest && html`<button class="bare" aria-expanded=${String(openId === entry.id)} onClick=${() => setOpenId(openId === entry.id ? null : entry.id)}>${t('commands.answer')}</button>`}
            ${openId === entry.id && entry.outcome && html`<${Answer} outcome=${entry.outcome} />`}
          </li>`)}
      </ol>
    </div>`;
}

function Latest({ entry: { command, outcome } }) {
  return html`
    <div class="outcome" data-testid="command-outcome" data-status=${outcome?.status ?? 'waiting'}>
      <div class="outcome-words" aria-live="polite">
        <p class="outcome-head"><${Status} outcome=${outcome} /><span class="muted">${outcome ? t(`meaning.${outcome.status}`) : t('commands.waiting_for', { hub: command.hub })}</span></p>
        ${outcome && html`<${Words} outcome=${outcome} />`}
      </div>
      ${outcome && html`<${Body} outcome=${outcome} />`}
    </div>`;
}

const Answer = ({ outcome }) => html`<${Words} outcome=${outcome} /><${Body} outcome=${outcome} />`;

function Words({ outcome: { error } }) {
  const words = error?.message ?? error?.detail ?? error?.title;
  return words && html`<p class="bad">${words}</p>`;
}

// Not read out by itself: it may be long.
function Body({ outcome: { error, result } }) {
  const body = error ? error.hubError : result;
  return body !== undefined && html`<${JsonView} value=${body} testId="command-result" />`;
}

function Status({ outcome }) {
  if (!outcome) return html`<span class="status"><${Icon} name="connecting" />${t('commands.waiting')}</span>`;
  return html`
    <span class=${`status ${tones[outcome.status] ?? 'bad'}`}>
      <${Icon} name=${icons[outcome.status] ?? 'failed'} /><b>${t(`outcome.${outcome.status}`)}</b>${outcome.elapsedMs != null && html`<span class="muted"> ${milliseconds(outcome.elapsedMs)}</span>`}
    </span>`;
}
