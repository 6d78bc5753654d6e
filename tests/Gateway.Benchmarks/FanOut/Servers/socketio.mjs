// node socketio.mjs <node_modules> <feed port>: socket.io's own broadcast to a room, for each line of the feed.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [modules, feedPort] = process.argv.slice(2);
const { Server } = createRequire(`${modules}/`)('socket.io-4');
const http = createServer();
const io = new Server(http, { transports: ['websocket'], pingInterval: 300_000, pingTimeout: 300_000, serveClient: false });
io.on('connection', (socket) => {
  socket.join('g');
  socket.emit('joined');
});

http.listen(0, '127.0.0.1', 1024, () => {
  console.log(`listening on: http://127.0.0.1:${http.address().port}`);
  const feed = connect(Number(feedPort), '127.0.0.1');
  feed.on('error', () => process.exit(0)).on('close', () => process.exit(0));
  createInterface({ input: feed }).on('line', (line) => io.to('g').emit('event', {
    hub: 'load', topic: 'event', name: 'event', cursor: '0a1b2c3d:100000', time: '2026-01-01T00:00:00.0000000Z', data: JSON.parse(line),
  }));
});
