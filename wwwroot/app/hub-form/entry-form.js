import { html, useRef, useState } from '../../lib/preact.js';
import { Diagnosis } from './diagnosis.js';
import { Field } from './fields.js';
import { Pairing } from './pairing.js';
import { save, test } from './requests.js';
import { freeId, optionsOf, valuesOf } from './values.js';
import { t, worded } from './words.js';

const usualIds = { HomeAssistant: 'home', Pryv: 'diary', SocketIO: 'chat' };

// The form of one kind, made of its options: tried before it is saved, by whoever wants to.
export function EntryForm({ kind, hub, entry, found, taken, onBack, onDone }) {
  // What it is stored as: nothing, until it has been saved.
  const [saved, setSaved] = useState(hub);
  const [id, setId] = useState(hub || freeId(found?.name ?? usualIds[kind.kind] ?? kind.kind, taken));
  const [values, setValues] = useState({ ...valuesOf(kind, entry), ...(found && { Url: found.url }) });
  const [pairing, setPairing] = useState('');
  const [busy, setBusy] = useState('');
  const [fault, setFault] = useState('');
  const [errors, setErrors] = useState({});
  const [diagnosis, setDiagnosis] = useState(null);

  const options = optionsOf(kind, values);
  const isTaken = id !== saved && taken.some(known => known.toLowerCase() === id.toLowerCase());
  const credential = kind.credential?.option;
  const stored = name => entry?.secrets.includes(name) ?? false;

  // A test's answer, a refusal too, is about the values that were tried, not about those that were changed since.
  const edits = useRef(0);
  const change = (name, value) => {
    edits.current++;
    setValues(before => ({ ...before, [name]: value }));
    setErrors(before => ({ ...before, [name]: undefined }));
    setDiagnosis(null);
    // A key is for the place that gave it.
    if (name === 'Url') setPairing('');
  };
  const run = async (what, work) => {
    setBusy(what);
    setFault('');
    setErrors({});
    try {
      await work();
    } catch (problem) {
      if (problem.saved) setSaved(id);
      setErrors(problem.errors ?? {});
      // A pairing lasts ten minutes; without it the button is there again.
      if (problem.errors?.[credential]) setPairing('');
      setFault(problem.errors ? t('form.look_again') : problem.message);
    } finally {
      setBusy('');
    }
  };
  const body = { options, ...(pairing && { pairing }) };
  const tryIt = () => run('test', async () => {
    setDiagnosis(null);
    const edit = edits.current;
    try {
      const told = await test(kind.kind, { ...body, ...(hub && { hub }) });
      if (edit === edits.current) setDiagnosis(told);
    } catch (problem) {
      if (edit === edits.current) throw problem;
    }
  });
  const submit = event => {
    event.preventDefault();
    if (isTaken) return;
    run('save', async () => {
      await save(id, { ...body, kind: kind.kind }, id !== saved);
      onDone();
    });
  };

  const field = option => html`
    <${Field} key=${option.name} option=${option} value=${values[option.name]} stored=${stored(option.name)} faults=${errors[option.name]}
      disabled=${option.name === credential && Boolean(pairing)} onChange=${value => change(option.name, value)} />`;
  const advanced = kind.options.filter(option => option.advanced);
  // What is wrong must be seen.
  const open = advanced.some(option => errors[option.name]?.length);
  return html`
    <form onSubmit=${submit} data-testid="hub-entry" data-kind=${kind.kind}>
      <div class="hub-form-body">
        ${!hub && html`
          <div class="field">
            <label for="hub-id">${t('form.id')}<span class="muted" aria-hidden="true"> *</span></label>
            <input id="hub-id" data-testid="hub-id" required maxlength="64" pattern="[A-Za-z0-9_\\-]+" spellcheck=${false} autocomplete="off" value=${id}
              aria-invalid=${String(isTaken || Boolean(errors.hub))} aria-describedby="hub-id-help" onInput=${event => setId(event.target.value)} />
            <small id="hub-id-help" class=${isTaken || errors.hub ? 'bad' : 'muted'}>${isTaken ? t('form.id_taken', { id }) : errors.hub?.join(' ') ?? t('form.id_help')}</small>
          </div>`}
        ${kind.options.filter(option => !option.advanced && option.name !== credential).map(field)}
        ${kind.credential && html`
          <fieldset class="credential">
            <legend>${worded(kind.credential.label)}</legend>
            <details open=${!entry}><summary>${t('form.where')}</summary>
              <ol>${kind.credential.steps.map((step, index) => html`<li key=${index}>${worded(step)}</li>`)}</ol>
            </details>
            ${kind.pairs && html`<${Pairing} kind=${kind.kind} options=${pairable(options)} ready=${Boolean(values.Url)} paired=${Boolean(pairing)} onPaired=${name => { setPairing(name); change(credential, undefined); }} />`}
            ${field(kind.options.find(option => option.name === credential))}
          </fieldset>`}
        <details class="advanced" open=${open || undefined}><summary data-testid="hub-advanced">${t('form.advanced')}</summary>${advanced.map(field)}</details>
        ${diagnosis && html`<${Diagnosis} diagnosis=${diagnosis} />`}
      </div>
      <footer>
        ${busy === 'test' && html`<p class="muted" role="status">${t('form.testing')}</p>`}
        ${fault && html`<p class="bad" role="alert" data-testid="hub-form-fault">${fault}</p>`}
        ${onBack && html`<button type="button" data-testid="hub-form-back" onClick=${onBack}>${t('form.back')}</button>`}
        <span class="spacer"></span>
        <button type="button" data-testid="hub-test" disabled=${Boolean(busy)} onClick=${tryIt}>${t('form.test')}</button>
        <button type="submit" class="primary" data-testid="hub-save" disabled=${Boolean(busy) || isTaken}>${t('form.save')}</button>
      </footer>
    </form>`;
}

// Only what it takes to reach the hub goes along.
const pairable = options => Object.fromEntries(Object.entries(options).filter(([name]) => name === 'Url' || name.startsWith('Tls:')));
