import { Context as OwnContext } from './internal/context/context.js';
import { share } from './internal/runtime/share.js';
import type { Context as ContextType, ContextConstructor } from './types/context.js';

/** One unit of work. See {@link ContextConstructor} for what the class itself offers. */
export const Context: ContextConstructor = share('Context', OwnContext);
export type Context = ContextType;
