-- Sessions lie with their account, in its order; ids and hashes are bytes, and words their places in src/db/words.ts.
CREATE TABLE `new_sessions` (
	`account_id` integer NOT NULL,
	`id` blob NOT NULL,
	`contract` integer NOT NULL,
	`kind` integer NOT NULL,
	`state` integer NOT NULL,
	`token_hash` blob,
	`refresh_hash` blob,
	`previous_hash` blob,
	`child_salt` blob,
	`rotated_at` integer,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ip` text,
	`agent_id` integer,
	`ended_at` integer,
	PRIMARY KEY(`account_id`, `id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_by_token` ON `new_sessions` (`token_hash`) WHERE `token_hash` IS NOT NULL;
--> statement-breakpoint
-- Whose sessions the refresh tokens mean that were issued before they named the account; they live for four hours.
CREATE TABLE `legacy_sessions` (
	`id` blob PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
-- SQL knows no base64: four letters are 24 bits, and those six digits in hexadecimal.
CREATE VIEW `old_sessions` AS SELECT
    s.rowid AS slice,
    account_id,
    CASE WHEN length(s.id) = 22 AND s.id NOT GLOB '*[^A-Za-z0-9_-]*' THEN substr(unhex(printf('%06x%06x%06x%06x%06x%06x',
      (instr(a, substr(s.id, 1, 1)) - 1 << 18) | (instr(a, substr(s.id, 2, 1)) - 1 << 12) | (instr(a, substr(s.id, 3, 1)) - 1 << 6) | (instr(a, substr(s.id, 4, 1)) - 1),
      (instr(a, substr(s.id, 5, 1)) - 1 << 18) | (instr(a, substr(s.id, 6, 1)) - 1 << 12) | (instr(a, substr(s.id, 7, 1)) - 1 << 6) | (instr(a, substr(s.id, 8, 1)) - 1),
      (instr(a, substr(s.id, 9, 1)) - 1 << 18) | (instr(a, substr(s.id, 10, 1)) - 1 << 12) | (instr(a, substr(s.id, 11, 1)) - 1 << 6) | (instr(a, substr(s.id, 12, 1)) - 1),
      (instr(a, substr(s.id, 13, 1)) - 1 << 18) | (instr(a, substr(s.id, 14, 1)) - 1 << 12) | (instr(a, substr(s.id, 15, 1)) - 1 << 6) | (instr(a, substr(s.id, 16, 1)) - 1),
      (instr(a, substr(s.id, 17, 1)) - 1 << 18) | (instr(a, substr(s.id, 18, 1)) - 1 << 12) | (instr(a, substr(s.id, 19, 1)) - 1 << 6) | (instr(a, substr(s.id, 20, 1)) - 1),
      (instr(a, substr(s.id, 21, 1)) - 1 << 18) | (instr(a, substr(s.id, 22, 1)) - 1 << 12))), 1, 16) ELSE s.id END AS id,
    CASE contract WHEN 'native' THEN 0 WHEN 'admin' THEN 1 WHEN 'busking' THEN 2 WHEN 'gateway' THEN 3
      WHEN 'movie-in-case' THEN 4 WHEN 'ssafy' THEN 5 WHEN 'transcendence' THEN 6 ELSE contract END AS contract,
    CASE kind WHEN 'cookie' THEN 0 WHEN 'token' THEN 1 WHEN 'access' THEN 2 END AS kind,
    CASE state WHEN 'full' THEN 0 WHEN 'pending' THEN 1 WHEN 'restricted' THEN 2 END AS state,
    CASE WHEN length(token_hash) = 43 AND token_hash NOT GLOB '*[^A-Za-z0-9_-]*' THEN substr(unhex(printf('%06x%06x%06x%06x%06x%06x%06x%06x%06x%06x%06x',
      (instr(a, substr(token_hash, 1, 1)) - 1 << 18) | (instr(a, substr(token_hash, 2, 1)) - 1 << 12) | (instr(a, substr(token_hash, 3, 1)) - 1 << 6) | (instr(a, substr(token_hash, 4, 1)) - 1),
      (instr(a, substr(token_hash, 5, 1)) - 1 << 18) | (instr(a, substr(token_hash, 6, 1)) - 1 << 12) | (instr(a, substr(token_hash, 7, 1)) - 1 << 6) | (instr(a, substr(token_hash, 8, 1)) - 1),
      (instr(a, substr(token_hash, 9, 1)) - 1 << 18) | (instr(a, substr(token_hash, 10, 1)) - 1 << 12) | (instr(a, substr(token_hash, 11, 1)) - 1 << 6) | (instr(a, substr(token_hash, 12, 1)) - 1),
      (instr(a, substr(token_hash, 13, 1)) - 1 << 18) | (instr(a, substr(token_hash, 14, 1)) - 1 << 12) | (instr(a, substr(token_hash, 15, 1)) - 1 << 6) | (instr(a, substr(token_hash, 16, 1)) - 1),
      (instr(a, substr(token_hash, 17, 1)) - 1 << 18) | (instr(a, substr(token_hash, 18, 1)) - 1 << 12) | (instr(a, substr(token_hash, 19, 1)) - 1 << 6) | (instr(a, substr(token_hash, 20, 1)) - 1),
      (instr(a, substr(token_hash, 21, 1)) - 1 << 18) | (instr(a, substr(token_hash, 22, 1)) - 1 << 12) | (instr(a, substr(token_hash, 23, 1)) - 1 << 6) | (instr(a, substr(token_hash, 24, 1)) - 1),
      (instr(a, substr(token_hash, 25, 1)) - 1 << 18) | (instr(a, substr(token_hash, 26, 1)) - 1 << 12) | (instr(a, substr(token_hash, 27, 1)) - 1 << 6) | (instr(a, substr(token_hash, 28, 1)) - 1),
      (instr(a, substr(token_hash, 29, 1)) - 1 << 18) | (instr(a, substr(token_hash, 30, 1)) - 1 << 12) | (instr(a, substr(token_hash, 31, 1)) - 1 << 6) | (instr(a, substr(token_hash, 32, 1)) - 1),
      (instr(a, substr(token_hash, 33, 1)) - 1 << 18) | (instr(a, substr(token_hash, 34, 1)) - 1 << 12) | (instr(a, substr(token_hash, 35, 1)) - 1 << 6) | (instr(a, substr(token_hash, 36, 1)) - 1),
      (instr(a, substr(token_hash, 37, 1)) - 1 << 18) | (instr(a, substr(token_hash, 38, 1)) - 1 << 12) | (instr(a, substr(token_hash, 39, 1)) - 1 << 6) | (instr(a, substr(token_hash, 40, 1)) - 1),
      (instr(a, substr(token_hash, 41, 1)) - 1 << 18) | (instr(a, substr(token_hash, 42, 1)) - 1 << 12) | (instr(a, substr(token_hash, 43, 1)) - 1 << 6))), 1, 32) ELSE token_hash END AS token_hash,
    CASE WHEN length(refresh_hash) = 43 AND refresh_hash NOT GLOB '*[^A-Za-z0-9_-]*' THEN substr(unhex(printf('%06x%06x%06x%06x%06x%06x%06x%06x%06x%06x%06x',
      (instr(a, substr(refresh_hash, 1, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 2, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 3, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 4, 1)) - 1),
      (instr(a, substr(refresh_hash, 5, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 6, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 7, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 8, 1)) - 1),
      (instr(a, substr(refresh_hash, 9, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 10, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 11, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 12, 1)) - 1),
      (instr(a, substr(refresh_hash, 13, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 14, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 15, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 16, 1)) - 1),
      (instr(a, substr(refresh_hash, 17, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 18, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 19, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 20, 1)) - 1),
      (instr(a, substr(refresh_hash, 21, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 22, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 23, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 24, 1)) - 1),
      (instr(a, substr(refresh_hash, 25, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 26, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 27, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 28, 1)) - 1),
      (instr(a, substr(refresh_hash, 29, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 30, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 31, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 32, 1)) - 1),
      (instr(a, substr(refresh_hash, 33, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 34, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 35, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 36, 1)) - 1),
      (instr(a, substr(refresh_hash, 37, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 38, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 39, 1)) - 1 << 6) | (instr(a, substr(refresh_hash, 40, 1)) - 1),
      (instr(a, substr(refresh_hash, 41, 1)) - 1 << 18) | (instr(a, substr(refresh_hash, 42, 1)) - 1 << 12) | (instr(a, substr(refresh_hash, 43, 1)) - 1 << 6))), 1, 32) ELSE refresh_hash END AS refresh_hash,
    CASE WHEN length(previous_hash) = 43 AND previous_hash NOT GLOB '*[^A-Za-z0-9_-]*' THEN substr(unhex(printf('%06x%06x%06x%06x%06x%06x%06x%06x%06x%06x%06x',
      (instr(a, substr(previous_hash, 1, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 2, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 3, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 4, 1)) - 1),
      (instr(a, substr(previous_hash, 5, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 6, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 7, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 8, 1)) - 1),
      (instr(a, substr(previous_hash, 9, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 10, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 11, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 12, 1)) - 1),
      (instr(a, substr(previous_hash, 13, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 14, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 15, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 16, 1)) - 1),
      (instr(a, substr(previous_hash, 17, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 18, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 19, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 20, 1)) - 1),
      (instr(a, substr(previous_hash, 21, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 22, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 23, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 24, 1)) - 1),
      (instr(a, substr(previous_hash, 25, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 26, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 27, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 28, 1)) - 1),
      (instr(a, substr(previous_hash, 29, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 30, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 31, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 32, 1)) - 1),
      (instr(a, substr(previous_hash, 33, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 34, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 35, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 36, 1)) - 1),
      (instr(a, substr(previous_hash, 37, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 38, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 39, 1)) - 1 << 6) | (instr(a, substr(previous_hash, 40, 1)) - 1),
      (instr(a, substr(previous_hash, 41, 1)) - 1 << 18) | (instr(a, substr(previous_hash, 42, 1)) - 1 << 12) | (instr(a, substr(previous_hash, 43, 1)) - 1 << 6))), 1, 32) ELSE previous_hash END AS previous_hash,
    CASE WHEN length(previous_child) = 22 AND previous_child NOT GLOB '*[^A-Za-z0-9_-]*' THEN substr(unhex(printf('%06x%06x%06x%06x%06x%06x',
      (instr(a, substr(previous_child, 1, 1)) - 1 << 18) | (instr(a, substr(previous_child, 2, 1)) - 1 << 12) | (instr(a, substr(previous_child, 3, 1)) - 1 << 6) | (instr(a, substr(previous_child, 4, 1)) - 1),
      (instr(a, substr(previous_child, 5, 1)) - 1 << 18) | (instr(a, substr(previous_child, 6, 1)) - 1 << 12) | (instr(a, substr(previous_child, 7, 1)) - 1 << 6) | (instr(a, substr(previous_child, 8, 1)) - 1),
      (instr(a, substr(previous_child, 9, 1)) - 1 << 18) | (instr(a, substr(previous_child, 10, 1)) - 1 << 12) | (instr(a, substr(previous_child, 11, 1)) - 1 << 6) | (instr(a, substr(previous_child, 12, 1)) - 1),
      (instr(a, substr(previous_child, 13, 1)) - 1 << 18) | (instr(a, substr(previous_child, 14, 1)) - 1 << 12) | (instr(a, substr(previous_child, 15, 1)) - 1 << 6) | (instr(a, substr(previous_child, 16, 1)) - 1),
      (instr(a, substr(previous_child, 17, 1)) - 1 << 18) | (instr(a, substr(previous_child, 18, 1)) - 1 << 12) | (instr(a, substr(previous_child, 19, 1)) - 1 << 6) | (instr(a, substr(previous_child, 20, 1)) - 1),
      (instr(a, substr(previous_child, 21, 1)) - 1 << 18) | (instr(a, substr(previous_child, 22, 1)) - 1 << 12))), 1, 16) ELSE previous_child END AS child_salt,
    rotated_at,
    created_at,
    last_seen_at,
    expires_at,
    ip,
    (SELECT u.id FROM user_agents u WHERE u.text = s.user_agent) AS agent_id,
    revoked_at AS ended_at
  FROM sessions s, (SELECT 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_' AS a);
--> statement-breakpoint
CREATE TABLE `slices` (`n` integer PRIMARY KEY, `until` integer);
--> statement-breakpoint
INSERT INTO `slices` WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 64)
  SELECT n, low + (high - low) * n / 64 FROM r, (SELECT min(rowid) AS low, max(rowid) AS high FROM `sessions`);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid <= (SELECT until FROM slices WHERE n = 1) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 1) AND rowid <= (SELECT until FROM slices WHERE n = 2) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 1) AND slice <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 2) AND rowid <= (SELECT until FROM slices WHERE n = 3) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 2) AND slice <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 3) AND rowid <= (SELECT until FROM slices WHERE n = 4) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 3) AND slice <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 4) AND rowid <= (SELECT until FROM slices WHERE n = 5) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 4) AND slice <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 5) AND rowid <= (SELECT until FROM slices WHERE n = 6) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 5) AND slice <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 6) AND rowid <= (SELECT until FROM slices WHERE n = 7) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 6) AND slice <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 7) AND rowid <= (SELECT until FROM slices WHERE n = 8) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 7) AND slice <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 8) AND rowid <= (SELECT until FROM slices WHERE n = 9) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 8) AND slice <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 9) AND rowid <= (SELECT until FROM slices WHERE n = 10) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 9) AND slice <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 10) AND rowid <= (SELECT until FROM slices WHERE n = 11) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 10) AND slice <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 11) AND rowid <= (SELECT until FROM slices WHERE n = 12) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 11) AND slice <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 12) AND rowid <= (SELECT until FROM slices WHERE n = 13) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 12) AND slice <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 13) AND rowid <= (SELECT until FROM slices WHERE n = 14) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 13) AND slice <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 14) AND rowid <= (SELECT until FROM slices WHERE n = 15) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 14) AND slice <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 15) AND rowid <= (SELECT until FROM slices WHERE n = 16) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 15) AND slice <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 16) AND rowid <= (SELECT until FROM slices WHERE n = 17) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 16) AND slice <= (SELECT until FROM slices WHERE n = 17);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 17) AND rowid <= (SELECT until FROM slices WHERE n = 18) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 17) AND slice <= (SELECT until FROM slices WHERE n = 18);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 18) AND rowid <= (SELECT until FROM slices WHERE n = 19) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 18) AND slice <= (SELECT until FROM slices WHERE n = 19);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 19) AND rowid <= (SELECT until FROM slices WHERE n = 20) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 19) AND slice <= (SELECT until FROM slices WHERE n = 20);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 20) AND rowid <= (SELECT until FROM slices WHERE n = 21) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 20) AND slice <= (SELECT until FROM slices WHERE n = 21);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 21) AND rowid <= (SELECT until FROM slices WHERE n = 22) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 21) AND slice <= (SELECT until FROM slices WHERE n = 22);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 22) AND rowid <= (SELECT until FROM slices WHERE n = 23) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 22) AND slice <= (SELECT until FROM slices WHERE n = 23);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 23) AND rowid <= (SELECT until FROM slices WHERE n = 24) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 23) AND slice <= (SELECT until FROM slices WHERE n = 24);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 24) AND rowid <= (SELECT until FROM slices WHERE n = 25) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 24) AND slice <= (SELECT until FROM slices WHERE n = 25);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 25) AND rowid <= (SELECT until FROM slices WHERE n = 26) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 25) AND slice <= (SELECT until FROM slices WHERE n = 26);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 26) AND rowid <= (SELECT until FROM slices WHERE n = 27) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 26) AND slice <= (SELECT until FROM slices WHERE n = 27);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 27) AND rowid <= (SELECT until FROM slices WHERE n = 28) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 27) AND slice <= (SELECT until FROM slices WHERE n = 28);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 28) AND rowid <= (SELECT until FROM slices WHERE n = 29) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 28) AND slice <= (SELECT until FROM slices WHERE n = 29);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 29) AND rowid <= (SELECT until FROM slices WHERE n = 30) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 29) AND slice <= (SELECT until FROM slices WHERE n = 30);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 30) AND rowid <= (SELECT until FROM slices WHERE n = 31) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 30) AND slice <= (SELECT until FROM slices WHERE n = 31);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 31) AND rowid <= (SELECT until FROM slices WHERE n = 32) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 31) AND slice <= (SELECT until FROM slices WHERE n = 32);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 32) AND rowid <= (SELECT until FROM slices WHERE n = 33) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 32) AND slice <= (SELECT until FROM slices WHERE n = 33);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 33) AND rowid <= (SELECT until FROM slices WHERE n = 34) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 33) AND slice <= (SELECT until FROM slices WHERE n = 34);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 34) AND rowid <= (SELECT until FROM slices WHERE n = 35) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 34) AND slice <= (SELECT until FROM slices WHERE n = 35);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 35) AND rowid <= (SELECT until FROM slices WHERE n = 36) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 35) AND slice <= (SELECT until FROM slices WHERE n = 36);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 36) AND rowid <= (SELECT until FROM slices WHERE n = 37) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 36) AND slice <= (SELECT until FROM slices WHERE n = 37);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 37) AND rowid <= (SELECT until FROM slices WHERE n = 38) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 37) AND slice <= (SELECT until FROM slices WHERE n = 38);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 38) AND rowid <= (SELECT until FROM slices WHERE n = 39) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 38) AND slice <= (SELECT until FROM slices WHERE n = 39);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 39) AND rowid <= (SELECT until FROM slices WHERE n = 40) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 39) AND slice <= (SELECT until FROM slices WHERE n = 40);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 40) AND rowid <= (SELECT until FROM slices WHERE n = 41) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 40) AND slice <= (SELECT until FROM slices WHERE n = 41);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 41) AND rowid <= (SELECT until FROM slices WHERE n = 42) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 41) AND slice <= (SELECT until FROM slices WHERE n = 42);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 42) AND rowid <= (SELECT until FROM slices WHERE n = 43) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 42) AND slice <= (SELECT until FROM slices WHERE n = 43);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 43) AND rowid <= (SELECT until FROM slices WHERE n = 44) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 43) AND slice <= (SELECT until FROM slices WHERE n = 44);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 44) AND rowid <= (SELECT until FROM slices WHERE n = 45) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 44) AND slice <= (SELECT until FROM slices WHERE n = 45);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 45) AND rowid <= (SELECT until FROM slices WHERE n = 46) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 45) AND slice <= (SELECT until FROM slices WHERE n = 46);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 46) AND rowid <= (SELECT until FROM slices WHERE n = 47) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 46) AND slice <= (SELECT until FROM slices WHERE n = 47);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 47) AND rowid <= (SELECT until FROM slices WHERE n = 48) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 47) AND slice <= (SELECT until FROM slices WHERE n = 48);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 48) AND rowid <= (SELECT until FROM slices WHERE n = 49) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 48) AND slice <= (SELECT until FROM slices WHERE n = 49);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 49) AND rowid <= (SELECT until FROM slices WHERE n = 50) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 49) AND slice <= (SELECT until FROM slices WHERE n = 50);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 50) AND rowid <= (SELECT until FROM slices WHERE n = 51) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 50) AND slice <= (SELECT until FROM slices WHERE n = 51);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 51) AND rowid <= (SELECT until FROM slices WHERE n = 52) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 51) AND slice <= (SELECT until FROM slices WHERE n = 52);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 52) AND rowid <= (SELECT until FROM slices WHERE n = 53) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 52) AND slice <= (SELECT until FROM slices WHERE n = 53);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 53) AND rowid <= (SELECT until FROM slices WHERE n = 54) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 53) AND slice <= (SELECT until FROM slices WHERE n = 54);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 54) AND rowid <= (SELECT until FROM slices WHERE n = 55) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 54) AND slice <= (SELECT until FROM slices WHERE n = 55);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 55) AND rowid <= (SELECT until FROM slices WHERE n = 56) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 55) AND slice <= (SELECT until FROM slices WHERE n = 56);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 56) AND rowid <= (SELECT until FROM slices WHERE n = 57) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 56) AND slice <= (SELECT until FROM slices WHERE n = 57);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 57) AND rowid <= (SELECT until FROM slices WHERE n = 58) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 57) AND slice <= (SELECT until FROM slices WHERE n = 58);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 58) AND rowid <= (SELECT until FROM slices WHERE n = 59) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 58) AND slice <= (SELECT until FROM slices WHERE n = 59);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 59) AND rowid <= (SELECT until FROM slices WHERE n = 60) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 59) AND slice <= (SELECT until FROM slices WHERE n = 60);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 60) AND rowid <= (SELECT until FROM slices WHERE n = 61) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 60) AND slice <= (SELECT until FROM slices WHERE n = 61);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 61) AND rowid <= (SELECT until FROM slices WHERE n = 62) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 61) AND slice <= (SELECT until FROM slices WHERE n = 62);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 62) AND rowid <= (SELECT until FROM slices WHERE n = 63) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 62) AND slice <= (SELECT until FROM slices WHERE n = 63);
--> statement-breakpoint
INSERT OR IGNORE INTO user_agents (text, seen_at) SELECT DISTINCT user_agent, cast(strftime('%s', 'now') AS integer) * 1000 FROM sessions
  WHERE rowid > (SELECT until FROM slices WHERE n = 63) AND rowid <= (SELECT until FROM slices WHERE n = 64) AND user_agent IS NOT NULL;
--> statement-breakpoint
INSERT INTO new_sessions SELECT account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash, child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id, ended_at
  FROM old_sessions WHERE slice > (SELECT until FROM slices WHERE n = 63) AND slice <= (SELECT until FROM slices WHERE n = 64);
--> statement-breakpoint
INSERT INTO legacy_sessions SELECT id, account_id FROM new_sessions
  WHERE kind = 1 AND refresh_hash IS NOT NULL AND ended_at IS NULL AND expires_at > cast(strftime('%s', 'now') AS integer) * 1000;
--> statement-breakpoint
DROP VIEW `old_sessions`;
--> statement-breakpoint
DROP TABLE `slices`;
--> statement-breakpoint
DROP TABLE `sessions`;
--> statement-breakpoint
ALTER TABLE `new_sessions` RENAME TO `sessions`;
