// Answers overlapping requests, one of them bad, and checks that each log line carries the id of its request.
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { configureLogging, LogConfiguration } from '@aiolocals/logging';
import { ContextLogger, ContextModule } from '@aiolocals/nest';
import { type ArgumentsHost, Body, Catch, Controller, Logger, Module, Post } from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter, NestFactory } from '@nestjs/core';
import winston from 'winston';

const logger = new Logger('Orders');

@Controller('orders')
class OrdersController {
  @Post()
  async create(@Body() order: { item: string }): Promise<object> {
    logger.log(`received ${order.item}`);
    await delay(20);
    logger.log(`stored ${order.item}`);
    return { stored: order.item };
  }
}

/** Also gets the errors of the body parser, which comes before any middleware of Nest. */
@Catch()
class LoggingFilter extends BaseExceptionFilter {
  override catch(error: Error, host: ArgumentsHost): void {
    logger.warn(`refused: ${error.name}`);
    // oxlint-disable-next-line promise/no-promise-in-callback, promise/valid-params -- a filter of Nest, not a promise
    super.catch(error, host);
  }
}

@Module({
  imports: [ContextModule.forRoot()],
  controllers: [OrdersController],
  providers: [{ provide: APP_FILTER, useClass: LoggingFilter }],
})
class AppModule {}

const lines: { readonly message: string; readonly requestId: string }[] = [];
const stream = new Writable({
  write(line: Buffer, _encoding, done) {
    lines.push(JSON.parse(line.toString()) as (typeof lines)[number]);
    done();
  },
});
class ToMemory extends LogConfiguration {
  override getLogHandler(): winston.transport {
    return new winston.transports.Stream({ stream });
  }
}
const logging = configureLogging('orders', { debug: false, logConfiguration: new ToMemory() });
const app = await NestFactory.create(AppModule, { logger: new ContextLogger(logging) });
await app.listen(0, '127.0.0.1');
const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();

const items = Array.from({ length: 20 }, (_, index) => `item-${index}`);
const send = async (id: string, body: string): Promise<number> => {
  const headers = { 'Content-Type': 'application/json', 'X-Request-ID': id };
  const answer = await fetch(`http://127.0.0.1:${port}/orders`, { method: 'POST', headers, body });
  return answer.status;
};
const answers = [
  ...items.map((item) => send(item, JSON.stringify({ item }))),
  send('bad', '{"item":'),
];
const statuses = await Promise.all(answers);
await app.close();
await logging.flush();

const right = lines.filter(({ message, requestId }) =>
  [`received ${requestId}`, `stored ${requestId}`].includes(message),
);
const refused = lines.filter(({ message }) => message.startsWith('refused'));
console.log(
  `${right.length} of ${2 * items.length} lines of handlers and ${refused.length} of a body that is no JSON carry the id ` +
    `of their request: ${refused[0]?.message}, #${refused[0]?.requestId}`,
);
const isRight = right.length === 2 * items.length && refused[0]?.requestId === 'bad';
process.exitCode = isRight && statuses.at(-1) === 400 ? 0 : 1;
