// A cursor is `epoch:sequence`. Within one epoch the higher sequence is the later one;
// another epoch always replaces what we held, for the old one can no longer be resumed.
export function laterCursor(held, seen) {
  if (!seen) return held;
  if (!held) return seen;
  const [heldEpoch, heldSequence] = split(held);
  const [seenEpoch, seenSequence] = split(seen);
  return heldEpoch === seenEpoch && heldSequence > seenSequence ? held : seen;
}

function split(cursor) {
  const colon = cursor.lastIndexOf(':');
  return [cursor.slice(0, colon), Number(cursor.slice(colon + 1))];
}
