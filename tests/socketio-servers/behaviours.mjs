// What the servers do, the same in every generation. Acknowledgements are (error, result).
export const behaviours = {
  echo: (peer, ack, ...args) => peer.emit('echo', ...args),
  'say "hi"': (peer, ack, ...args) => peer.emit('say "hi"', ...args),

  ack: (peer, ack, ...args) => (args[0] === 'fail' ? ack({ code: 'failed', message: 'as asked' }, null) : ack(null, { got: args })),
  // Acknowledges with these values and nothing else.
  values: (peer, ack, ...args) => ack(...args),
  later: (peer, ack, { after = 100, value = null }) => setTimeout(() => ack(null, value), after),
  silent() {},
  // 0.9 asks for the values only where the callback names an argument.
  askme: (peer, ack, n = 1) => peer.emit('question', { n }, (first, ...rest) => peer.emit('answered', first, ...rest)),

  bin: (peer, ack, { name, data }) => peer.emit('bin', { name, data, len: data.length }),
  binack: (peer, ack, data) => ack(null, { data, len: data.length }),

  info: (peer, ack) => ack(null, peer.info()),

  startTicks(peer, ack, { every = 100 } = {}) {
    let n = 0;
    clearInterval(peer.ticks);
    peer.ticks = setInterval(() => peer.emit('tick', ++n), every);
  },
  stopTicks: peer => clearInterval(peer.ticks),
  burst(peer, ack, { count = 100, size = 10 } = {}) {
    const filling = 'x'.repeat(size);
    for (let n = 1; n <= count; n++) peer.emit('burst', n, filling);
    peer.emit('burstdone', count);
  },

  kick: peer => peer.kick(),
  kickclose: peer => peer.kickclose(),
  kill: peer => peer.kill(),
};

// Gives a peer the behaviours; what it sends besides them is counted as unhandled.
export function behave(peer, note) {
  peer.onAny(name => note(name, Object.hasOwn(behaviours, name)));
  for (const [name, act] of Object.entries(behaviours)) {
    peer.on(name, (...args) => {
      // 0.9 has a callback only where the client asked for data, so a missing one is nothing to fail on.
      const ack = typeof args.at(-1) === 'function' ? args.pop() : () => {};
      act(peer, ack, ...args);
    });
  }
  peer.onGone(() => clearInterval(peer.ticks));
}
