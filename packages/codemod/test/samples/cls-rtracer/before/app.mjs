import express from 'express';
import rTracer from 'cls-rtracer';

const log = (text) => console.log(`[${rTracer.id() ?? '-'}] ${text}`);
const load = () => new Promise((resolve) => setImmediate(resolve, ['ham']));

const app = express();
app.use(rTracer.expressMiddleware({ useHeader: true, echoHeader: true }));
app.get('/foods', async (_req, res) => {
  const foods = await load();
  log(`loaded ${foods}`);
  res.json({ id: rTracer.id(), foods });
});

const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/foods`;
  const answer = await fetch(url, { headers: { 'X-Request-Id': 'a1' } });
  console.log(await answer.json(), answer.headers.get('x-request-id'));
  log('outside');
  server.close();
});
