// @ts-check
import { group as access } from './access.mjs';
import { group as growth } from './growth.mjs';
import { group as heap } from './heap.mjs';
import { group as http } from './http.mjs';
import { group as logging } from './logging.mjs';
import { group as opening } from './opening.mjs';
import { group as pool } from './pool.mjs';
import { group as start } from './start.mjs';

/** By the name of the file, in the order of the report. */
export const groups = { start, access, opening, growth, heap, http, logging, pool };
