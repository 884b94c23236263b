import { ValidateIf } from 'class-validator';

/** A member of a request that may be left out. Null is a value like others, and refused where the member has no use for it. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
