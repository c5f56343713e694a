const { Context, Local } = require('@aiolocals/core');

const als = Local.for('als');

const greet = () => `hello ${als.user}, ${als['visit-count']} visits`;

function visit(user) {
  new Context({ locals: [als] }).run(() => {
    Object.assign(als, { 'visit-count': 1 });
    als.user = user;
    setTimeout(() => console.log(greet()), 1);
  });
}

visit('ada');
visit('grace');
