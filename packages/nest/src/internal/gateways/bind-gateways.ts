import type { ApplicationConfig } from '@nestjs/core';
import { bindGatewayAdapter, type GatewayAdapter } from './bind-gateway-adapter.js';

/** Makes the gateways of an app run in contexts, whichever WebSocket adapter the app gets, at any time. */
export function bindGateways(config: Pick<ApplicationConfig, 'getIoAdapter'>): void {
  const target = config as unknown as { getIoAdapter: () => GatewayAdapter | undefined };
  const { getIoAdapter } = target;
  target.getIoAdapter = function () {
    const adapter = getIoAdapter.call(config);
    if (adapter) bindGatewayAdapter(adapter);
    return adapter;
  };
}
