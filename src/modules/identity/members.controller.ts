import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor, CurrentClaim, type IdempotencyClaim } from '../../platform/auth/actor.js';
import { Can, Public } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf, PageQuery } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { linkUnknown } from '../../platform/links/links.problems.js';
import {
  alreadyMember,
  invitationUsed,
  lastOwner,
  memberUnknown,
  roleAboveOwn,
  wrongCredentials,
} from './identity.problems.js';
import {
  AcceptInvitationDto,
  ChangeMemberDto,
  InvitationPreviewDto,
  InviteMemberDto,
  MemberDto,
  MemberInvitationDto,
} from './member.dto.js';
import { MembersService } from './members.service.js';
import { SessionDto } from './session.dto.js';

@ApiTags('Identity')
@Controller('v1')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  /** The team. */
  @Can('organization:read')
  @Get('members')
  @PageOf(MemberDto)
  @Refuses(invalid, cursorUnknown)
  listMembers(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<Page<MemberDto>> {
    return this.members.list(actor, query);
  }

  /** Invites somebody into the team by mail. */
  @Can('members:write')
  @Post('member-invitations')
  @ApiCreatedResponse({ type: MemberInvitationDto })
  @Refuses(invalid, alreadyMember, roleAboveOwn)
  inviteMember(@CurrentActor() actor: Actor, @Body() body: InviteMemberDto): Promise<MemberInvitationDto> {
    return this.members.invite(actor, body);
  }

  /** What the invitation behind a link says. */
  @Public()
  @Get('public/member-invitations/:token')
  @ApiOkResponse({ type: InvitationPreviewDto })
  @Refuses(linkUnknown)
  previewMemberInvitation(@Param('token') token: string): Promise<InvitationPreviewDto> {
    return this.members.preview(token);
  }

  /** Joins the team by the link of an invitation, and signs in. */
  @Public()
  @Post('public/member-invitations/:token/acceptance')
  @ApiCreatedResponse({ type: SessionDto })
  @Refuses(linkUnknown, invalid, invitationUsed, wrongCredentials)
  acceptMemberInvitation(
    @Param('token') token: string,
    @Body() body: AcceptInvitationDto,
    @CurrentClaim() claim?: IdempotencyClaim,
  ): Promise<SessionDto> {
    return this.members.accept(token, body, claim);
  }

  /** Gives a member another role; it counts from the next request on. */
  @Can('members:write')
  @Patch('members/:memberId')
  @ApiOkResponse({ type: MemberDto })
  @Refuses(invalid, memberUnknown, roleAboveOwn, lastOwner, preconditionRequired, versionConflict)
  changeMember(
    @CurrentActor() actor: Actor,
    @IdParam('memberId', 'mem') memberId: string,
    @IfMatch() version: number,
    @Body() body: ChangeMemberDto,
  ): Promise<MemberDto> {
    return this.members.changeRole(actor, memberId, version, body.role);
  }

  /** Removes a member; sessions and keys of that person stop working here at once. */
  @Can('members:write')
  @Delete('members/:memberId')
  @HttpCode(204)
  @Refuses(memberUnknown, roleAboveOwn, lastOwner)
  removeMember(@CurrentActor() actor: Actor, @IdParam('memberId', 'mem') memberId: string): Promise<void> {
    return this.members.remove(actor, memberId);
  }
}
