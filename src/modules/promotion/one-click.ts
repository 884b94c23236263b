const field = 'List-Unsubscribe';

/** Whether the body of a POST, urlencoded or multipart, is the one that RFC 8058 (section 3.1) prescribes. */
export const isOneClick = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  field in body &&
  String(body[field]).trim().toLowerCase() === 'one-click';
