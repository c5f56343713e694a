// @ts-check
import process from 'node:process';
import { DataSource, EntitySchema, EventSubscriber } from 'typeorm';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const TABLE = `survey_typeorm_${process.pid}`;
/** @type {EntitySchema<{ id: number; text: string }>} */
const Note = new EntitySchema({
  name: TABLE,
  columns: { id: { type: Number, primary: true, generated: true }, text: { type: String } },
});
/** @type {Map<string, () => void>} */
const inserted = new Map();
class Subscriber {
  afterInsert(/** @type {{ entity?: unknown }} */ { entity }) {
    const { text } = /** @type {{ text: string }} */ (entity);
    inserted.get(text)?.();
  }
}
EventSubscriber()(Subscriber);

const open = async () => {
  const source = new DataSource({
    type: 'postgres',
    url: addressOf('postgres'),
    poolSize: 3,
    entities: [Note],
    subscribers: [Subscriber],
    synchronize: true,
  });
  return await source.initialize();
};
/** @param {DataSource} source */
const close = async (source) => {
  await source.query(`drop table ${TABLE}`);
  await source.destroy();
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'typeorm',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await repository.find()`, and in `source.transaction(fn)`',
      open,
      close,
      calls: 2,
      use: async (see, source) => {
        await source.getRepository(Note).find({ take: 1 });
        see();
        await source.transaction(async (manager) => {
          await manager.find(Note, { take: 1 });
          see();
        });
      },
    }),
    use({
      how: 'in a subscriber: `afterInsert`',
      open,
      close,
      use: async (see, source, index) => {
        const text = `note ${index}`;
        inserted.set(text, see);
        await source.getRepository(Note).save({ text });
      },
    }),
  ],
};
