import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Context } from '@aiolocals/core';
import { openRequest, setupOf } from '@aiolocals/core/http';
import { bindSocket } from './bind-socket.js';
import { enterAmong } from './connection.js';
import type { Policy } from './policy.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { apply, type Method, replaceMethod, type Replacement } from './replace-method.js';
import { bindCallbacks, within } from './within.js';

/** Makes a server open the context of each connection before its handshake, and run the handshake in it. */
export function upgrading(server: object, policy: Policy): readonly (() => void)[] {
  return [
    replaceMethod(server, 'handleUpgrade', (target, original, args) => {
      const [req, socket, head, callback, ...rest] = args as [
        IncomingMessage,
        Duplex,
        Buffer,
        Method,
        ...unknown[],
      ];
      const context = openRequest(req, undefined, policy.request);
      const connect: Method = (webSocket, ...others) => {
        const bound = bindSocket(webSocket as object, req, policy);
        return within(bound, callback, webSocket, ...others);
      };
      const proceed = (): unknown =>
        within(context, () => apply(original, target, [req, socket, head, connect, ...rest]));
      const setup = setupOf(context);
      if (setup === undefined) return proceed();
      // Nothing else listens yet, and an error without a listener ends the process.
      socket.on('error', ignore);
      void setup.then(
        () => {
          socket.off('error', ignore);
          return proceed();
        },
        (error: unknown) => context.enter(refuseUpgrade, target, error, socket, req),
      );
      return undefined;
    }),
    replaceMethod(server, 'completeUpgrade', completing),
  ];
}

/** A `verifyClient` may call back from elsewhere. */
const completing: Replacement = (target, original, args) =>
  enterAmong(args, () => apply(original, target, args));

/** Binds the callback of `server.close`: the last connection to close would call it in its context. */
export const closingOfServer: Replacement = (target, original, args) => {
  const context = Context.current();
  return Reflect.apply(
    original,
    target,
    context === undefined ? args : bindCallbacks(args, context),
  );
};

function ignore(): void {
  // The handshake that follows sees that the socket is gone.
}
