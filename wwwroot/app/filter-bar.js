import { html, useEffect, useRef } from '../lib/preact.js';
import { filter, setFilter } from './data/filter.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { t } from './text/words.js';

// One filter for all panels.
export function FilterBar() {
  const { hub, topic } = useStore(filter);
  const ids = useStore(hubs).list.map(status => status.hub);
  const field = useRef(null);

  useEffect(() => {
    const focus = event => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      event.preventDefault();
      field.current.focus();
      field.current.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  return html`
    <search class="filter-bar" aria-label=${t('filter.title')}>
      <label><span class="offscreen">${t('filter.hub')}</span>
        <select data-testid="events-hub" value=${hub} onChange=${event => setFilter({ hub: event.target.value })}>
          <option value="">${t('filter.all_hubs')}</option>
          ${[...new Set(hub ? [...ids, hub] : ids)].map(id => html`<option key=${id} value=${id} selected=${id === hub}>${id}</option>`)}
        </select>
      </label>
      <label class="wide"><span class="offscreen">${t('filter.by_topic')}</span>
        <input ref=${field} type="search" data-testid="events-filter" placeholder=${t('filter.example')} title=${`${t('filter.how')}\n${t('filter.key')}`} value=${topic}
          spellcheck=${false} autocomplete="off" aria-keyshortcuts="/" onInput=${event => setFilter({ topic: event.target.value })} />
      </label>
    </search>`;
}

const isWriting = element => element.closest('input, textarea, select, [contenteditable]') !== null;
