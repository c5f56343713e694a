import { generate } from 'selfsigned';

/** One for all servers: making it takes longer than running a case. */
let certificate: ReturnType<typeof generate> | undefined;

/** Returns the key and the certificate of a server for https. */
export async function selfSigned(): Promise<{ readonly key: string; readonly cert: string }> {
  certificate ??= generate();
  const { private: key, cert } = await certificate;
  return { key, cert };
}
