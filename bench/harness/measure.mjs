// @ts-check
import { compareAll } from './compare.mjs';
import { controlOf, entrants, keep } from './samples.mjs';
import { startParticipant } from './start-participant.mjs';
import { medianOf, shuffled } from './statistics.mjs';

/**
 * @typedef {import('./start-participant.mjs').Participant} Participant
 * @typedef {import('./start-participant.mjs').Node} Node
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
 * @property {number} [noise] By how much the floor may differ from itself, in its unit; 5 % if it is not given.
 *
 * @typedef {object} Group A group of rows.
 * @property {string} title
 * @property {string} note What is compared, in a sentence or two.
 * @property {Record<string, () => Record<string, import('./loop.mjs').Measure> | Promise<Record<string, import('./loop.mjs').Measure>>>} participants
 * @property {readonly Comparison[]} comparisons
 * @property {(participant: Participant, id: string, pace: Pace) => Promise<Figures>} [measure]
 * @property {boolean} [isAlone] Whether each case has a process of its own, in which nothing else is measured.
 * @property {Pace} pace
 * @property {Pace} quickPace
 *
 * @typedef {object} Pace
 * @property {number} milliseconds Of one measurement.
 * @property {number} rounds Of each process: a round measures each alternative once.
 * @property {number} restarts How often the processes are started again.
 * @property {number} [requests] Of one measurement, in place of the milliseconds.
 * @property {number} [warmUp] Requests before the first measurement.
 */

/**
 * Measures a group: the alternatives take turns, in rounds, in random order. The floor of each comparison has a second
 * copy of itself among them: how far its ratio is from 1 says how much the other ratios can be trusted.
 *
 * @param {string} name
 * @param {Group} group
 * @param {Pace} pace
 * @param {Node & { major: number }} node
 * @returns {Promise<import('./compare.mjs').Row[]>}
 */
export async function measure(name, group, pace, node) {
  /** @type {import('./samples.mjs').Samples} */
  const samples = new Map();
  const once = group.isAlone ? alone : together;
  for (let start = 0; start < pace.restarts; start++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the processors
    await once({ name, group, pace, node, samples });
  }
  return compareAll(group, samples, node.major);
}

/**
 * @typedef {object} Run
 * @property {string} name Of the group's file.
 * @property {Group} group
 * @property {Pace} pace
 * @property {Node} node
 * @property {import('./samples.mjs').Samples} samples
 */

/** Keeps all processes running. They take turns for each case, and each warms up at its first turn. */
async function together(/** @type {Run} */ run) {
  const participants = await startAll(run);
  try {
    for (const { id, able } of entrants(participants, run.group.comparisons)) {
      for (let round = 0; round < run.pace.rounds; round++) {
        for (const { participant, measured } of shuffled(able)) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the processors
          const figures = await ask(run, participant, measured);
          keep(run.samples, id, participant.name, measured, figures);
        }
      }
    }
  } finally {
    await stopAll(participants);
  }
}

/** Measures each case of each participant in a new process, while no other runs. The median of its rounds counts. */
async function alone(/** @type {Run} */ run) {
  const known = await startAll(run);
  await stopAll(known);
  for (const { id, able } of shuffled(entrants(known, run.group.comparisons))) {
    for (const { participant, measured } of shuffled(able)) {
      const { alternative, name } = participant;
      // oxlint-disable no-await-in-loop -- one after the other: they share the processors
      const started = await startParticipant(run.node, run.name, alternative, name);
      const rounds = [];
      try {
        while (rounds.length < run.pace.rounds) rounds.push(await ask(run, started, measured));
      } finally {
        await started.stop();
      }
      // oxlint-enable no-await-in-loop
      keep(run.samples, id, name, measured, medianOf(rounds));
    }
  }
}

/** Starts all participants, and a second copy of each floor. */
async function startAll(/** @type {Run} */ { name, group, node }) {
  const floors = new Set(group.comparisons.map(({ floor }) => floor));
  return Promise.all([
    ...Object.keys(group.participants).map((each) => startParticipant(node, name, each)),
    ...[...floors].map((floor) => startParticipant(node, name, floor, controlOf(floor))),
  ]);
}

async function stopAll(/** @type {readonly Participant[]} */ participants) {
  await Promise.all(participants.map((participant) => participant.stop()));
}

/** @param {Run} run @param {Participant} participant @param {string} id */
async function ask({ group, pace }, participant, id) {
  if (group.measure === undefined) return participant.ask(id, pace.milliseconds);
  return group.measure(participant, id, pace);
}
