import { html, useEffect, useRef, useState } from '../../lib/preact.js';
import { clearEvents, events, keptRows, setPaused } from '../data/events.js';
import { filter, setFilter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { Icon } from '../parts/icon.js';
import { PanelFrame } from '../parts/panel.js';
import { count } from '../text/format.js';
import { EventRow, detailHeight, rowHeight } from './event-row.js';
import { TopicEditor } from './topic-editor.js';

const overscan = 6;

export function Panel() {
  const list = useStore(events);
  const { hub, topic } = useStore(filter);
  const ids = useStore(hubs).list.map(status => status.hub);
  const tools = html`
    <label class="field"><span class="offscreen">Hub</span>
      <select data-testid="events-hub" value=${hub} onChange=${event => setFilter({ hub: event.target.value })}>
        <option value="">All hubs</option>
        ${[...new Set(hub ? [...ids, hub] : ids)].map(id => html`<option key=${id} value=${id}>${id}</option>`)}
      </select>
    </label>
    <label class="field wide"><span class="offscreen">Filter by topic</span>
      <input type="search" data-testid="events-filter" placeholder="Filter topics: light, entities/sensor.*" value=${topic}
        spellcheck="false" autocomplete="off" onInput=${event => setFilter({ topic: event.target.value })} />
    </label>
    <button data-testid="events-pause" aria-pressed=${String(list.paused)} onClick=${() => setPaused(!list.paused)}>
      <${Icon} name=${list.paused ? 'play' : 'pause'} />${list.paused ? `Resume, ${count(list.arrived)} new` : 'Pause'}
    </button>
    <button data-testid="events-clear" onClick=${clearEvents}>Clear</button>`;
  return html`
    <${PanelFrame} id="events" title="Events" tools=${tools} grow>
      <${TopicEditor} />
      <${Rows} rows=${list.rows} filtered=${Boolean(hub || topic)} total=${list.total} />
      <footer class="panel-foot" data-testid="events-summary">${summary(list)}</footer>
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
    <div class="event-list" ref=${view} onScroll=${() => setTop(view.current.scrollTop)} tabindex="0" role="region" aria-label="Events, newest first">
      <div class="event-space" role="list" style=${{ height: `${offset(rows.length)}px` }}>
        ${rows.slice(first, last).map((row, index) => html`
          <${EventRow} key=${row.id} row=${row} top=${offset(first + index)} open=${row.id === openId} onToggle=${toggle} />`)}
      </div>
      ${!rows.length && html`<p class="hint">${filtered && total ? 'No event matches the filter.' : 'Waiting for the first event…'}</p>`}
    </div>`;
}

function summary({ rows, total, dropped, missed, paused, arrived }) {
  const parts = [`${count(rows.length)} shown of ${count(total)} received`];
  if (dropped) parts.push(`${count(dropped)} dropped here to keep the newest ${keptRows}`);
  if (missed) parts.push(`${count(missed)} missed: this page was too slow`);
  if (paused) parts.push(`paused, ${count(arrived)} came meanwhile`);
  return parts.join(' · ');
}
