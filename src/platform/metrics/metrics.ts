import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the operator sees in Prometheus. One registry for each application, so that several can live in one process. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'turnout_http_request_seconds',
    help: 'Duration of requests by route, method and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  readonly jobs = new Counter({
    name: 'turnout_jobs_total',
    help: 'Jobs by queue and outcome',
    labelNames: ['queue', 'outcome'],
    registers: [this.registry],
  });
  readonly mails = new Counter({
    name: 'turnout_mails_total',
    help: 'Mails by template and outcome',
    labelNames: ['template', 'outcome'],
    registers: [this.registry],
  });
  readonly admissionBatch = new Histogram({
    name: 'turnout_admission_batch_size',
    help: 'Requests in one admission transaction',
    buckets: [1, 2, 5, 10, 25, 50, 100, 200, 400],
    registers: [this.registry],
  });
  readonly stockDrift = new Gauge({
    name: 'turnout_stock_drift',
    help: 'Quotas whose counters differ from the recount of tickets; must be 0',
    registers: [this.registry],
  });

  readonly moneyDrift = new Gauge({
    name: 'turnout_money_drift',
    help: 'Registrations whose ledger, payments and state differ; must be 0',
    registers: [this.registry],
  });

  /** Adds what Node itself tells: memory, event loop, garbage collection. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }
}
