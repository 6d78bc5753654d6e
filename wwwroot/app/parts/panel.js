import { html } from '../../lib/preact.js';

// `quiet`: no header to see. `tab`: the tab above it is its title.
export function PanelFrame({ id, title, summary, tools, area, quiet, tab, children }) {
  return html`
    <section class=${`panel panel-${id}${tab ? ' in-tab' : ''}${area ? ` area-${area}` : ''}`} id=${id} aria-labelledby=${tab ? undefined : `${id}-title`}>
      <header class=${quiet || (tab && !summary && !tools) ? 'offscreen' : ''}>
        <h2 id=${`${id}-title`} class=${tab ? 'offscreen' : ''}>${title}</h2>
        ${summary && html`<p class="summary" data-testid=${`${id}-summary`}>${summary}</p>`}
        ${tools && html`<div class="tools">${tools}</div>`}
      </header>
      ${children}
    </section>`;
}
