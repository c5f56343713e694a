// @ts-check
import { startParticipant } from './start-participant.mjs';
import { goalOf } from './goals.mjs';
import { summarize } from './statistics.mjs';

/**
 * @typedef {import('./start-participant.mjs').Participant} Participant
 * @typedef {import('./loop.mjs').Figures} Figures
 * @typedef {import('./goals.mjs').Goal} Goal
 *
 * @typedef {object} Comparison
 * @property {string} what
 * @property {string} id The case to compare, in every participant that has it.
 * @property {string} [metric] `ns` if it is not given.
 * @property {string} [unit] Of the metric; the metric itself if it is not given.
 * @property {string} floor The participant that the others are compared with.
 * @property {string} [floorId] The case that they are compared with, if not the same.
 * @property {readonly string[]} [of] Only these participants.
 * @property {readonly Goal[]} [goals]
 * @property {boolean} [isRivalry] Whether Node 20 and 22 may not fall behind; `true` if it is not given.
 *
 * @typedef {object} Group A group of rows.
 * @property {string} title
 * @property {string} note What is compared, in a sentence or two.
 * @property {Record<string, () => Record<string, import('./loop.mjs').Measure> | Promise<Record<string, import('./loop.mjs').Measure>>>} participants
 * @property {readonly Comparison[]} comparisons
 * @property {(participant: Participant, id: string, milliseconds: number) => Promise<Figures>} [measure]
 * @property {Pace} pace
 * @property {Pace} quickPace
 *
 * @typedef {object} Pace
 * @property {number} milliseconds Of one measurement.
 * @property {number} rounds Of each process: a round measures each alternative once.
 * @property {number} restarts How often the processes are started again.
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} what
 * @property {string} of
 * @property {string} unit
 * @property {number} value The median.
 * @property {number} floor The median of what it is compared with.
 * @property {number} ratio The median of the ratios of each round.
 * @property {number} low The first quartile of the ratios.
 * @property {number} high The third quartile of the ratios.
 * @property {number} difference The median of the differences of each round.
 * @property {string | null} goal
 * @property {boolean | null} holds
 */

/** @typedef {Map<string, Figures[]>} Samples By participant and case; in step with one another. */

/**
 * Measures a group: the alternatives take turns, in rounds. Each warms up at its first turn.
 *
 * @param {string} name
 * @param {Group} group
 * @param {Pace} pace
 * @param {import('./start-participant.mjs').Node & { major: number }} node
 * @returns {Promise<Row[]>}
 */
export async function measure(name, group, pace, node) {
  /** @type {Samples} */
  const samples = new Map();
  for (let start = 0; start < pace.restarts; start++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the processors
    await measureOnce(name, group, pace, node, samples);
  }
  const rows = group.comparisons.flatMap((comparison) => compare(group, comparison, samples));
  const measured = rows.map(({ row }) => row);
  return rows.map(({ row, comparison }) =>
    Object.assign(row, goalOf(row, comparison, measured, node.major)),
  );
}

/**
 * @param {string} name
 * @param {Group} group
 * @param {Pace} pace
 * @param {import('./start-participant.mjs').Node} node
 * @param {Samples} samples
 */
async function measureOnce(name, group, { milliseconds, rounds }, node, samples) {
  const ask = group.measure ?? ((participant, id, time) => participant.ask(id, time));
  const starting = Object.keys(group.participants).map((each) =>
    startParticipant(node, name, each),
  );
  const participants = await Promise.all(starting);
  try {
    const ids = new Set(participants.flatMap(({ cases }) => cases));
    for (const id of ids) {
      const able = entrants(participants, id, group.comparisons);
      for (let round = 0; round < rounds; round++) {
        // Each round begins with another participant, so that none always follows the same one.
        const turn = able.map((_, index) => able[(index + round) % able.length]);
        for (const entrant of turn) {
          if (entrant === undefined) continue;
          const { participant, measured } = entrant;
          // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the processors
          const figures = await ask(participant, measured, milliseconds);
          keep(samples, keyOf(id, participant.name, measured), figures);
        }
      }
    }
  } finally {
    await Promise.all(participants.map((participant) => participant.stop()));
  }
}

/**
 * Returns who takes turns for a case: each participant that has it, and the floor with the case it has instead.
 *
 * @param {readonly import('./start-participant.mjs').Participant[]} participants
 * @param {string} id
 * @param {readonly Comparison[]} comparisons
 */
function entrants(participants, id, comparisons) {
  const able = participants
    .filter(({ cases }) => cases.includes(id))
    .map((participant) => ({ participant, measured: id }));
  const own = comparisons.filter((comparison) => comparison.id === id);
  const floors = new Map(own.map(({ floor, floorId = id }) => [floor, floorId]));
  for (const participant of participants) {
    const measured = floors.get(participant.name) ?? id;
    if (measured !== id) able.push({ participant, measured });
  }
  return able;
}

/** @param {string} id @param {string} name @param {string} measured */
function keyOf(id, name, measured) {
  return `${id}: ${name} ${measured}`;
}

function keep(
  /** @type {Samples} */ samples,
  /** @type {string} */ key,
  /** @type {Figures} */ figures,
) {
  const kept = samples.get(key) ?? [];
  kept.push(figures);
  samples.set(key, kept);
}

/** @typedef {Omit<Row, 'goal' | 'holds'>} Measured */

/**
 * @param {Group} group
 * @param {Comparison} comparison
 * @param {Samples} samples
 * @returns {{ row: Measured, comparison: Comparison }[]}
 */
function compare(group, comparison, samples) {
  const { what, id, metric = 'ns', unit = metric, floorId = id, of } = comparison;
  const values = (/** @type {string} */ name, /** @type {string} */ measured) =>
    samples.get(keyOf(id, name, measured))?.map((figures) => figures[metric] ?? Number.NaN);
  const floor = values(comparison.floor, floorId);
  if (floor === undefined) throw new Error(`${comparison.floor} has no case ${floorId}`);

  return Object.keys(group.participants).flatMap((name) => {
    const own = values(name, id);
    if (own === undefined || (of !== undefined && !of.includes(name))) return [];
    const ratios = summarize(own.map((value, index) => value / (floor[index] ?? Number.NaN)));
    const row = {
      group: group.title,
      what,
      of: name,
      unit,
      value: summarize(own).median,
      floor: summarize(floor).median,
      ratio: ratios.median,
      low: ratios.low,
      high: ratios.high,
      difference: summarize(own.map((value, index) => value - (floor[index] ?? Number.NaN))).median,
    };
    return [{ row, comparison }];
  });
}
