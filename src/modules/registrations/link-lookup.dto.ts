import { IsAddress } from '../../platform/http/person.dto.js';

/** Whose links are wanted. */
export class LookUpDto {
  @IsAddress()
  email: string;
}
