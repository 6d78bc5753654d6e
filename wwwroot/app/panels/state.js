import { html, useMemo, useState } from '../../lib/preact.js';
import { actions } from '../data/actions.js';
import { filter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { nameOf } from '../data/names.js';
import { useStore } from '../data/store.js';
import { values, version } from '../data/values.js';
import { More } from '../parts/more.js';
import { PanelFrame } from '../parts/panel.js';
import { thingsOf } from '../things/things.js';
import { topicMatcher } from '../text/glob.js';
import { t } from '../text/words.js';
import { StateRow } from './state-row.js';
import { Tile } from './tile.js';
import '../data/homey-devices.js';

const views = ['tiles', 'table'];
const step = { tiles: 60, table: 100 };

export function Panel() {
  const now = useStore(version);
  const under = useStore(actions);
  const { hub, topic } = useStore(filter);
  const kinds = new Map(useStore(hubs).list.map(status => [status.hub, status.kind]));
  const [view, setView] = useState(views[0]);
  const [steps, setSteps] = useState(1);
  const all = useMemo(() => inOrder(hub, topic), [now.shape, hub, topic]);
  const most = steps * step[view];
  // Not with each poll of the hubs: what is shown moves with the values' own beat, and with what was done to a thing.
  const shown = useMemo(() => all.slice(0, most).map(one => ({ ...one, value: values.get(one.key) })).filter(one => one.value), [all, most, now, under]);
  const change = next => {
    setView(next);
    setSteps(1);
  };
  const tools = html`
    <div class="segments" role="group" aria-label=${t('things.view')}>
      ${views.map(name => html`<button key=${name} data-testid=${`state-${name}`} aria-pressed=${String(view === name)} onClick=${() => change(name)}>${t(`view.${name}`)}</button>`)}
    </div>`;
  return html`
    <${PanelFrame} id="state" title=${t('panel.state')} summary=${t('things.summary', { count: all.length })} tools=${tools} tab>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('panel.state')}>
        ${view === 'tiles'
          ? html`<div class="tiles">${shown.map(one => html`<${Tile} key=${one.key} value=${one.value} name=${one.name} action=${under.get(one.key)} />`)}</div>`
          : html`<${Table} shown=${shown} />`}
        ${!all.length && html`<p class="hint">${hub && !thingsOf(kinds.get(hub)) ? t('things.no_state', { hub }) : t('things.nothing')}</p>`}
        <${More} left=${all.length - shown.length} onMore=${() => setSteps(steps + 1)} />
      </div>
    <//>`;
}

function Table({ shown }) {
  return html`
    <table>
      <thead>
        <tr><th scope="col">${t('filter.hub')}</th><th scope="col">${t('things.thing')}</th><th scope="col">${t('filter.topic')}</th><th scope="col">${t('things.value')}</th><th scope="col" class="figure">${t('things.changed')}</th></tr>
      </thead>
      <tbody>${shown.map(one => html`<${StateRow} key=${one.key} value=${one.value} name=${one.name} />`)}</tbody>
    </table>`;
}

// What can be switched comes first, then by hub and name.
function inOrder(hub, topic) {
  const matches = topicMatcher(topic);
  const found = [];
  for (const [key, value] of values) {
    if ((hub && value.hub !== hub) || !matches(value.topic)) continue;
    found.push({ key, hub: value.hub, name: nameOf(value.hub, value.topic) ?? '', rank: rankOf(value) });
  }
  return found.sort((a, b) => a.rank - b.rank || a.hub.localeCompare(b.hub) || a.name.localeCompare(b.name) || a.key.localeCompare(b.key));
}

function rankOf({ kind, data, topic }) {
  const { power, level } = thingsOf(kind).thing(data, topic);
  return power ? 0 : level ? 1 : 2;
}
