// HTTP for the stand-ins that have an API of their own beside the socket.
import { json } from 'node:stream/consumers';

// routes: [method, pattern, act]; act gets the pattern's groups and {query, body, request} and returns [status, body?, headers?].
export function router(routes, otherwise) {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    const [, , act, match] = routes.map(route => [...route, route[0] === request.method && route[1].exec(pathname)]).find(route => route[3]) ?? [];
    try {
      const body = request.method === 'POST' || request.method === 'PUT' ? await json(request).catch(() => undefined) : undefined;
      const input = { query: Object.fromEntries(searchParams), body, request };
      const [status, output, headers] = act ? await act(match.slice(1).map(decodeURIComponent), input) : otherwise;
      const isText = typeof output === 'string' || output === undefined;
      response.writeHead(status, { 'Content-Type': isText ? 'text/plain' : 'application/json', ...headers });
      response.end(isText ? output : JSON.stringify(output));
    } catch (error) {
      console.error(error);
      response.writeHead(500).end();
    }
  };
}
