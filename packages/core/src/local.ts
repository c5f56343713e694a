import { Local as OwnLocal } from './internal/locals/local.js';
import { share } from './internal/runtime/share.js';
import type { LocalConstructor } from './types/local.js';

/** State that is different in each context. See {@link LocalConstructor}. */
export const Local: LocalConstructor = share('Local', OwnLocal as unknown as LocalConstructor);
