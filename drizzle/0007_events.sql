-- Events in less than half of the bytes: words are their places in src/db/words.ts, UUIDs bytes, user agents numbers.
-- Each slice leaves the old table as it comes into the new one: a database that is more than half full has room for it.
DROP INDEX `events_account`;
--> statement-breakpoint
CREATE TABLE `new_events` (
	`id` integer PRIMARY KEY NOT NULL,
	`account_id` integer,
	`actor` integer NOT NULL,
	`what` integer NOT NULL,
	`contract` integer NOT NULL,
	`at` integer NOT NULL,
	`ip` text,
	`agent_id` integer,
	`request_id` blob NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `events_by_account` ON `new_events` (`account_id`,`id`);
--> statement-breakpoint
CREATE VIEW `old_events` AS SELECT
    id, account_id,
    CASE actor WHEN 'owner' THEN 0 WHEN 'anonymous' THEN 1 WHEN 'operator' THEN 2 END AS actor,
    CASE what WHEN 'signed_in' THEN 0 WHEN 'sign_in_failed' THEN 1 WHEN 'second_factor_required' THEN 2 WHEN 'second_factor_failed' THEN 3
      WHEN 'signed_out' THEN 4 WHEN 'refresh_reused' THEN 5 WHEN 'reset_code_sent' THEN 6 WHEN 'reset_code_wrong' THEN 7
      WHEN 'reset_code_accepted' THEN 8 WHEN 'password_reset' THEN 9 WHEN 'password_changed' THEN 10 WHEN 'password_change_failed' THEN 11
      WHEN 'reauthentication_failed' THEN 12 WHEN 'second_factor_enabled' THEN 13 WHEN 'second_factor_disabled' THEN 14 WHEN 'recovery_codes_made' THEN 15
      WHEN 'recovery_code_used' THEN 16 WHEN 'account_created' THEN 17 WHEN 'email_change_requested' THEN 18 WHEN 'email_code_wrong' THEN 19
      WHEN 'email_changed' THEN 20 WHEN 'session_ended' THEN 21 WHEN 'sessions_ended' THEN 22 WHEN 'identity_linked' THEN 23
      WHEN 'identity_unlinked' THEN 24 WHEN 'oauth_failed' THEN 25 WHEN 'operator_refused' THEN 26 WHEN 'account_disabled' THEN 27
      WHEN 'account_enabled' THEN 28 WHEN 'password_change_required' THEN 29 WHEN 'import_begun' THEN 30 WHEN 'export_begun' THEN 31
      WHEN 'identity_joined' THEN 32 WHEN 'account_erased' THEN 33 WHEN 'account_reopened' THEN 34 END AS what,
    CASE contract WHEN 'native' THEN 0 WHEN 'admin' THEN 1 WHEN 'busking' THEN 2 WHEN 'gateway' THEN 3
      WHEN 'movie-in-case' THEN 4 WHEN 'ssafy' THEN 5 WHEN 'transcendence' THEN 6 ELSE contract END AS contract,
    at, ip, (SELECT u.id FROM user_agents u WHERE u.text = e.user_agent) AS agent_id,
    CASE WHEN length(request_id) = 36 AND request_id GLOB '????????-????-????-????-????????????' AND request_id NOT GLOB '*[^0-9a-f-]*'
      THEN coalesce(unhex(replace(request_id, '-', '')), request_id) ELSE request_id END AS request_id
  FROM events e;
--> statement-breakpoint
CREATE TABLE `slices` (`n` integer PRIMARY KEY, `until` integer);
--> statement-breakpoint
INSERT INTO `slices` WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 64)
  SELECT n, low + (high - low) * n / 64 FROM r, (SELECT min(id) AS low, max(id) AS high FROM `events`);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 1) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 2) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 3) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 4) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 5) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 6) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 7) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 8) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 9) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 10) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 11) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 12) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 13) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 14) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 15) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 16) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 17) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 17);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 17);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 18) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 18);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 18);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 19) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 19);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 19);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 20) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 20);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 20);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 21) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 21);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 21);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 22) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 22);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 22);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 23) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 23);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 23);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 24) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 24);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 24);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 25) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 25);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 25);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 26) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 26);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 26);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 27) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 27);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 27);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 28) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 28);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 28);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 29) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 29);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 29);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 30) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 30);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 30);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 31) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 31);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 31);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 32) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 32);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 32);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 33) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 33);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 33);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 34) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 34);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 34);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 35) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 35);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 35);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 36) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 36);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 36);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 37) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 37);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 37);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 38) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 38);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 38);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 39) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 39);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 39);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 40) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 40);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 40);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 41) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 41);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 41);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 42) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 42);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 42);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 43) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 43);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 43);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 44) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 44);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 44);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 45) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 45);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 45);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 46) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 46);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 46);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 47) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 47);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 47);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 48) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 48);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 48);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 49) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 49);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 49);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 50) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 50);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 50);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 51) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 51);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 51);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 52) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 52);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 52);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 53) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 53);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 53);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 54) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 54);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 54);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 55) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 55);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 55);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 56) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 56);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 56);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 57) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 57);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 57);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 58) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 58);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 58);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 59) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 59);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 59);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 60) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 60);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 60);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 61) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 61);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 61);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 62) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 62);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 62);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 63) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 63);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 63);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM events
  WHERE id <= (SELECT until FROM slices WHERE n = 64) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_events SELECT id, account_id, actor, what, contract, at, ip, agent_id, request_id
  FROM old_events WHERE id <= (SELECT until FROM slices WHERE n = 64);
--> statement-breakpoint
DELETE FROM events WHERE id <= (SELECT until FROM slices WHERE n = 64);
--> statement-breakpoint
DROP VIEW `old_events`;
--> statement-breakpoint
DROP TABLE `slices`;
--> statement-breakpoint
DROP TABLE `events`;
--> statement-breakpoint
ALTER TABLE `new_events` RENAME TO `events`;
