import type { Context } from '../../types/context.js';
import { storage } from '../storage/storage.js';

export type CloseListener = (context: Context) => void;

/** Calls the listeners in the context. What one throws becomes an uncaught exception and stops no other. */
export function callCloseListeners(context: Context, listeners: readonly CloseListener[]): void {
  storage.run(context, () => {
    for (const listener of listeners) {
      try {
        listener(context);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
  });
}
