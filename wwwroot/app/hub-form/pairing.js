import { html, useEffect, useRef, useState } from '../../lib/preact.js';
import { Icon } from '../parts/icon.js';
import { t } from '../text/words.js';
import { pair } from './requests.js';

const patienceSeconds = 60;
const askEverySeconds = 2;

// The hub's button as a guided step: asks while the hub is locked, and counts the minute down.
export function Pairing({ kind, options, ready, paired, onPaired }) {
  const [left, setLeft] = useState(0);
  const [fault, setFault] = useState('');
  // As they are when the hub answers, not as they were at the start.
  const now = useRef({});
  now.current = { options, onPaired };
  const asking = useRef(false);
  const running = left > 0;

  useEffect(() => {
    if (!running) return undefined;
    let seconds = patienceSeconds;
    let gone = false;
    const end = words => { setFault(words); setLeft(0); };
    // One question at a time: a hub that answers slowly is not asked again meanwhile, not even where it is begun again.
    const ask = () => {
      if (asking.current) return;
      asking.current = true;
      pair(kind, { options: now.current.options }).then(
        ({ state, pairing }) => { if (!gone && state === 'paired') { end(''); now.current.onPaired(pairing); } },
        problem => { if (!gone && problem.status !== 429) end(problem.message); }).finally(() => { asking.current = false; });
    };
    const timer = setInterval(() => {
      seconds -= 1;
      if (seconds <= 0) end(t('pair.too_late'));
      else {
        setLeft(seconds);
        if (seconds % askEverySeconds === 0) ask();
      }
    }, 1000);
    ask();
    return () => { gone = true; clearInterval(timer); };
  }, [running, kind]);

  const start = () => { setFault(''); setLeft(patienceSeconds); };
  // The button that was pressed has gone: whoever goes by keyboard is at the one in its place.
  const button = useRef(null);
  const pressed = useRef(false);
  useEffect(() => {
    if (pressed.current) button.current?.focus();
    pressed.current = false;
  }, [running]);
  const press = act => () => { pressed.current = true; act(); };
  return html`
    <div class="pairing" data-testid="hub-pairing" data-state=${paired ? 'paired' : running ? 'waiting' : 'idle'}>
      <p class=${paired ? 'good' : running ? '' : 'offscreen'}>
        <span role="status">${paired ? html`<${Icon} name="online" /> ${t('pair.paired')}` : running && html`<${Icon} name="pending" /> ${t('pair.waiting')}`}</span>
        ${!paired && running && html`${' '}<b data-testid="hub-pairing-left">${t('pair.left', { seconds: left })}</b>`}
      </p>
      ${!paired && (running ? html`
          <progress max=${patienceSeconds} value=${left} aria-label=${t('pair.left', { seconds: left })}></progress>
          <button type="button" ref=${button} onClick=${press(() => setLeft(0))}>${t('form.cancel')}</button>`
        : html`<button type="button" data-testid="hub-pair" ref=${button} disabled=${!ready} onClick=${press(start)}>${t('pair.start')}</button>
          ${!ready && html`<small class="muted">${t('pair.address_first')}</small>`}`)}
      ${fault && html`<p class="bad" role="alert">${fault}</p>`}
    </div>`;
}
