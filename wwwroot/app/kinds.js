// Per kind: the topics the page asks for at first, and commands to suggest with arguments to start from.
const kinds = {
  HomeAssistant: {
    label: 'Home Assistant',
    topics: ['entities/*'],
    commands: {
      call_service: { domain: 'light', service: 'toggle', target: { entity_id: 'light.hall' } },
      get_states: null,
      get_config: null,
      get_services: null,
      fire_event: { event_type: 'my_event', event_data: {} },
      render_template: { template: '{{ states("sun.sun") }}' },
      ping: null,
    },
  },
  Homey: {
    label: 'Homey',
    topics: ['homey:device:*'],
    commands: {
      'getDevices homey:manager:devices': null,
      'getFlows homey:manager:flow': null,
      'GET /api/manager/devices/device': null,
      'PUT /api/manager/devices/device/<id>/capability/onoff': { value: true },
      'POST /api/manager/flow/flow/<id>/trigger': null,
    },
  },
  Deconz: {
    label: 'deCONZ',
    topics: ['*'],
    commands: {
      'GET lights': null,
      'PUT lights/1/state': { on: true, bri: 128 },
      'PUT groups/1/action': { on: false },
      'GET sensors': null,
    },
  },
  Pryv: {
    label: 'Pryv',
    topics: ['events'],
    commands: {
      'events.get': { limit: 10 },
      'events.create': { streamIds: ['diary'], type: 'note/txt', content: 'Hello' },
      'streams.get': {},
      getAccessInfo: {},
    },
  },
  SocketIO: {
    label: 'Socket.IO',
    topics: ['*'],
    commands: { message: ['hello'], '/chat,message': ['hello'], whoami: [], history: [{ limit: 5 }] },
  },
};

export const kindOf = kind => kinds[kind] ?? { label: kind, topics: ['*'], commands: {} };
