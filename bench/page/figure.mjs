// @ts-check

/** Shows a figure with three digits: more cannot be measured. */
export function figure(/** @type {number} */ value) {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** Shows a value with its unit, in the unit that takes the fewest digits. */
export function amount(/** @type {number} */ value, /** @type {string} */ unit) {
  if (unit !== 'ns' || Math.abs(value) < 1000) return `${figure(value)} ${unit}`;
  return Math.abs(value) < 1e6 ? `${figure(value / 1e3)} µs` : `${figure(value / 1e6)} ms`;
}

/** Returns the major version of the Node of a run. */
export function majorOf(/** @type {{ readonly node: string }} */ { node }) {
  return node.split('.')[0] ?? node;
}
