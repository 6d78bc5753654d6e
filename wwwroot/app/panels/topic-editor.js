import { html, useState } from '../../lib/preact.js';
import { filter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { addTopic, removeTopic, wanted } from '../data/topics.js';
import { kindOf } from '../kinds.js';
import { Icon } from '../parts/icon.js';
import { t } from '../text/words.js';

export function TopicEditor() {
  const { list } = useStore(hubs);
  const { hub } = useStore(filter);
  const topics = useStore(wanted);
  const total = Object.values(topics).reduce((sum, entries) => sum + entries.length, 0);
  const troubled = Object.values(topics).flat().filter(entry => entry.state === 'failed' || entry.state === 'refused').length;
  return html`
    <details class="topic-editor" data-testid="topic-editor">
      <summary><${Icon} name="chevron" />${t('topics.listens', { count: total })}${troubled > 0 && html`<span class="bad">${t('topics.troubled', { troubled })}</span>`}</summary>
      <div class="topic-rows">
        ${list.filter(status => !hub || status.hub === hub).map(status => html`
          <${HubTopics} key=${status.hub} hub=${status.hub} kind=${status.kind} entries=${topics[status.hub] ?? []} />`)}
      </div>
    </details>`;
}

function HubTopics({ hub, kind, entries }) {
  const [text, setText] = useState('');
  const add = event => {
    event.preventDefault();
    if (text.trim()) addTopic(hub, text.trim());
    setText('');
  };
  return html`
    <form class="topic-row" onSubmit=${add} data-testid="topic-row" data-hub=${hub}>
      <span class="event-hub">${hub}</span>
      ${entries.map(entry => html`
        <span key=${entry.topic} class=${`chip state-${entry.state}`} data-testid="topic-chip" data-topic=${entry.topic} data-state=${entry.state} title=${entry.error ?? t(`state.${entry.state}`)}>
          <${Icon} name=${entry.state} /><code>${entry.topic}</code>${entry.state !== 'live' && html`<small>${t(`state.${entry.state}`)}</small>`}
          <button class="bare" type="button" aria-label=${t('topics.stop', { topic: entry.topic, hub })} onClick=${() => removeTopic(hub, entry.topic)}><${Icon} name="close" /></button>
        </span>`)}
      <input data-testid="topic-input" aria-label=${t('topics.add', { hub })} placeholder=${t('topics.example', { topic: kindOf(kind).topics[0] })} value=${text} spellcheck=${false}
        onInput=${event => setText(event.target.value)} />
      ${entries.filter(entry => entry.error).map(entry => html`<small key=${entry.topic} class="bad topic-error">${entry.topic}: ${entry.error}</small>`)}
    </form>`;
}
