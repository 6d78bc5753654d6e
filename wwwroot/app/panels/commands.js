import { html } from '../../lib/preact.js';
import { commandDraft, commandHistory, sendCommand } from '../data/commands.js';
import { gateway } from '../data/connection.js';
import { filter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { kindOf } from '../kinds.js';
import { CopyButton } from '../parts/copy.js';
import { PanelFrame } from '../parts/panel.js';
import { commandAsCurl } from '../text/code.js';
import { checkJson, describe } from '../text/json.js';
import { t } from '../text/words.js';
import { CommandOutcomes } from './command-outcomes.js';

const defaultTimeoutMs = 10000;

// What was sent from here last, while nobody knows what became of it.
let underWay = null;

export function Panel() {
  const { list } = useStore(hubs);
  const chosen = useStore(filter).hub;
  const online = useStore(gateway).state === 'online';
  const history = useStore(commandHistory);
  const draft = useStore(commandDraft);
  const hub = draft.hub || chosen || list[0]?.hub || '';
  const known = kindOf(list.find(status => status.hub === hub)?.kind).commands;
  const args = draft.args.trim() ? checkJson(draft.args) : {};
  const command = { hub, name: draft.name.trim(), args: args.value, timeoutMs: draft.timeoutMs || defaultTimeoutMs };
  const ready = online && hub && command.name && !args.fault;

  const change = part => commandDraft.set({ ...draft, ...part });
  const changeName = name => {
    // A known name brings an example to start from, but never over something already written.
    const example = Object.hasOwn(known, name) ? known[name] : undefined;
    change({ name, args: example && !draft.args.trim() ? JSON.stringify(example, null, 2) : draft.args });
  };
  const send = event => {
    event.preventDefault();
    if (ready) sendOnce(command);
  };
  const reuse = past => commandDraft.set({ ...past, args: past.args === undefined ? '' : JSON.stringify(past.args, null, 2) });

  return html`
    <${PanelFrame} id="commands" title=${t('panel.commands')} tab>
      <form class="command" onSubmit=${send} onKeyDown=${ignoreHeldEnter}>
        <label>${t('filter.hub')}
          <select data-testid="command-hub" value=${hub} onChange=${event => change({ hub: event.target.value })}>
            ${list.map(status => html`<option key=${status.hub} value=${status.hub}>${status.hub}</option>`)}
          </select>
        </label>
        <label class="command-name">${t('commands.name')}
          <input data-testid="command-name" list="command-names" value=${draft.name} placeholder=${Object.keys(known)[0] ?? ''} spellcheck=${false} autocomplete="off"
            onInput=${event => changeName(event.target.value)} />
          <datalist id="command-names">${Object.keys(known).map(name => html`<option key=${name} value=${name} />`)}</datalist>
        </label>
        <label>${t('commands.timeout')}
          <input data-testid="command-timeout" type="number" min="1" max="300000" step="1" value=${draft.timeoutMs}
            onInput=${event => change({ timeoutMs: Number(event.target.value) })} />
        </label>
        <label class="command-args">${t('commands.arguments')}
          <textarea data-testid="command-args" rows="6" spellcheck=${false} value=${draft.args} placeholder=${t('commands.none')} aria-invalid=${String(Boolean(args.fault))} aria-describedby="args-check"
            onInput=${event => change({ args: event.target.value })}></textarea>
        </label>
        <${ArgsCheck} check=${args} />
        <div class="actions">
          <button class="primary" type="submit" data-testid="command-send" disabled=${!ready}>${t('commands.send')}</button>
          <${CopyButton} text=${commandAsCurl(command)} label=${t('copy.curl')} testId="command-curl" />
          ${!online && html`<small class="muted">${t('commands.away')}</small>`}
        </div>
      </form>
      <${CommandOutcomes} history=${history} onReuse=${reuse} />
    <//>`;
}

// The second click of a double click, and an impatient third, are one wish: the same again is sent when the outcome is known.
async function sendOnce(command) {
  const { hub, name, args } = command;
  const words = JSON.stringify([hub, name, args]);
  if (underWay?.words === words) return;
  const own = { words };
  underWay = own;
  try {
    await sendCommand(command);
  } finally {
    if (underWay === own) underWay = null;
  }
}

// A key held down would send as often as it repeats; in the arguments it writes lines.
function ignoreHeldEnter(event) {
  if (event.key === 'Enter' && event.repeat && event.target.localName !== 'textarea') event.preventDefault();
}

function ArgsCheck({ check: { value, fault } }) {
  const words = fault ? t('commands.fault', fault) : value === undefined ? t('commands.no_arguments') : t('commands.valid', { what: describe(value) });
  return html`
    <div id="args-check" class=${`args-check${fault ? ' bad' : ' muted'}`} data-testid="command-args-check" aria-live="polite">
      ${words}
      ${fault && html`<pre aria-hidden="true">${excerpt(fault)}</pre>`}
    </div>`;
}

function excerpt({ lineText, column }) {
  const from = Math.max(0, column - 30);
  return `${lineText.slice(from, from + 60)}\n${' '.repeat(column - 1 - from)}^`;
}
