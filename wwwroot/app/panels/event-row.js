import { Component, html, useMemo } from '../../lib/preact.js';
import { nameOf, shortTopic } from '../data/names.js';
import { CopyButton } from '../parts/copy.js';
import { Icon } from '../parts/icon.js';
import { JsonView } from '../parts/json-view.js';
import { topicAsCSharp, topicAsCurl, topicAsJavaScript } from '../text/code.js';
import { difference, firstSight } from '../text/difference.js';
import { dateTime, time, thousandths } from '../text/format.js';
import { t } from '../text/words.js';

// Fixed heights keep the virtual list plain arithmetic; app/panels/panels.css has the same numbers.
export const rowHeight = 28;
export const detailHeight = 260;

// Names of events that tell how a thing is. Any other is a moment, which may well come twice alike: a scene, a ring.
const states = new Set(['changed', 'capability', 'update']);

export class EventRow extends Component {
  // A row's content never changes once it is there; only its place and whether it is open do.
  shouldComponentUpdate({ row, top, open }) {
    return row !== this.props.row || top !== this.props.top || open !== this.props.open;
  }

  render({ row, top, open, onToggle }) {
    const place = { transform: `translateY(${top}px)` };
    if (row.note) {
      const words = t(row.key, row.values);
      return html`
        <div class=${`event note note-${row.note}`} role="listitem" style=${place} data-testid=${`event-${row.note}`}>
          <${Time} at=${row.time} /><span class="event-hub">${row.hub}</span>
          <span class="note-text" title=${words}><${Icon} name=${row.note} />${words}</span>
        </div>`;
    }
    return html`
      <div class=${`event${open ? ' open' : ''}`} role="listitem" style=${place} data-testid="event-row" data-hub=${row.hub} data-topic=${row.topic}>
        <button class="event-line" aria-expanded=${String(open)} onClick=${() => onToggle(row.id)}>
          <${Time} at=${row.time} />
          <span class="event-hub">${row.hub}</span>
          <${Topic} hub=${row.hub} topic=${row.topic} />
          <span class="event-change">${change(row)}</span>
        </button>
        ${open && html`<${Detail} row=${row} />`}
      </div>`;
  }
}

function Time({ at }) {
  return html`<time title=${dateTime(at)}>${time(at)}<small>.${thousandths(at)}</small></time>`;
}

function Topic({ hub, topic }) {
  const name = nameOf(hub, topic);
  const short = shortTopic(topic);
  const cut = Math.max(short.lastIndexOf('/', short.length - 2), short.lastIndexOf(':', short.length - 2)) + 1;
  return html`
    <span class="event-topic" title=${name ? `${name} · ${topic}` : topic}>
      ${name && html`<span class="event-name">${name}</span>`}
      <code class=${name ? 'muted' : ''}><span class="head">${short.slice(0, cut)}</span><span>${short.slice(cut)}</span></code>
    </span>`;
}

function Detail({ row }) {
  const event = useMemo(() => {
    const { id, before, known, ...told } = row;
    return told;
  }, [row]);
  const { hub, topic } = event;
  return html`
    <div class="event-detail">
      <div class="actions copies" role="group" aria-label=${t('events.copy_as')}>
        <span class="muted">${t('events.copy_as')}</span>
        <${CopyButton} text=${topicAsCurl(hub, topic)} label="curl" testId="copy-curl" />
        <${CopyButton} text=${topicAsJavaScript(hub, topic)} label="JavaScript" testId="copy-javascript" />
        <${CopyButton} text=${topicAsCSharp(hub, topic)} label="C#" testId="copy-csharp" />
      </div>
      <${JsonView} value=${event} />
    </div>`;
}

function change({ data, before, known, snapshot, name }) {
  const tag = snapshot && html`<span class="tag">${t('events.snapshot')}</span>`;
  if (data === null) return html`${tag}<span class="muted">${name}</span>`;
  // A button pressed the same way again is a press again.
  const { changes, more } = known && data.state?.buttonevent === undefined ? difference(before, data) : firstSight(data);
  // One of many values of a device says by its id which it is.
  if (data.capabilityId) for (const one of changes) one.field = one.field === 'value' ? data.capabilityId : one.field;
  if (!changes.length) return html`${tag}<span class="muted">${states.has(name) ? t('events.same_value') : name}</span>`;
  return html`${tag}${changes.map(one => html`<span class="change">${words(one)}</span>`)}${more > 0 && html`<span class="muted">${t('events.more_changes', { more })}</span>`}`;
}

function words({ field, before, after }) {
  return html`
    ${field && html`<span class="muted">${field}: </span>`}
    ${before !== undefined && html`<span class="before">${before}</span><span class="muted"> → </span>`}<b>${after}</b>`;
}
