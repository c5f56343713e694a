let last = 0;
let text = '';

/** Now, as ISO 8601 in UTC. Made once a millisecond: it is the dearest part of a line. */
export function timestamp(): string {
  const now = Date.now();
  if (now !== last) {
    last = now;
    text = new Date(now).toISOString();
  }
  return text;
}
