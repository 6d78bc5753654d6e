const thingTopic = /^(lights|sensors|groups|alarmsystems)\/[^/*]+$/;
const parts = ['state', 'config', 'attr', 'capabilities'];

// What sensors measure, as [unit, what one of the hub's units is].
const measures = {
  temperature: ['°C', 0.01], humidity: ['%', 0.01], moisture: ['%', 0.01], pressure: ['hPa', 1], power: ['W', 1], consumption: ['kWh', 0.001],
  voltage: ['V', 1], current: ['mA', 1], lux: ['lx', 1], airqualityppb: ['ppb', 1], presence: [], open: [], water: [], fire: [], carbonmonoxide: [],
  vibration: [], alarm: [], dark: [], daylight: [], armstate: [], status: [],
};

export const deconz = {
  merge(before, { topic, data }) {
    if (!thingTopic.test(topic)) return undefined;
    if (data === null || data.e === 'deleted') return null;
    const { light, sensor, group, ...told } = data;
    const next = { ...before, ...(light ?? sensor ?? group), ...told };
    for (const part of parts) {
      if (before?.[part] && data[part]) next[part] = { ...before[part], ...data[part] };
    }
    return next;
  },

  name: data => data.name ?? data.attr?.name,

  describe: before => before,

  thing(data, topic) {
    const { state = {} } = data;
    const place = topic.startsWith('groups/') ? `${topic}/action` : `${topic}/state`;
    const command = args => ({ name: `PUT ${place}`, args });
    if (topic.startsWith('groups/')) return { readings: [], power: 'any_on' in state ? { on: state.any_on, command: on => command({ on }) } : undefined };
    if (!topic.startsWith('lights/')) return { away: data.config?.reachable === false, readings: readingsOf(state) };
    return {
      away: state.reachable === false,
      power: 'on' in state ? { on: state.on, command: on => command({ on }) } : undefined,
      level: levelOf(state, command),
      readings: [],
    };
  },
};

function levelOf({ on, bri, lift }, command) {
  if (lift !== undefined) return { value: lift, min: 0, max: 100, step: 1, unit: '%', command: value => command({ lift: value }) };
  if (bri === undefined) return undefined;
  return { value: on === false ? 0 : Math.round(bri / 2.54), min: 0, max: 100, step: 1, unit: '%', command: value => command(value ? { on: true, bri: Math.round(value * 2.54) } : { on: false }) };
}

function readingsOf(state) {
  const names = Object.keys(state).filter(name => Object.hasOwn(measures, name) && state[name] !== null);
  return names.map(name => {
    const [unit, scale] = measures[name];
    return { label: name, value: scale && typeof state[name] === 'number' ? state[name] * scale : state[name], unit };
  });
}
