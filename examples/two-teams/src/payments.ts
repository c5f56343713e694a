// The package of one team. It knows the key and what it needs, and nobody else.
import { Local } from '@aiolocals/core';

const tenant = Local.for<{ currency: string }>('acme.tenant', { currency: 'EUR' });

export function price(amount: number): string {
  return `${amount} ${tenant.currency}`;
}
