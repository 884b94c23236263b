-- Under which address the community knows whom.
create or replace view contact_addresses with (security_invoker = true) as
select organization_id, id as contact_id, email from contacts;

-- Whose invitation it is, and to what.
create or replace view invited_people with (security_invoker = true) as
select organization_id, event_id, id as invitation_id, contact_id from invitations;

grant select on contact_addresses, invited_people to turnout_app;
