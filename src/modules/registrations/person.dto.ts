export { IsAddress, IsPersonName } from '../../platform/http/person.dto.js';
