import type { IncomingMessage } from 'node:http';
import { requestIdOf, type RequestPolicy } from '@aiolocals/core/http';
import type { FastifyInstance } from './fastify-shapes.js';

/** Makes Fastify's `request.id` the id of the context. Fastify asks for it before it calls the first hook. */
export function shareId(fastify: FastifyInstance, policy: RequestPolicy): void {
  if (typeof fastify.setGenReqId !== 'function') {
    throw new TypeError(
      `Cannot use \`genReqId\` of \`contextPlugin\` with Fastify ${fastify.version}, which has no \`setGenReqId\`; update Fastify`,
    );
  }
  const { requestIdHeader } = fastify.initialConfig;
  if (typeof requestIdHeader === 'string' || requestIdHeader === true) {
    throw new TypeError(
      `Cannot use \`genReqId\` of \`contextPlugin\` with \`requestIdHeader\` of Fastify, which takes any id from ` +
        `\`${String(requestIdHeader)}\`; write \`fastify({ requestIdHeader: false })\` and, if clients send that header, ` +
        `\`header: '…'\` of \`contextPlugin\``,
    );
  }
  fastify.setGenReqId((raw: IncomingMessage) => requestIdOf(raw, policy));
}
