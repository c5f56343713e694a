// @ts-check

const BOUNDARY = 'a-boundary-of-the-survey';

/** A form with a field and a file, in pieces that arrive in turns of their own. */
export const FORM = {
  method: 'POST',
  headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  body: [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="field"\r\n\r\nva`,
    `lue\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n`,
    `Content-Type: text/plain\r\n\r\n${'ham '.repeat(5000)}`,
    `${'spam '.repeat(5000)}\r\n--${BOUNDARY}--\r\n`,
  ],
};
