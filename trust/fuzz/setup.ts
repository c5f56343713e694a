// Gives each property of a test file the seed of `pnpm fuzz`. All copies of fast-check share these parameters.
import fc from 'fast-check';
import { runsOf } from '../../fuzz-runs.js';

const seed = Number(process.env['AIOLOCALS_FUZZ_SEED']);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed, numRuns: runsOf(100) });
