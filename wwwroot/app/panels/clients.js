import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../lib/preact.js';
import { disconnect, held, isThisPage, nameOfClient, shortId, useClients } from '../data/clients.js';
import { useNow } from '../data/clock.js';
import { gateway } from '../data/connection.js';
import { filter, setFilter } from '../data/filter.js';
import { shortTopic } from '../data/names.js';
import { useStore } from '../data/store.js';
import { More } from '../parts/more.js';
import { PanelFrame } from '../parts/panel.js';
import { age, bytes, count, dateTime, number } from '../text/format.js';
import { exactly } from '../text/glob.js';
import { t } from '../text/words.js';
import { inOrder } from './client-order.js';

const rowsAtATime = 200;

export function Panel() {
  const { list, state, fault } = useClients();
  const { hub, client } = useStore(filter);
  const [most, setMost] = useState(rowsAtATime);
  const all = list.filter(one => !hub || one.hub === hub || one.hubs?.some(held => held.hub === hub)).sort(inOrder);
  // The chosen one is shown however far down it stands.
  const shown = all.filter((one, index) => index < most || one.id === client);
  const summary = state === 'known' ? [t('clients.summary', { count: all.length }), fault].filter(Boolean).join(' · ') : undefined;
  return html`
    <${PanelFrame} id="clients" title=${t('panel.clients')} summary=${summary} tab>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('panel.clients')}>
        ${state === 'asking' && fault && html`<p class="hint bad" role="alert">${fault}</p>`}
        ${state === 'refused' && html`<p class="hint" data-testid="clients-refused">${t('clients.refused')}</p>`}
        ${state === 'known' && all.length > 0 && html`
          <table>
            <thead>
              <tr>
                <th scope="col">${t('clients.client')}</th><th scope="col">${t('clients.transport')}</th><th scope="col">${t('clients.topics')}</th>
                <th scope="col" class="figure">${t('clients.rate')}</th><th scope="col" class="figure">${t('clients.queued')}</th><th scope="col" class="figure">${t('clients.delivered')}</th>
                <th scope="col" class="figure">${t('clients.conflated')}</th><th scope="col" class="figure">${t('clients.dropped')}</th><th scope="col" class="figure">${t('clients.connected')}</th>
                <th scope="col"><span class="offscreen">${t('clients.disconnect')}</span></th>
              </tr>
            </thead>
            <tbody>${shown.map(one => html`<${Row} key=${one.id} client=${one} chosen=${one.id === client} />`)}</tbody>
          </table>`}
        ${state === 'known' && !all.length && html`<p class="hint">${t('clients.nobody')}</p>`}
        <${More} left=${all.length - shown.length} onMore=${() => setMost(most + rowsAtATime)} />
      </div>
    <//>`;
}

function Row({ client, chosen }) {
  const now = useNow();
  const row = useRef(null);
  const own = isThisPage(client.id);
  useEffect(() => {
    if (chosen) row.current.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return html`
    <tr ref=${row} class=${chosen ? 'chosen' : ''} data-testid="client-row" data-client=${client.id} data-own=${String(own)}>
      <td class="client-name">
        <button class="text" aria-pressed=${String(chosen)} title=${t('clients.only_this')} onClick=${() => setFilter({ client: chosen ? '' : client.id })}>
          <b>${client.key ?? t('clients.no_key')}</b> <code class="muted" title=${client.id}>${shortId(client.id)}</code>
        </button>
        ${own && html`<span class="tag own">${t('clients.this_page')}</span>`}
      </td>
      <td data-unit=${t('clients.transport')}>${client.transport}</td>
      <td class="client-topics" data-unit=${t('clients.topics')}>${topicsOf(client)}${chosen && html`<${Held} count=${client.topics} />`}</td>
      <td class="figure" data-unit=${t('clients.rate')}>${number(client.eventsPerSecond ?? 0)}</td>
      <td class=${`figure${client.queued ? ' warn' : ''}`} data-unit=${t('clients.queued')} title=${bytes(client.queuedBytes)}>${count(client.queued)}</td>
      <td class="figure" data-unit=${t('clients.delivered')}>${count(client.delivered)}</td>
      <td class=${`figure${client.conflated ? ' warn' : ''}`} data-unit=${t('clients.conflated')}>${count(client.conflated)}</td>
      <td class=${`figure${client.dropped ? ' bad' : ''}`} data-unit=${t('clients.dropped')}>${count(client.dropped)}</td>
      <td class="figure" data-unit=${t('clients.connected')} title=${dateTime(client.connected)}>${age(client.connected, now)}</td>
      <td class="row-actions"><${Disconnect} id=${client.id} own=${own} /></td>
    </tr>`;
}

// Each topic of the chosen client. There may be a thousand, so they are drawn anew only when they are others.
function Held({ count: all }) {
  const { topics, known, fault } = useStore(held);
  const more = known ? all - topics.length : 0;
  return useMemo(() => html`
    ${fault && html`<small class="bad" role="alert">${fault}</small>`}
    <div class="actions" role="group" aria-label=${t('clients.topics')} data-testid="client-held">
      ${topics.map(({ hub, topic }) => html`
        <button key=${`${hub}\n${topic}`} class="chip link-chip" data-testid="client-topic" data-hub=${hub} data-topic=${topic} title=${`${t('registry.only_these')}: ${topic}`}
          onClick=${() => setFilter({ hub, topic: exactly(topic), panel: 'events' })}>${hub} <code>${shortTopic(topic)}</code></button>`)}
      ${more > 0 && html`<small class="muted">${t('clients.more_topics', { count: more })}</small>`}
    </div>`, [topics, more, fault]);
}

// Asked twice, in place: a click beside the button is no answer and changes nothing.
function Disconnect({ id, own }) {
  const online = useStore(gateway).state === 'online';
  const [step, setStep] = useState('');
  const [fault, setFault] = useState('');
  const [button, keep, asked] = [useRef(null), useRef(null), useRef(false)];
  // Each button takes the place of another; the focus goes along, and to the one that changes nothing.
  useLayoutEffect(() => {
    if (step === 'sure') keep.current.focus();
    else if (asked.current) button.current.focus();
    asked.current = step === 'sure';
  }, [step]);
  // The row goes in a moment, and the focus must not go with it.
  const leave = () => {
    setFault('');
    if (document.activeElement === button.current) button.current.closest('.scroll').focus({ preventScroll: true });
  };
  const cut = async () => {
    setStep('cutting');
    await disconnect(id).then(leave, problem => setFault(problem.message));
    setStep('');
  };
  if (step === 'sure') {
    const question = own ? t('clients.sure_own') : t('clients.sure', { client: nameOfClient(id) });
    return html`
      <span class="sure" role="group" aria-label=${question}>
        <span>${question}</span>
        <button class="small danger" data-testid="client-disconnect-yes" onClick=${cut}>${t('clients.disconnect')}</button>
        <button class="small" ref=${keep} data-testid="client-disconnect-no" onClick=${() => setStep('')}>${t('clients.keep')}</button>
      </span>`;
  }
  return html`
    ${fault && html`<small class="bad" role="alert">${fault}</small>`}
    <button class="small" ref=${button} data-testid="client-disconnect" disabled=${!online} aria-disabled=${String(step === 'cutting')}
      onClick=${() => step === 'cutting' || setStep('sure')}>${t('clients.disconnect')}</button>`;
}

function topicsOf({ topics, hubs = [] }) {
  const each = hubs.map(({ hub, topics: held }) => `${hub} ${count(held)}`).join(', ');
  return each || count(topics);
}
