import { Component, html } from '../../lib/preact.js';
import { act } from '../data/actions.js';
import { setFilter } from '../data/filter.js';
import { shortTopic } from '../data/names.js';
import { thingsOf } from '../things/things.js';
import { Icon } from '../parts/icon.js';
import { milliseconds } from '../text/format.js';
import { exactly } from '../text/glob.js';
import { t } from '../text/words.js';
import { levelWords, valueWords } from './readings.js';

const shownReadings = 3;
// Arrow keys come one by one; what they add up to is one command.
const gatherMs = 300;
const stageIcons = { accepted: 'connecting', confirmed: 'live', unconfirmed: 'pending' };
const stageTones = { accepted: '', confirmed: 'good', unconfirmed: 'warn', timeout: 'warn', unknown: 'warn' };

// A tile is drawn again when its own value, name or action changed, not with each event of the house.
export class Tile extends Component {
  shouldComponentUpdate({ value, name, action }, { moving }) {
    return value !== this.props.value || name !== this.props.name || action !== this.props.action || moving !== this.state.moving;
  }

  componentDidUpdate({ action }) {
    if (action?.stage === 'accepted' && this.props.action !== action && !this.pending && !this.dragged) this.setState({ moving: undefined });
  }

  componentWillUnmount() {
    if (this.pending) this.send();
  }

  render({ value, name, action }, { moving }) {
    const { hub, kind, topic, data } = value;
    const { away, power, level, readings } = thingsOf(kind).thing(data, topic);
    const title = name || shortTopic(topic);
    const busy = action?.stage === 'accepted';
    const send = command => act({ hub, topic }, command);
    return html`
      <article class=${`tile${power?.on ? ' on' : ''}${away ? ' away' : ''}`} data-testid="tile" data-hub=${hub} data-topic=${topic} aria-label=${`${title}, ${hub}`}>
        <div class="tile-head">
          <button class="text tile-name" title=${topic} onClick=${() => setFilter({ hub, topic: exactly(topic), panel: 'events' })}><b>${title}</b><small class="muted">${hub} · ${shortTopic(topic)}</small></button>
          ${power && html`
            <button class="switch" role="switch" data-testid="tile-switch" aria-checked=${String(power.on)} aria-label=${t('things.switch', { name: title })} disabled=${away} aria-disabled=${String(Boolean(away || busy))}
              onClick=${() => busy || send(power.command(!power.on))}><span></span></button>`}
        </div>
        ${level && html`
          <label class="tile-level">
            <span class="offscreen">${t('things.level', { name: title })}</span>
            <input type="range" data-testid="tile-level" min=${level.min} max=${level.max} step=${level.step} value=${moving ?? level.value} disabled=${away}
              onBlur=${() => this.letGo()} onPointerUp=${() => this.lift()}
              onInput=${event => this.drag(Number(event.target.value))}
              onChange=${event => this.settle(level, Number(event.target.value), send)} />
            <b>${levelWords({ ...level, value: moving ?? level.value })}</b>
          </label>`}
        ${readings.length > 0 && html`
          <dl class="tile-readings">
            ${readings.slice(0, shownReadings).map((one, index) => html`<div key=${index}>${one.label && html`<dt>${one.label}</dt>`}<dd class=${index || one.label ? '' : 'main'}>${valueWords(one)}</dd></div>`)}
            ${readings.length > shownReadings && html`<div class="muted">+${readings.length - shownReadings}</div>`}
          </dl>`}
        ${away && html`<p class="tile-stage warn">${t('value.unavailable')}</p>`}
        ${action && html`<${Stages} action=${action} />`}
      </article>`;
  }

  // Under the finger the slider stays where the finger is, whatever becomes of an older move meanwhile.
  drag(value) {
    clearTimeout(this.lifted);
    this.dragged = true;
    this.setState({ moving: value });
  }

  // Where no change follows, the finger is back where it began.
  lift() {
    clearTimeout(this.lifted);
    this.lifted = setTimeout(() => this.dragged && this.letGo(), gatherMs);
  }

  letGo() {
    this.dragged = false;
    if (!this.pending && this.props.action?.stage !== 'accepted') this.setState({ moving: undefined });
  }

  // What was chosen is shown until it is known what became of it, so that the slider does not jump back and forth.
  settle(level, value, send) {
    this.dragged = false;
    this.setState({ moving: value });
    this.pending = () => send(level.command(value));
    this.gather();
  }

  // One after the other: the next goes when it is known what became of the one before.
  gather() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.props.action?.stage === 'accepted' ? this.gather() : this.send()), gatherMs);
  }

  send() {
    clearTimeout(this.timer);
    const { pending } = this;
    this.pending = undefined;
    pending();
  }
}

// accepted → sent → confirmed by event, each with what it took.
function Stages({ action: { stage, sentMs, confirmedMs, words } }) {
  const steps = [t('things.accepted')];
  if (sentMs !== undefined) steps.push(t('things.sent', { ms: milliseconds(Math.round(sentMs)) }));
  if (stage === 'confirmed') steps.push(t('things.confirmed', { ms: milliseconds(Math.round(confirmedMs)) }));
  else if (stage === 'unconfirmed') steps.push(t('things.unconfirmed'));
  else if (stage !== 'accepted') steps.push(`${t(`outcome.${stage}`)}: ${words ?? t(`meaning.${stage}`)}`);
  return html`
    <p class=${`tile-stage ${stageTones[stage] ?? 'bad'}`} role="status" data-testid="tile-stage" data-stage=${stage}>
      <${Icon} name=${stageIcons[stage] ?? 'failed'} />${steps.join(' → ')}
    </p>`;
}
