import { Local } from '@aiolocals/core';

interface Cart {
  items: string[];
  count: number;
  kept: string;
}

/** The Locals that `fixtures/pool.mjs` reads and writes. */
export const cart: Cart = Local.for<Cart>(
  'test.pool.cart',
  { items: () => [], count: 0, kept: 'home' },
  { travels: ['items', 'count'] },
);
export const bag: Record<string, unknown> = Local.for('test.pool.bag');
