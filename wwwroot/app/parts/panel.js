import { html } from '../../lib/preact.js';

export function PanelFrame({ id, title, summary, tools, grow, area, quiet, children }) {
  return html`
    <section class=${`panel panel-${id}${grow ? ' grow' : ''}${area ? ` area-${area}` : ''}`} id=${id} aria-labelledby=${`${id}-title`}>
      <header class=${quiet ? 'offscreen' : ''}>
        <h2 id=${`${id}-title`}>${title}</h2>
        ${summary && html`<p class="summary" data-testid=${`${id}-summary`}>${summary}</p>`}
        ${tools && html`<div class="tools">${tools}</div>`}
      </header>
      ${children}
    </section>`;
}
