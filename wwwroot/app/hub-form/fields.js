import { html } from '../../lib/preact.js';
import { Icon } from '../parts/icon.js';
import { t, worded } from './words.js';

const inputs = { choice: ChoiceInput, flag: FlagInput, map: MapInput };

// One option: its label, what to write there, its help, and what the gateway says is wrong with it.
export function Field({ option, value, stored, faults = [], disabled, onChange }) {
  const id = `option-${option.name.replaceAll(':', '-')}`;
  const described = `${id}-help${faults.length ? ` ${id}-fault` : ''}`;
  const Input = inputs[option.type] ?? TextInput;
  return html`
    <div class=${`field field-${option.type}`} data-testid="hub-option" data-option=${option.name}>
      <label for=${id}>${worded(option.label)}${option.required && html`<span class="muted" aria-hidden="true"> *</span>`}</label>
      <${Input} id=${id} option=${option} value=${value} stored=${stored} disabled=${disabled} described=${described} invalid=${faults.length > 0} onChange=${onChange} />
      <small id=${`${id}-help`} class="muted">${worded(option.help)}</small>
      ${faults.length > 0 && html`<small id=${`${id}-fault`} class="bad" role="alert" data-testid="hub-option-fault">${faults.join(' ')}</small>`}
    </div>`;
}

function TextInput({ id, option, value, stored, disabled, described, invalid, onChange }) {
  const removed = value === null;
  const hint = removed ? t('form.taken_out') : stored ? t('form.stored') : String(option.default ?? '');
  return html`
    <div class="with-action">
      <input id=${id} name=${option.name} type=${option.secret ? 'password' : option.type === 'number' ? 'number' : 'text'} inputmode=${option.type === 'url' ? 'url' : undefined}
        autocomplete=${option.secret ? 'new-password' : 'off'} spellcheck=${false} placeholder=${hint} required=${option.required && !stored && !disabled} disabled=${disabled || removed}
        value=${value ?? ''} aria-describedby=${described} aria-invalid=${String(invalid)} onInput=${event => onChange(event.target.value)} />
      ${stored && !option.required && html`<button type="button" onClick=${() => onChange(removed ? undefined : null)}>${removed ? t('form.keep') : t('form.take_out')}</button>`}
    </div>`;
}

function ChoiceInput({ id, option, value, described, invalid, onChange }) {
  return html`
    <select id=${id} name=${option.name} value=${value ?? option.default} aria-describedby=${described} aria-invalid=${String(invalid)} onChange=${event => onChange(event.target.value)}>
      ${option.allowed.map(allowed => html`<option key=${allowed} value=${allowed}>${allowed}</option>`)}
    </select>`;
}

function FlagInput({ id, option, value, described, onChange }) {
  return html`<input id=${id} name=${option.name} type="checkbox" checked=${value ?? option.default ?? false} aria-describedby=${described} onChange=${event => onChange(event.target.checked)} />`;
}

function MapInput({ id, option, value, stored, described, invalid, onChange }) {
  const rows = value ?? [];
  const change = (index, part) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  // The last row out: what is stored goes as well.
  const drop = index => onChange(rows.length > 1 || stored ? rows.filter((_, at) => at !== index) : undefined);
  return html`
    <div class="map" id=${id} role="group" aria-label=${worded(option.label)} aria-describedby=${described}>
      ${rows.map(({ key, text, kept }, index) => html`
        <div class="map-row" key=${index}>
          <input aria-label=${t('form.name')} placeholder=${t('form.name')} spellcheck=${false} autocomplete="off" value=${key} disabled=${kept} aria-invalid=${String(invalid)}
            onInput=${event => change(index, { key: event.target.value })} />
          <input aria-label=${t('form.text')} placeholder=${kept ? t('form.stored') : t('form.text')} type=${option.secret ? 'password' : 'text'} autocomplete="new-password" value=${text}
            onInput=${event => change(index, { text: event.target.value })} />
          <button type="button" class="bare" aria-label=${t('form.take_out_name', { name: key })} onClick=${() => drop(index)}><${Icon} name="close" /></button>
        </div>`)}
      <button type="button" onClick=${() => onChange([...rows, { key: '', text: '', kept: false }])}>${t('form.add_name')}</button>
    </div>`;
}
