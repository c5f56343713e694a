// @ts-check
import process from 'node:process';
import { DataTypes, Sequelize } from 'sequelize';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () => new Sequelize(addressOf('postgres'), { logging: false, pool: { max: 3 } });
const openModel = async () => {
  const model = open().define(`survey_note_${process.pid}`, { text: DataTypes.STRING });
  await model.sync({ force: true });
  return model;
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'sequelize',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await sequelize.query(sql)`, and in `logging`',
      open,
      close: (sequelize) => sequelize.close(),
      calls: 2,
      use: async (see, sequelize) => {
        await sequelize.query('select 1', { logging: see });
        see();
      },
    }),
    use({
      how: 'in the transaction: `sequelize.transaction(fn)`',
      open,
      close: (sequelize) => sequelize.close(),
      use: (see, sequelize) =>
        sequelize.transaction(async (transaction) => {
          await sequelize.query('select 1', { transaction });
          see();
        }),
    }),
    use({
      how: 'in a hook: `Model.addHook(name, hook)`',
      open: openModel,
      close: async (model) => {
        await model.drop();
        await model.sequelize?.close();
      },
      use: async (see, model, index) => {
        const text = `note ${index}`;
        model.addHook('afterCreate', text, (note) => {
          if (note.get('text') === text) see();
        });
        await model.create({ text });
      },
    }),
  ],
};
