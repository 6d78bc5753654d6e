import { html, useEffect, useState } from '../../lib/preact.js';
import { t } from '../text/words.js';
import { Icon } from './icon.js';

const shownMs = 1500;

export function CopyButton({ text, label = t('copy.copy'), testId = 'copy' }) {
  const [said, say] = useState('');
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => say(''), shownMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => say(await write(text) ? t('copy.copied') : t('copy.not_allowed'));
  return html`<button class="copy" type="button" data-testid=${testId} onClick=${copy}><${Icon} name="copy" /><span aria-live="polite">${said || label}</span></button>`;
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// The clipboard API exists on HTTPS and loopback only; a gateway on the home network is often plain HTTP.
function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'offscreen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
