const express = require('express');
const { contextMiddleware } = require('@aiolocals/express');
const { Local } = require('@aiolocals/core');

const httpContext = Local.for('http-context');

const userName = () => httpContext.user;

const app = express();
app.use(contextMiddleware());
app.use((req, res, next) => {
  httpContext.user = req.query.user;
  httpContext['request-count'] = 1;
  next();
});
app.get('/hello', (req, res) => {
  setTimeout(() => res.json([userName(), httpContext['request-count']]), 1);
});

const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/hello?user=`;
  const answers = await Promise.all(['ada', 'grace'].map((user) => fetch(url + user)));
  console.log(await Promise.all(answers.map((answer) => answer.json())));
  server.close();
});
