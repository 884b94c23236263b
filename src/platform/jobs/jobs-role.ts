/** Whether this process works on jobs, or only sends them. */
export class JobsRole {
  constructor(readonly works: boolean) {}
}
