import { html, useEffect, useRef } from '../../lib/preact.js';
import { Icon } from '../parts/icon.js';
import { milliseconds } from '../text/format.js';
import { t } from '../text/words.js';

const icons = { ok: 'online', warning: 'degraded', failed: 'refused', skipped: 'stopped' };
const tones = { ok: 'good', warning: 'warn', failed: 'bad', skipped: 'muted' };

// What a test found, step by step, with what to do.
export function Diagnosis({ diagnosis: { verdict, steps, advice } }) {
  const element = useRef(null);
  useEffect(() => element.current.scrollIntoView({ block: 'nearest' }), []);
  return html`
    <section class="diagnosis" ref=${element} data-testid="hub-diagnosis" data-verdict=${verdict} aria-live="polite">
      <p class=${`verdict ${tones[verdict]}`}><${Icon} name=${icons[verdict]} /><b>${t(`verdict.${verdict}`)}</b> <span>${advice}</span></p>
      <ol>
        ${steps.map(({ step, verdict: own, ms, detail, cure }) => html`
          <li key=${step} data-testid="hub-diagnosis-step" data-step=${step} data-verdict=${own}>
            <span class=${tones[own]}><${Icon} name=${icons[own]} /></span>
            <div>
              <b>${t(`step.${step.replace('-', '_')}`)}</b> <span class=${tones[own]}>${t(`verdict.${own}`)}</span>${ms > 0 && html` <span class="muted">${milliseconds(ms)}</span>`}
              <p>${detail}</p>
              ${cure && cure !== advice && html`<p class="cure">${cure}</p>`}
            </div>
          </li>`)}
      </ol>
    </section>`;
}
