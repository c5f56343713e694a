const { createNamespace, getNamespace } = require('cls-hooked');

const session = createNamespace('session');

const query = (sql, done) => setImmediate(session.bind(done), `${sql} as ${session.get('user')}`);

function serve(user, done) {
  session.run(() => {
    session.set('user', user);
    query('select 1', (row) => {
      setImmediate(() => done(row, getNamespace('session').get('user')));
    });
  });
}

const report = session.runAndReturn(() => {
  session.set('user', 'reporter');
  return session.get('user');
});
console.log(report);
for (const user of ['ada', 'grace']) serve(user, (row, seen) => console.log(row, seen));
