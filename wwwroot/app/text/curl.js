import { apiUrl, hubPath } from '../data/api.js';

export function commandAsCurl({ hub, ...command }) {
  return `curl -X POST ${quote(apiUrl(hubPath(hub, '/commands')))} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quote(JSON.stringify(command))}`;
}

const quote = text => `'${text.replaceAll("'", "'\\''")}'`;
