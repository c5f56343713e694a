import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/**
 * Returns the `trust` that a list of addresses and subnets means, separated by commas: whether a request comes from one
 * of them. `true` and `false` stand for all requests and for none.
 *
 * @throws TypeError if one of them is neither an address nor a subnet.
 */
export function trustedAddresses(text: string): (request: IncomingMessage) => boolean {
  if (text === 'true' || text === 'false') return () => text === 'true';
  const list = new BlockList();
  for (const item of text.split(',')) add(list, item.trim());
  return ({ socket }) => {
    const { remoteAddress = '' } = socket;
    const family = isIP(remoteAddress);
    return family !== 0 && list.check(remoteAddress, familyOf(family));
  };
}

function add(list: BlockList, item: string): void {
  const [address = '', bits, ...rest] = item.split('/');
  const family = isIP(address);
  const isSubnet = bits !== undefined;
  const isWhole =
    !isSubnet || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
  if (family === 0 || rest.length > 0 || !isWhole) {
    throw new TypeError(
      'expected true, false, or IP addresses and subnets, such as `10.0.0.0/8,::1`',
    );
  }
  if (isSubnet) list.addSubnet(address, Number(bits), familyOf(family));
  else list.addAddress(address, familyOf(family));
}

function familyOf(family: number): 'ipv4' | 'ipv6' {
  return family === 6 ? 'ipv6' : 'ipv4';
}
