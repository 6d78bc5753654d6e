const units = {
  measure_temperature: '°C', measure_power: 'W', meter_power: 'kWh', measure_luminance: 'lx', measure_battery: '%', measure_humidity: '%',
  measure_pressure: 'hPa', measure_voltage: 'V', measure_current: 'A', measure_co2: 'ppm', measure_noise: 'dB', meter_water: 'm³', meter_gas: 'm³',
};
const shares = ['dim', 'windowcoverings_set', 'volume_set'];
const device = /^homey:device:[^*]+$/;

// A device's value is { id, name, capabilities: { <id>: value }, described: { <id>: { title, units, min, max, step, setable } } }.
export const homey = {
  merge(before, { topic, name, data }) {
    if (!device.test(topic)) return undefined;
    if (name === 'delete') return null;
    const held = before ?? empty(topic);
    if (name === 'update') return homey.describe(held, data);
    return name === 'capability' ? { ...held, capabilities: { ...held.capabilities, [data.capabilityId]: data.value } } : undefined;
  },

  name: data => data.name,

  // What the hub lists was read at some moment; a value that an event told is never older for long, so it stays.
  describe(before, description) {
    const held = before ?? empty(`homey:device:${description.id}`);
    const described = Object.fromEntries(Object.entries(description?.capabilitiesObj ?? held.described).filter(([, one]) => one));
    const listed = Object.fromEntries(Object.entries(described).map(([id, { value }]) => [id, value]));
    return { ...held, name: description?.name ?? held.name, described, away: description?.available === false, capabilities: { ...listed, ...held.capabilities } };
  },

  thing(data) {
    const { id, capabilities, described } = data;
    const command = (capability, value) => ({ name: `PUT /api/manager/devices/device/${id}/capability/${capability}`, args: { value } });
    const onoff = 'onoff' in capabilities && described.onoff?.setable !== false;
    const share = shares.find(capability => capability in capabilities);
    const target = 'target_temperature' in capabilities ? 'target_temperature' : undefined;
    const controls = new Set([onoff && 'onoff', share, target]);
    return {
      away: data.away,
      power: onoff ? { on: capabilities.onoff === true, command: on => command('onoff', on) } : undefined,
      level: share ? shareLevel(capabilities[share], value => command(share, value)) : target && degrees(capabilities[target], described[target], value => command(target, value)),
      readings: Object.entries(capabilities).filter(([name, value]) => !controls.has(name) && value !== null && typeof value !== 'object')
        .map(([name, value]) => ({ label: titleOf(name, described[name]), value, unit: described[name]?.units ?? units[name] })),
    };
  },
};

const empty = topic => ({ id: topic.slice(topic.lastIndexOf(':') + 1), name: undefined, capabilities: {}, described: {} });

function shareLevel(value, command) {
  return { value: Math.round((value ?? 0) * 100), min: 0, max: 100, step: 1, unit: '%', command: percent => command(percent / 100) };
}

function degrees(value, { min, max, step } = {}, command) {
  return { value, min: min ?? 5, max: max ?? 35, step: step ?? 0.5, unit: '°', command };
}

// `measure_temperature` where the hub has no title of its own: the last word says enough.
function titleOf(name, { title } = {}) {
  return title && typeof title === 'string' && title !== name ? title : name.replace(/^(measure|meter|alarm)_/, '').replaceAll('_', ' ');
}
