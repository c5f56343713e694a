const express = require('express');
const httpContext = require('express-http-context');

const userName = () => httpContext.get('user');

const app = express();
app.use(httpContext.middleware);
app.use((req, res, next) => {
  httpContext.set('user', req.query.user);
  httpContext.set('request-count', 1);
  next();
});
app.get('/hello', (req, res) => {
  setTimeout(() => res.json([userName(), httpContext.get('request-count')]), 1);
});

const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/hello?user=`;
  const answers = await Promise.all(['ada', 'grace'].map((user) => fetch(url + user)));
  console.log(await Promise.all(answers.map((answer) => answer.json())));
  server.close();
});
