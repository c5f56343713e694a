import { generate } from 'selfsigned';

/** One for all servers: to make it takes longer than to run a case. */
let certificate: ReturnType<typeof generate> | undefined;

/** Returns the key and the certificate of a server for https. */
export async function selfSigned(): Promise<{ readonly key: string; readonly cert: string }> {
  certificate ??= generate();
  const { private: key, cert } = await certificate;
  return { key, cert };
}
