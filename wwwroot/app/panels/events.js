import { html, useEffect, useRef, useState } from '../../lib/preact.js';
import { clearEvents, events, keptRows, setPaused } from '../data/events.js';
import { filter } from '../data/filter.js';
import { useStore } from '../data/store.js';
import { Icon } from '../parts/icon.js';
import { PanelFrame } from '../parts/panel.js';
import { count } from '../text/format.js';
import { t } from '../text/words.js';
import { EventRow, detailHeight, rowHeight } from './event-row.js';
import { TopicEditor } from './topic-editor.js';

const overscan = 6;

export function Panel() {
  const list = useStore(events);
  const { hub, topic, client } = useStore(filter);
  const tools = html`
    <button data-testid="events-pause" aria-pressed=${String(list.paused)} onClick=${() => setPaused(!list.paused)}>
      <${Icon} name=${list.paused ? 'play' : 'pause'} />${list.paused ? t('events.resume', { arrived: count(list.arrived) }) : t('events.pause')}
    </button>
    <button data-testid="events-clear" onClick=${clearEvents}>${t('events.clear')}</button>`;
  return html`
    <${PanelFrame} id="events" title=${t('panel.events')} summary=${html`<${Summary} list=${list} />`} tools=${tools} tab>
      <${TopicEditor} />
      <${Rows} rows=${list.rows} filtered=${Boolean(hub || topic || client)} total=${list.total} />
    <//>`;
}

function Rows({ rows, filtered, total }) {
  const view = useRef(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [openId, setOpenId] = useState(null);
  const newest = useRef(null);

  useEffect(() => {
    const sizes = new ResizeObserver(() => setHeight(view.current.clientHeight));
    sizes.observe(view.current);
    return () => sizes.disconnect();
  }, []);

  // Newer rows come in above: whoever scrolled down to read keeps the same rows before the eyes.
  useEffect(() => {
    const added = rows.findIndex(row => row.id === newest.current);
    newest.current = rows[0]?.id;
    if (added > 0 && view.current.scrollTop > 0) view.current.scrollTop += added * rowHeight;
  }, [rows]);

  const openIndex = rows.findIndex(row => row.id === openId);
  const offset = index => index * rowHeight + (openIndex >= 0 && index > openIndex ? detailHeight : 0);
  const first = Math.max(0, Math.floor((top - detailHeight) / rowHeight) - overscan);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + overscan);

  const toggle = id => {
    // A row being read must not be pushed away by newer ones.
    if (openId !== id) setPaused(true);
    setOpenId(openId === id ? null : id);
  };

  return html`
    <div class="event-list" ref=${view} onScroll=${() => setTop(view.current.scrollTop)} tabindex="0" role="region" aria-label=${t('events.newest_first')}>
      <div class="event-space" role="list" style=${{ height: `${offset(rows.length)}px` }}>
        ${rows.slice(first, last).map((row, index) => html`
          <${EventRow} key=${row.id} row=${row} top=${offset(first + index)} open=${row.id === openId} onToggle=${toggle} />`)}
      </div>
      ${!rows.length && html`<p class="hint">${filtered && total ? t('events.no_match') : t('events.waiting')}</p>`}
    </div>`;
}

function Summary({ list: { rows, total, dropped, missed, paused, arrived } }) {
  const parts = [t('events.shown', { shown: count(rows.length), total: count(total) })];
  if (dropped) parts.push(t('events.dropped', { dropped: count(dropped), kept: keptRows }));
  if (missed) parts.push(t('events.missed', { missed: count(missed) }));
  if (paused) parts.push(t('events.paused', { arrived: count(arrived) }));
  return html`<span>${parts.join(' · ')}</span>`;
}
