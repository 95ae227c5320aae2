-- Run once, as the database's superuser:
--   psql -v ON_ERROR_STOP=1 -f deploy/roles.sql
-- Then set the passwords: \password portal_owner, portal_app, portal_sealer.
--
-- portal_owner owns everything and runs migrations; nothing that answers the network uses it.
-- portal_app is what gunicorn and the worker connect as; deploy/grants.sql gives it its rights.
-- portal_sealer may do the same and write the tree and its checkpoints, which portal_app may not.
CREATE ROLE portal_owner LOGIN;
CREATE ROLE portal_app LOGIN;
CREATE ROLE portal_sealer LOGIN IN ROLE portal_app;

-- Vietnamese is sorted by keys that the portal makes, so no locale of the system matters.
CREATE DATABASE congkhai OWNER portal_owner TEMPLATE template0
    ENCODING 'UTF8' LOCALE 'C.UTF-8';

REVOKE ALL ON DATABASE congkhai FROM PUBLIC;
GRANT CONNECT ON DATABASE congkhai TO portal_app, portal_sealer;

\connect congkhai
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO portal_owner;
GRANT USAGE ON SCHEMA public TO portal_app, portal_sealer;
