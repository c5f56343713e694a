// @ts-check

/**
 * @typedef {import('@aiolocals/testing').ProbeTally} Tally
 * @typedef {import('./measure.mjs').Finding} Finding
 */

/** Whether every call came, and in its own context. */
export function isRight(/** @type {Tally} */ { lost, foreign, missing }) {
  return lost + foreign + missing === 0;
}

/** How bad it is: 0 if all is right, 1 if there was no context, 2 if it was another's, 3 if calls did not come. */
export function severityOf(/** @type {Tally} */ { lost, foreign, missing }) {
  if (missing > 0) return 3;
  if (foreign > 0) return 2;
  return lost > 0 ? 1 : 0;
}

/** Returns what is wrong with a finding by itself: calls that did not come, no remedy, or one that does not work. */
export function faultsOf(/** @type {Finding} */ { how, outside, inside, remedies }) {
  const cells = inside ? [outside, inside] : [outside];
  const failing = remedies
    .filter(({ tallies }) => !tallies.every(isRight))
    .map(
      (remedy) =>
        `${how}: the remedy fails: ${remedy.how}: ${remedy.tallies.map(inWords).join('; ')}`,
    );
  const missing = cells.some((tally) => severityOf(tally) === 3);
  if (missing) failing.push(`${how}: calls did not come: ${cells.map(inWords).join('; ')}`);
  if (!cells.every(isRight) && remedies.length === 0) failing.push(`${how}: no remedy`);
  return failing;
}

/** Returns what is worse in a finding than in the one before. */
export function worseThan(/** @type {Finding} */ before, /** @type {Finding} */ now) {
  return /** @type {const} */ (['outside', 'inside']).flatMap((opened) => {
    const [old, fresh] = [before[opened], now[opened]];
    if (old === undefined || fresh === undefined || severityOf(fresh) <= severityOf(old)) return [];
    return [`${now.how}: was ${inWords(old)}, is ${inWords(fresh)} (opened ${opened})`];
  });
}

/** Returns a tally in a few words, as the page shows it. */
export function inWords(/** @type {Tally} */ tally) {
  const { kept, lost, foreign, missing } = tally;
  const all = kept + lost + foreign;
  if (isRight(tally)) return 'kept';
  const parts = [
    lost > 0 ? `none ${lost} of ${all}` : '',
    foreign > 0 ? `another's ${foreign} of ${all}` : '',
    missing > 0 ? `${missing} missing` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
