import { html } from '../../lib/preact.js';
import { t } from '../text/words.js';

// The end of a list that is shown in part.
export function More({ left, onMore }) {
  return left > 0 && html`<p class="hint"><button data-testid="more" onClick=${onMore}>${t('things.more', { more: left })}</button></p>`;
}
