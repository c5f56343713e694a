const { als } = require('asynchronous-local-storage');

const greet = () => `hello ${als.get('user')}, ${als.get('visit-count')} visits`;

function visit(user) {
  als.runWith(
    () => {
      als.set('user', user);
      setTimeout(() => console.log(greet()), 1);
    },
    { 'visit-count': 1 },
  );
}

visit('ada');
visit('grace');
