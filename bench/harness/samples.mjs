// @ts-check
// Who is measured for each case, and the figures that came out.

/**
 * @typedef {import('./measure.mjs').Comparison} Comparison
 * @typedef {import('./measure.mjs').Participant} Participant
 * @typedef {import('./loop.mjs').Figures} Figures
 *
 * @typedef {Map<string, Figures[]>} Samples By participant and case; in step with one another.
 *
 * @typedef {object} Entrant
 * @property {Participant} participant
 * @property {string} measured The case that it has for this one.
 */

/** Returns what a second copy of a floor is called. */
export function controlOf(/** @type {string} */ floor) {
  return `${floor}, again`;
}

/**
 * Returns the participants that take turns for each case: each participant that is compared at it, its floor with the
 * case that it has instead, and the floor's control.
 *
 * @param {readonly Participant[]} participants
 * @param {readonly Comparison[]} comparisons
 */
export function entrants(participants, comparisons) {
  const ids = new Set(comparisons.map(({ id }) => id));
  return [...ids].map((id) => {
    const own = comparisons.filter((comparison) => comparison.id === id);
    /** @type {Map<string, Entrant>} */
    const able = new Map();
    for (const participant of participants) {
      const { name, alternative, cases } = participant;
      for (const { of, floor, floorId = id } of own) {
        const isFloor = alternative === floor;
        const isAsked = name === alternative && (of?.includes(name) ?? true);
        const measured = [isFloor ? floorId : '', isAsked && cases.includes(id) ? id : ''];
        for (const each of measured.filter(Boolean))
          able.set(`${name} ${each}`, { participant, measured: each });
      }
    }
    return { id, able: [...able.values()] };
  });
}

/**
 * @param {Samples} samples
 * @param {string} id
 * @param {string} name
 * @param {string} measured
 * @param {Figures} figures
 */
export function keep(samples, id, name, measured, figures) {
  const key = keyOf(id, name, measured);
  samples.set(key, [...(samples.get(key) ?? []), figures]);
}

/**
 * Returns the values of a metric of a participant, in the order in which they were measured.
 *
 * @param {Samples} samples
 * @param {string} id
 * @param {string} name
 * @param {string} measured
 * @param {string} metric
 */
export function valuesOf(samples, id, name, measured, metric) {
  return samples
    .get(keyOf(id, name, measured))
    ?.map((/** @type {Readonly<Record<string, number>>} */ each) => each[metric] ?? Number.NaN);
}

/** @param {string} id @param {string} name @param {string} measured */
function keyOf(id, name, measured) {
  return `${id}: ${name} ${measured}`;
}
