const switched = new Set(['light', 'switch', 'input_boolean', 'fan', 'automation', 'humidifier', 'siren']);
const away = new Set(['unavailable', 'unknown']);

export const homeAssistant = {
  merge(before, { topic, name, data }) {
    if (!topic.startsWith('entities/')) return undefined;
    return name === 'removed' || data === null ? null : data;
  },

  name: data => data.attributes?.friendly_name,

  describe: before => before,

  thing(data) {
    const { entity_id: id = '', state, attributes = {} } = data;
    const domain = id.slice(0, id.indexOf('.'));
    const service = (name, fields) => ({ name: 'call_service', args: { domain, service: name, target: { entity_id: id }, ...(fields && { service_data: fields }) } });
    const level = Object.hasOwn(levels, domain) ? levels[domain](state, attributes, service) : undefined;
    return {
      away: state === 'unavailable',
      power: powerOf(domain, state, service),
      level,
      readings: switched.has(domain) || (level && domain !== 'climate') ? [] : readingsOf(domain, state, attributes),
    };
  },
};

function powerOf(domain, state, service) {
  if (switched.has(domain)) return { on: state === 'on', command: on => service(on ? 'turn_on' : 'turn_off') };
  // One slip of a finger must not open a door: a lock can be locked here, and no more.
  if (domain === 'lock' && state !== 'locked') return { on: false, command: () => service('lock') };
  if (domain === 'cover') return { on: state === 'open' || state === 'opening', command: on => service(on ? 'open_cover' : 'close_cover') };
  return undefined;
}

const levels = {
  light(state, { brightness, supported_color_modes: modes = [] }, service) {
    if (brightness === undefined && !modes.some(mode => mode !== 'onoff')) return undefined;
    return percent(state === 'on' ? (brightness ?? 0) / 255 : 0, value => (value ? service('turn_on', { brightness: Math.round(value * 255) }) : service('turn_off')));
  },
  cover(state, { current_position: position }, service) {
    return position === undefined ? undefined : percent(position / 100, value => service('set_cover_position', { position: Math.round(value * 100) }));
  },
  climate(state, { temperature, min_temp: min = 5, max_temp: max = 35, target_temp_step: step = 0.5 }, service) {
    if (typeof temperature !== 'number') return undefined;
    return { value: temperature, min, max, step, unit: '°', command: value => service('set_temperature', { temperature: value }) };
  },
  input_number: numeric,
  number: numeric,
};

function numeric(state, { min = 0, max = 100, step = 1, unit_of_measurement: unit = '' }, service) {
  return away.has(state) ? undefined : { value: Number(state), min, max, step, unit, command: value => service('set_value', { value }) };
}

function percent(share, command) {
  return { value: Math.round(share * 100), min: 0, max: 100, step: 1, unit: '%', command: value => command(value / 100) };
}

function readingsOf(domain, state, attributes) {
  const readings = [{ value: state, unit: attributes.unit_of_measurement }];
  if (domain === 'climate' && attributes.current_temperature !== undefined) readings.push({ value: attributes.current_temperature, unit: '°' });
  if (domain === 'weather' && attributes.temperature !== undefined) readings.push({ value: attributes.temperature, unit: attributes.temperature_unit });
  return readings;
}
