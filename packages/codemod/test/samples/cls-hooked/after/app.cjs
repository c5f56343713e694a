const { Context, Local, bind } = require('@aiolocals/core');

const session = Local.for('session');

const query = (sql, done) => setImmediate(bind(done), `${sql} as ${session.user}`);

function serve(user, done) {
  new Context().run(() => {
    session.user = user;
    query('select 1', (row) => {
      setImmediate(() => done(row, Local.for('session').user));
    });
  });
}

const report = new Context().run(() => {
  session.user = 'reporter';
  return session.user;
});
console.log(report);
for (const user of ['ada', 'grace']) serve(user, (row, seen) => console.log(row, seen));
