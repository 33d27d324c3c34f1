-- Tables of which most rows are written by a sign-in lose what doubled their cost: the rowid, and indexes that no plan uses.
-- What lies in them is copied in slices: D1 ends a statement after 30 seconds. drizzle/README.md tells how to write these.
CREATE TABLE `user_agents` (
	`id` integer PRIMARY KEY NOT NULL,
	`text` text NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_agents_text_unique` ON `user_agents` (`text`);
--> statement-breakpoint
CREATE INDEX `user_agents_by_use` ON `user_agents` (`seen_at`);
--> statement-breakpoint
CREATE TABLE `walks` (
	`what` text PRIMARY KEY NOT NULL,
	`cursor` text,
	`began_at` integer NOT NULL,
	`passed_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `new_throttles` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`forgotten_at` integer NOT NULL,
	`blocked_until` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `slices` (`n` integer PRIMARY KEY, `until` integer);
--> statement-breakpoint
INSERT INTO `slices` WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 16)
  SELECT n, low + (high - low) * n / 16 FROM r, (SELECT min(rowid) AS low, max(rowid) AS high FROM `throttles`);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 1) AND rowid <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 2) AND rowid <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 3) AND rowid <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 4) AND rowid <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 5) AND rowid <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 6) AND rowid <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 7) AND rowid <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 8) AND rowid <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 9) AND rowid <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 10) AND rowid <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 11) AND rowid <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 12) AND rowid <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 13) AND rowid <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 14) AND rowid <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
INSERT INTO `new_throttles` SELECT key, count, forgotten_at, blocked_until FROM `throttles` WHERE rowid > (SELECT until FROM slices WHERE n = 15) AND rowid <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
DROP TABLE `slices`;
--> statement-breakpoint
DROP TABLE `throttles`;
--> statement-breakpoint
ALTER TABLE `new_throttles` RENAME TO `throttles`;
--> statement-breakpoint
CREATE TABLE `new_identities` (
	`provider` text NOT NULL,
	`subject` text NOT NULL,
	`account_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `subject`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `identities_by_account` ON `new_identities` (`account_id`);
--> statement-breakpoint
CREATE TABLE `slices` (`n` integer PRIMARY KEY, `until` integer);
--> statement-breakpoint
INSERT INTO `slices` WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 16)
  SELECT n, low + (high - low) * n / 16 FROM r, (SELECT min(rowid) AS low, max(rowid) AS high FROM `identities`);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 1) AND rowid <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 2) AND rowid <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 3) AND rowid <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 4) AND rowid <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 5) AND rowid <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 6) AND rowid <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 7) AND rowid <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 8) AND rowid <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 9) AND rowid <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 10) AND rowid <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 11) AND rowid <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 12) AND rowid <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 13) AND rowid <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 14) AND rowid <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
INSERT INTO `new_identities` SELECT provider, subject, account_id, created_at FROM `identities` WHERE rowid > (SELECT until FROM slices WHERE n = 15) AND rowid <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
DROP TABLE `slices`;
--> statement-breakpoint
DROP TABLE `identities`;
--> statement-breakpoint
ALTER TABLE `new_identities` RENAME TO `identities`;
--> statement-breakpoint
CREATE TABLE `new_recovery_codes` (
	`account_id` integer NOT NULL,
	`hash` text NOT NULL,
	`spent_at` integer,
	PRIMARY KEY(`account_id`, `hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `slices` (`n` integer PRIMARY KEY, `until` integer);
--> statement-breakpoint
INSERT INTO `slices` WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 16)
  SELECT n, low + (high - low) * n / 16 FROM r, (SELECT min(rowid) AS low, max(rowid) AS high FROM `recovery_codes`);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 1) AND rowid <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 2) AND rowid <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 3) AND rowid <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 4) AND rowid <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 5) AND rowid <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 6) AND rowid <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 7) AND rowid <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 8) AND rowid <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 9) AND rowid <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 10) AND rowid <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 11) AND rowid <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 12) AND rowid <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 13) AND rowid <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 14) AND rowid <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
INSERT INTO `new_recovery_codes` SELECT account_id, hash, spent_at FROM `recovery_codes` WHERE rowid > (SELECT until FROM slices WHERE n = 15) AND rowid <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
DROP TABLE `slices`;
--> statement-breakpoint
DROP TABLE `recovery_codes`;
--> statement-breakpoint
ALTER TABLE `new_recovery_codes` RENAME TO `recovery_codes`;
--> statement-breakpoint
CREATE TABLE `new_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` integer,
	`registration` text,
	`purpose` text NOT NULL,
	`email` text,
	`expires_at` integer NOT NULL,
	`spent_at` integer,
	`proof_hash` text,
	`proof_expires_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `challenges_by_account` ON `new_challenges` (`account_id`,`purpose`) WHERE `account_id` IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `challenges_by_registration` ON `new_challenges` (`registration`) WHERE `registration` IS NOT NULL;
--> statement-breakpoint
INSERT INTO `new_challenges` SELECT id, account_id, registration, purpose, email, expires_at, spent_at, proof_hash, proof_expires_at FROM `challenges`;
--> statement-breakpoint
DROP TABLE `challenges`;
--> statement-breakpoint
ALTER TABLE `new_challenges` RENAME TO `challenges`;
--> statement-breakpoint
CREATE TABLE `new_oauth_flows` (
	`state_hash` text PRIMARY KEY NOT NULL,
	`browser_hash` text NOT NULL,
	`provider` text NOT NULL,
	`contract` text NOT NULL,
	`return_to` text NOT NULL,
	`account_id` integer,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_oauth_flows` SELECT state_hash, browser_hash, provider, contract, return_to, account_id, expires_at FROM `oauth_flows`;
--> statement-breakpoint
DROP TABLE `oauth_flows`;
--> statement-breakpoint
ALTER TABLE `new_oauth_flows` RENAME TO `oauth_flows`;
--> statement-breakpoint
CREATE INDEX `oauth_flows_expiry` ON `oauth_flows` (`expires_at`);
--> statement-breakpoint
CREATE TABLE `new_common_passwords` (
	`digest` text PRIMARY KEY NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_common_passwords` SELECT digest FROM `common_passwords`;
--> statement-breakpoint
DROP TABLE `common_passwords`;
--> statement-breakpoint
ALTER TABLE `new_common_passwords` RENAME TO `common_passwords`;
