// The package of the other team. It sets what it knows of the user.
import { Local } from '@aiolocals/core';

const tenant = Local.for<{ name: string; currency: string }>('acme.tenant', {
  name: 'nobody',
  currency: 'EUR',
});

export function signIn(name: string, currency: string): void {
  tenant.name = name;
  tenant.currency = currency;
}

export function greeting(): string {
  return `hello ${tenant.name}`;
}
