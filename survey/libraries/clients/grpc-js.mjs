// @ts-check
import grpc from '@grpc/grpc-js';
import { bind, bindEmitter } from '@aiolocals/core';
import { use } from '../../harness/library.mjs';

const pack = (/** @type {string} */ text) => Buffer.from(text);
const unpack = (/** @type {Buffer} */ bytes) => bytes.toString();
const method = {
  path: '/survey/echo',
  requestStream: false,
  responseStream: false,
  requestSerialize: pack,
  requestDeserialize: unpack,
  responseSerialize: pack,
  responseDeserialize: unpack,
};
const many = { ...method, path: '/survey/many', responseStream: true };
const server = new grpc.Server();
server.addService(
  { echo: method, many },
  {
    echo: (/** @type {any} */ call, /** @type {any} */ done) =>
      setImmediate(() => done(null, call.request)),
    many: (/** @type {any} */ call) => {
      call.write(call.request);
      call.end();
    },
  },
);
/** @type {number} */
const port = await new Promise((resolve) => {
  const credentials = grpc.ServerCredentials.createInsecure();
  server.bindAsync('127.0.0.1:0', credentials, (_error, bound) => resolve(bound));
});
const open = () => new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
const close = (/** @type {grpc.Client} */ client) => client.close();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: '@grpc/grpc-js',
  cases: [
    use({
      how: 'in the callback: `client.method(request, callback)`',
      open,
      close,
      use: (see, client) => client.makeUnaryRequest(method.path, pack, unpack, 'ham', see),
      remedies: [
        {
          how: '`client.method(request, bind(callback))`',
          use: (see, client) =>
            client.makeUnaryRequest(method.path, pack, unpack, 'ham', bind(see)),
        },
      ],
    }),
    use({
      how: "in a listener of a stream: `call.on('data', listener)`",
      open,
      close,
      use: (see, client) =>
        client.makeServerStreamRequest(many.path, pack, unpack, 'ham').on('data', see),
      remedies: [
        {
          how: '`bindEmitter(call)`',
          use: (see, client) => {
            const call = client.makeServerStreamRequest(many.path, pack, unpack, 'ham');
            bindEmitter(call);
            call.on('data', see);
          },
        },
      ],
    }),
    use({
      how: 'in `for await (const message of call)`',
      open,
      close,
      use: async (see, client) => {
        const call = client.makeServerStreamRequest(many.path, pack, unpack, 'ham');
        for await (const message of call) if (message === 'ham') see();
      },
    }),
  ],
};
