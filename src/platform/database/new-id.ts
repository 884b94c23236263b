import { v7 } from 'uuid';

/** A UUIDv7 (RFC 9562, section 5.7) for rows whose id must be known before they are written. */
export const newId = (): string => v7();
