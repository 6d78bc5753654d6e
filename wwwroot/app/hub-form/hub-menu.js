import { html, useEffect, useRef, useState } from '../../lib/preact.js';
import { t } from '../text/words.js';
import { openHubForm } from './form.js';
import { remove, setEnabled, settingsOf } from './requests.js';

// What can be done with a hub's entry, on its card. Where it stands elsewhere, it says where.
export function HubMenu({ hub }) {
  const element = useRef(null);
  const [entry, setEntry] = useState(null);
  const [fault, setFault] = useState('');
  const [sure, setSure] = useState(false);

  // A hub that was removed may have taken its card along.
  const close = () => { if (element.current) element.current.open = false; };
  const load = () => {
    setEntry(null);
    setSure(false);
    setFault('');
    if (element.current.open) settingsOf(hub).then(setEntry, problem => setFault(problem.message));
  };
  const act = work => work().then(close, problem => setFault(problem.message));
  const leave = ({ relatedTarget }) => { if (relatedTarget && !element.current.contains(relatedTarget)) close(); };
  const escape = event => {
    if (event.key !== 'Escape' || !element.current.open) return;
    close();
    element.current.querySelector('summary').focus();
  };

  const edit = () => {
    // Where the focus is when the dialog has closed again.
    element.current.querySelector('summary').focus();
    close();
    openHubForm(hub);
  };
  useEffect(() => { if (sure) element.current.querySelector('.hub-menu-list button').focus(); }, [sure]);

  const isOff = entry?.options.Enabled === false;
  return html`
    <details class="hub-menu" ref=${element} onToggle=${load} onfocusout=${leave} onKeyDown=${escape}>
      <summary data-testid="hub-menu" aria-label=${t('menu.open', { hub })}>${t('menu.title')}</summary>
      <div class="hub-menu-list" tabindex="-1" data-testid="hub-menu-list">
        ${fault && html`<p class="bad" role="alert">${fault}</p>`}
        ${entry && entry.origin !== 'page' && html`<p class="muted" data-testid="hub-elsewhere">${t('form.elsewhere', { place: entry.place })}</p>`}
        ${entry?.origin === 'page' && !sure && html`
          <button data-testid="hub-edit" onClick=${edit}>${t('menu.edit')}</button>
          <button data-testid="hub-switch" onClick=${() => act(() => setEnabled(hub, isOff))}>${isOff ? t('menu.enable') : t('menu.disable')}</button>
          <button data-testid="hub-remove" onClick=${() => setSure(true)}>${t('menu.remove')}</button>`}
        ${sure && html`
          <p>${t('menu.sure', { hub })}</p>
          <button onClick=${() => setSure(false)}>${t('menu.keep')}</button>
          <button class="danger" data-testid="hub-remove-sure" onClick=${() => act(() => remove(hub))}>${t('menu.remove')}</button>`}
      </div>
    </details>`;
}
