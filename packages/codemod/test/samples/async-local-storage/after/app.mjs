import { Context, Local } from '@aiolocals/core';

const store = new Local();
export const flags = new Local();

const log = (text) => console.log(`[${Local.peek(store)?.id ?? '-'}] ${text}`);
const load = () => new Promise((resolve) => setImmediate(resolve, 'ham'));

async function serve(id) {
  return await new Context({ locals: [store] }).run(async () => {
    Object.assign(store, { id, loaded: 0 });
    const { id: mine } = store;
    const food = await load();
    store.loaded += 1;
    log(`loaded ${food} ${store.loaded}`);
    new Context({ locals: [flags] }).run(() => {
      flags['dry-run'] = true;
      log(`dry run: ${flags['dry-run']}`);
    });
    return mine;
  });
}

console.log(await Promise.all(['a1', 'b2'].map(serve)));
Context.exit(() => log('outside'));
