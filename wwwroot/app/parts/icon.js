import { html } from '../../lib/preact.js';
import { t } from '../text/words.js';

// Each state has a shape of its own, so that no state is told by colour alone.
const shapes = {
  online: html`<circle cx="8" cy="8" r="6.25" /><path d="m5.2 8.2 2 2 3.6-4" />`,
  live: html`<circle cx="8" cy="8" r="6.25" /><path d="m5.2 8.2 2 2 3.6-4" />`,
  degraded: html`<path d="M8 2 14.5 13.5h-13z" /><path d="M8 6.3v3.4M8 11.7v.1" />`,
  retrying: html`<path d="M13.5 8a5.5 5.5 0 1 1-1.7-4" /><path d="M13.7 1.8v2.9h-2.9" />`,
  connecting: html`<circle cx="8" cy="8" r="6" stroke-dasharray="2.2 2.5" />`,
  refused: html`<path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3z" /><path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" />`,
  failed: html`<path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3z" /><path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" />`,
  stopped: html`<rect x="3" y="3" width="10" height="10" rx="1.5" />`,
  pending: html`<circle cx="8" cy="8" r="6.25" /><path d="M8 4.5V8l2.3 1.6" />`,
  lingering: html`<path d="M4 2h8M4 14h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12" />`,
  resumed: html`<path d="M3 8h9M9 4.5 12.5 8 9 11.5" />`,
  lost: html`<path d="M2 8h3.5M10.5 8H14M6.5 5v6M9.5 5v6" />`,
  gap: html`<path d="M2 8h3.5M10.5 8H14M6.5 5v6M9.5 5v6" />`,
  close: html`<path d="m4.5 4.5 7 7m0-7-7 7" />`,
  pause: html`<path d="M5.5 3.5v9M10.5 3.5v9" />`,
  play: html`<path d="M5 3.2 12.5 8 5 12.8z" />`,
  copy: html`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 3.5v-1h-8v8h1" />`,
  chevron: html`<path d="m6 4 4 4-4 4" />`,
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shapes[name] ?? shapes.connecting}</svg>`;
}

export function State({ state, testId }) {
  return html`<span class=${`state state-${state}`} data-state=${state} data-testid=${testId}><${Icon} name=${state} />${t(`state.${state}`)}</span>`;
}
