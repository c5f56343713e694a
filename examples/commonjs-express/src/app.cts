// The app: CommonJS, as it is compiled to `require`.
import core = require('@aiolocals/core');
import adapter = require('@aiolocals/express');
import express = require('express');

const { request, wrapAsync } = core;

const app = express();
app.use(adapter.contextMiddleware());
app.get('/orders', async (_req, res) => {
  const inTask = await wrapAsync(async () => request.id);
  res.json({ request: request.id, inTask });
});

export = app;
