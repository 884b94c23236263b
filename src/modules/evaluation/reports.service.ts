import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { one } from '../../platform/database/sql.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import { Links } from '../../platform/links/links.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { EvaluationDto } from './evaluation.dto.js';
import { evaluate } from './evaluation.rules.js';
import { EvaluationService } from './evaluation.service.js';
import type { EventFacts } from './facts.js';

/** What the reader of a report sees. */
export interface Report {
  organization: string;
  event: EventFacts;
  evaluation: EvaluationDto;
}

/** Reports for whoever has a link to one. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly organizations: OrganizationsService,
    private readonly evaluations: EvaluationService,
  ) {}

  /** The report behind a link, as things stand now. Refuses a link that was not given out or was revoked. */
  async read(token: string): Promise<Report> {
    const { actor, subjectId } = await this.links.visit('report', token);
    return this.db.read(actor, async (tx) => {
      const link = await one<{ event_id: string }>(
        tx,
        'select event_id from report_links where organization_id = $1 and id = $2',
        [actor.organizationId, subjectId],
      );
      if (!link) throw linkUnknown();
      const outcome = evaluate(await this.evaluations.facts(tx, actor, link.event_id));
      const { name } = await this.organizations.get(tx, actor);
      return { organization: name, event: outcome.event, evaluation: EvaluationDto.of(link.event_id, outcome) };
    });
  }
}
