import { AsyncLocalStorage } from 'node:async_hooks';

const store = new AsyncLocalStorage();
export const flags = new AsyncLocalStorage();

const log = (text) => console.log(`[${store.getStore()?.id ?? '-'}] ${text}`);
const load = () => new Promise((resolve) => setImmediate(resolve, 'ham'));

async function serve(id) {
  return await store.run({ id, loaded: 0 }, async () => {
    const { id: mine } = store.getStore();
    const food = await load();
    store.getStore().loaded += 1;
    log(`loaded ${food} ${store.getStore().loaded}`);
    flags.run(new Map(), () => {
      flags.getStore().set('dry-run', true);
      log(`dry run: ${flags.getStore().get('dry-run')}`);
    });
    return mine;
  });
}

console.log(await Promise.all(['a1', 'b2'].map(serve)));
store.exit(() => log('outside'));
