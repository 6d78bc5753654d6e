import { html } from '../../lib/preact.js';
import { access, isAdmin } from '../data/access.js';
import { useStore } from '../data/store.js';
import { t } from '../text/words.js';
import { openHubForm } from './form.js';

// For those who may.
export function AddHub() {
  useStore(access);
  return isAdmin() && html`<button class="add-hub" data-testid="hub-add" onClick=${() => openHubForm()}>+ ${t('form.add')}</button>`;
}
