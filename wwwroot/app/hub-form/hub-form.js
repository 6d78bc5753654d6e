import { html, useEffect, useRef, useState } from '../../lib/preact.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { Icon } from '../parts/icon.js';
import { t } from '../text/words.js';
import { EntryForm } from './entry-form.js';
import { closeHubForm, form } from './form.js';
import { KindChoice } from './kind-choice.js';
import { kindsOf, settingsOf } from './requests.js';

// The dialog that adds a hub or edits one. Escape closes it, and the focus goes back to where it was.
export function HubForm() {
  const asked = useStore(form);
  return asked && html`<${Dialog} key=${asked.hub} hub=${asked.hub} />`;
}

function Dialog({ hub }) {
  const element = useRef(null);
  const [kinds, setKinds] = useState(null);
  const [entry, setEntry] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [fault, setFault] = useState('');
  const { list } = useStore(hubs);

  useEffect(() => {
    element.current.showModal();
    Promise.all([kindsOf(), hub ? settingsOf(hub) : null]).then(
      ([known, saved]) => {
        setKinds(known);
        setEntry(saved);
        if (saved) setChosen({ kind: saved.kind, found: null });
      },
      problem => setFault(problem.message));
  }, []);

  // Where a person goes on; not the cross that closes it.
  useEffect(() => element.current.querySelector('.hub-form-body :is(button, input)')?.focus(), [kinds, chosen]);

  const close = () => element.current.close();
  const kind = kinds?.find(known => known.kind === chosen?.kind);
  return html`
    <dialog class="hub-form" ref=${element} data-testid="hub-form" aria-labelledby="hub-form-title" onClose=${closeHubForm}>
      <header>
        <h2 id="hub-form-title">${hub ? t('form.edit', { hub }) : kind ? t('form.add_kind', { kind: kind.label }) : t('form.add')}</h2>
        <button type="button" class="bare" aria-label=${t('form.close')} data-testid="hub-form-close" onClick=${close}><${Icon} name="close" /></button>
      </header>
      ${fault ? html`<p class="bad hint" role="alert" data-testid="hub-form-fault">${fault}</p>`
        : !kinds ? html`<p class="hint">${t('form.loading')}</p>`
        : entry && entry.origin !== 'page' ? html`<p class="hint">${t('form.elsewhere', { place: entry.place })}</p>`
        : kind ? html`<${EntryForm} kind=${kind} hub=${hub} entry=${entry} found=${chosen.found} taken=${list.map(known => known.hub)}
            onBack=${hub ? null : () => setChosen(null)} onDone=${close} />`
        : html`<div class="hub-form-body"><${KindChoice} kinds=${kinds} onChoose=${(name, found) => setChosen({ kind: name, found })} /></div>`}
    </dialog>`;
}
