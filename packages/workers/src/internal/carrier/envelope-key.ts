import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import process from 'node:process';

/** Child processes and threads inherit the environment, and nobody outside of them can read it. */
const VARIABLE = 'AIOLOCALS_ENVELOPE_KEY';
const KEY = /^[0-9a-f]{64}$/;

/**
 * The key that this process shares with its parent and its children. It is in the environment from the time this
 * module is loaded: a child that is spawned before has another one.
 */
const key = Buffer.from(inherited() ?? publish(randomBytes(32).toString('hex')), 'hex');

/** Returns the proof that this process, its parent or one of its children wrote the text. */
export function proofOf(text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

/** Whether `proof` is that of the text. */
export function isProof(proof: unknown, text: string): boolean {
  if (typeof proof !== 'string') return false;
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(text))];
  return given.length === right.length && timingSafeEqual(given, right);
}

function inherited(): string | undefined {
  const value = process.env[VARIABLE];
  return value !== undefined && KEY.test(value) ? value : undefined;
}

function publish(value: string): string {
  process.env[VARIABLE] = value;
  return value;
}
