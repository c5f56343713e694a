/** Runs `fn`, which writes to `object`, and then makes the object what it was. */
export function restoreAfter<Result>(object: object, fn: () => Result): Result {
  const before = Object.getOwnPropertyDescriptors(object) as Record<
    PropertyKey,
    PropertyDescriptor
  >;
  try {
    return fn();
  } finally {
    for (const key of Reflect.ownKeys(object)) {
      if (!Object.hasOwn(before, key)) Reflect.deleteProperty(object, key);
    }
    for (const key of Reflect.ownKeys(before))
      Reflect.defineProperty(object, key, before[key] as PropertyDescriptor);
  }
}
