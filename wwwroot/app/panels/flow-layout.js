const nodeHeight = 26;
const rowHeight = 32;
const edge = 6;
const widest = 14;

// Where everything stands in a box of this size: hubs left, the gateway in the middle, clients right.
// hubs, clients: [{ id, rate, … }]; answers the same with { x, y, width, height, path, thickness }, and the gateway's own place.
export function layOut({ hubs, clients, width, height }) {
  const side = Math.min(150, Math.floor(width * 0.33));
  const middle = Math.min(92, Math.floor(width * 0.2));
  const centre = { x: Math.round((width - middle) / 2), y: Math.round(height / 2) - 22, width: middle, height: 44 };
  const left = column(hubs, edge, side, height).map(node => ({ ...node, path: curve(node.x + side, mid(node), centre.x, mid(centre)) }));
  const right = column(clients, width - side - edge, side, height).map(node => ({ ...node, path: curve(centre.x + middle, mid(centre), node.x, mid(node)) }));
  return { hubs: left, clients: right, centre };
}

export const rowsIn = height => Math.max(1, Math.floor((height - edge) / rowHeight));

// The first as they are, the rest as one: { id: '', count, rate, hubs }.
export function group(clients, most) {
  if (clients.length <= most) return clients;
  const shown = most - 1;
  const rest = clients.slice(shown);
  return [...clients.slice(0, shown), {
    id: '',
    count: rest.length,
    rate: rest.reduce((sum, client) => sum + client.rate, 0),
    hubs: [...new Set(rest.flatMap(client => client.hubs))],
  }];
}

function column(items, x, width, height) {
  const step = Math.min(rowHeight + 14, (height - 2 * edge) / Math.max(1, items.length));
  const top = (height - step * items.length) / 2;
  return items.map((item, index) => ({
    ...item, x, width, height: nodeHeight,
    y: Math.round(top + step * index + (step - nodeHeight) / 2),
    thickness: thicknessOf(item.rate),
  }));
}

// Doubling the rate adds the same each time: one event per second and a thousand are both to be seen.
const thicknessOf = rate => Math.min(widest, 1.25 + 1.25 * Math.log2(1 + (rate ?? 0)));
const mid = node => node.y + node.height / 2;

function curve(x1, y1, x2, y2) {
  const bend = (x1 + x2) / 2;
  return `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
}
