import { Injectable } from '@nestjs/common';

/** The only place that asks the machine for the time. Holds and sales are decided by the database's clock, not by this one. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
