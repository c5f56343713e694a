// @ts-check
import mongoose from 'mongoose';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

/** @type {Map<string, () => void>} */
const saved = new Map();
const schema = new mongoose.Schema({ text: String });
schema.post('save', ({ text }) => saved.get(text ?? '')?.());
const open = () => mongoose.createConnection(addressOf('mongo')).model('survey_note', schema);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mongoose',
  needs: ['mongo'],
  cases: [
    use({
      how: "after `await document.save()`, and in a hook: `schema.post('save', hook)`",
      open,
      close: (model) => model.db.close(),
      calls: 2,
      use: async (see, model, index) => {
        saved.set(`note ${index}`, see);
        await model.create({ text: `note ${index}` });
        see();
      },
    }),
  ],
};
