import { html } from '../../lib/preact.js';
import { filter, setFilter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { AddHub } from '../hub-form/add-hub.js';
import { PanelFrame } from '../parts/panel.js';
import { t } from '../text/words.js';
import { HubCard } from './hub-card.js';

export function Panel() {
  const { list, loaded } = useStore(hubs);
  const { hub } = useStore(filter);
  return html`
    <${PanelFrame} id="hubs" title=${t('panel.hubs')} area="top" quiet>
      ${!loaded && html`<p class="hint">${t('hubs.asking')}</p>`}
      <div class="cards">
        ${list.map(status => html`
          <${HubCard} key=${status.hub} status=${status} chosen=${status.hub === hub}
            onShow=${() => show(status.hub === hub ? '' : status.hub)} />`)}
        ${loaded && html`<${AddHub} />`}
      </div>
    <//>`;
}

function show(hub) {
  setFilter(hub ? { hub, topic: '', panel: 'events' } : { hub });
  // On a phone the events are below the cards; on a screen that shows both nothing moves.
  if (hub) document.getElementById('panels')?.scrollIntoView({ block: 'nearest' });
}
