import { html, useMemo } from '../../lib/preact.js';
import { t } from '../text/words.js';
import { CopyButton } from './copy.js';

const longest = 40_000;
const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function JsonView({ value, testId = 'event-json' }) {
  // A whole state of a hub takes its time: not again with each key pressed beside it.
  const [text, shown] = useMemo(() => {
    const written = JSON.stringify(value, null, 2) ?? 'null';
    return [written, coloured(written.slice(0, longest))];
  }, [value]);
  return html`
    <div class="json">
      <pre tabindex="0" data-testid=${testId}>${shown}${text.length > longest && html`<i>${`\n${t('json.cut', { longest, length: text.length })}`}</i>`}</pre>
      <${CopyButton} text=${text} label=${t('copy.json')} />
    </div>`;
}

function coloured(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(token)) {
    const [whole, string, colon] = match;
    if (match.index > from) parts.push(text.slice(from, match.index));
    const kind = string ? (colon ? 'key' : 'string') : 'scalar';
    parts.push(html`<span class=${`json-${kind}`}>${string ?? whole}</span>`);
    if (colon) parts.push(colon);
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
}
