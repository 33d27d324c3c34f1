-- What an account is called goes from `accounts` to `places`, a row for each realm; whoever is there has a place in `main`.
-- The worker from before goes on: the columns that it knows stay, may be empty now, and triggers carry what it writes
-- over to `places`. drizzle/README.md tells what a later migration drops.
CREATE TABLE `places` (
	`account_id` integer NOT NULL,
	`realm` text NOT NULL,
	`username` text NOT NULL,
	`username_key` text NOT NULL,
	`email` text,
	`email_key` text,
	`email_verified_at` integer,
	`nickname` text NOT NULL,
	`external_id` text,
	`number` integer,
	`takeover` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `realm`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `challenges` ADD `realm` text DEFAULT 'main' NOT NULL;
--> statement-breakpoint
CREATE TABLE `slices` (`n` integer PRIMARY KEY, `until` integer);
--> statement-breakpoint
INSERT INTO `slices` WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 32)
  SELECT n, low + (high - low) * n / 32 FROM r, (SELECT min(id) AS low, max(id) AS high FROM `accounts`);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 1) AND id <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 2) AND id <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 3) AND id <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 4) AND id <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 5) AND id <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 6) AND id <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 7) AND id <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 8) AND id <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 9) AND id <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 10) AND id <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 11) AND id <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 12) AND id <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 13) AND id <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 14) AND id <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 15) AND id <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 16) AND id <= (SELECT until FROM slices WHERE n = 17);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 17) AND id <= (SELECT until FROM slices WHERE n = 18);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 18) AND id <= (SELECT until FROM slices WHERE n = 19);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 19) AND id <= (SELECT until FROM slices WHERE n = 20);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 20) AND id <= (SELECT until FROM slices WHERE n = 21);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 21) AND id <= (SELECT until FROM slices WHERE n = 22);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 22) AND id <= (SELECT until FROM slices WHERE n = 23);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 23) AND id <= (SELECT until FROM slices WHERE n = 24);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 24) AND id <= (SELECT until FROM slices WHERE n = 25);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 25) AND id <= (SELECT until FROM slices WHERE n = 26);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 26) AND id <= (SELECT until FROM slices WHERE n = 27);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 27) AND id <= (SELECT until FROM slices WHERE n = 28);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 28) AND id <= (SELECT until FROM slices WHERE n = 29);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 29) AND id <= (SELECT until FROM slices WHERE n = 30);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 30) AND id <= (SELECT until FROM slices WHERE n = 31);
--> statement-breakpoint
INSERT INTO `places` SELECT id, 'main', username, username_key, email, email_key, email_verified_at, nickname, NULL, NULL, NULL, created_at FROM `accounts` WHERE id > (SELECT until FROM slices WHERE n = 31) AND id <= (SELECT until FROM slices WHERE n = 32);
--> statement-breakpoint
CREATE UNIQUE INDEX `places_by_username` ON `places` (`realm`,`username_key`);
--> statement-breakpoint
CREATE UNIQUE INDEX `places_by_email` ON `places` (`realm`,`email_key`) WHERE `email_key` IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `places_by_external_id` ON `places` (`realm`,`external_id`) WHERE `external_id` IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `places_by_number` ON `places` (`realm`,`number`) WHERE `number` IS NOT NULL;
--> statement-breakpoint
DROP INDEX `accounts_username_key_unique`;
--> statement-breakpoint
DROP INDEX `accounts_email_key_unique`;
--> statement-breakpoint
ALTER TABLE `accounts` DROP COLUMN `username`;
--> statement-breakpoint
ALTER TABLE `accounts` DROP COLUMN `username_key`;
--> statement-breakpoint
ALTER TABLE `accounts` DROP COLUMN `nickname`;
--> statement-breakpoint
ALTER TABLE `accounts` ADD `username` text;
--> statement-breakpoint
ALTER TABLE `accounts` ADD `username_key` text;
--> statement-breakpoint
ALTER TABLE `accounts` ADD `nickname` text;
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id <= (SELECT until FROM slices WHERE n = 1);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 1) AND id <= (SELECT until FROM slices WHERE n = 2);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 2) AND id <= (SELECT until FROM slices WHERE n = 3);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 3) AND id <= (SELECT until FROM slices WHERE n = 4);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 4) AND id <= (SELECT until FROM slices WHERE n = 5);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 5) AND id <= (SELECT until FROM slices WHERE n = 6);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 6) AND id <= (SELECT until FROM slices WHERE n = 7);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 7) AND id <= (SELECT until FROM slices WHERE n = 8);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 8) AND id <= (SELECT until FROM slices WHERE n = 9);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 9) AND id <= (SELECT until FROM slices WHERE n = 10);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 10) AND id <= (SELECT until FROM slices WHERE n = 11);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 11) AND id <= (SELECT until FROM slices WHERE n = 12);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 12) AND id <= (SELECT until FROM slices WHERE n = 13);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 13) AND id <= (SELECT until FROM slices WHERE n = 14);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 14) AND id <= (SELECT until FROM slices WHERE n = 15);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 15) AND id <= (SELECT until FROM slices WHERE n = 16);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 16) AND id <= (SELECT until FROM slices WHERE n = 17);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 17) AND id <= (SELECT until FROM slices WHERE n = 18);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 18) AND id <= (SELECT until FROM slices WHERE n = 19);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 19) AND id <= (SELECT until FROM slices WHERE n = 20);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 20) AND id <= (SELECT until FROM slices WHERE n = 21);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 21) AND id <= (SELECT until FROM slices WHERE n = 22);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 22) AND id <= (SELECT until FROM slices WHERE n = 23);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 23) AND id <= (SELECT until FROM slices WHERE n = 24);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 24) AND id <= (SELECT until FROM slices WHERE n = 25);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 25) AND id <= (SELECT until FROM slices WHERE n = 26);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 26) AND id <= (SELECT until FROM slices WHERE n = 27);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 27) AND id <= (SELECT until FROM slices WHERE n = 28);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 28) AND id <= (SELECT until FROM slices WHERE n = 29);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 29) AND id <= (SELECT until FROM slices WHERE n = 30);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 30) AND id <= (SELECT until FROM slices WHERE n = 31);
--> statement-breakpoint
UPDATE `accounts` SET (username, username_key, nickname) = (SELECT username, username_key, nickname FROM `places` WHERE account_id = accounts.id) WHERE id > (SELECT until FROM slices WHERE n = 31) AND id <= (SELECT until FROM slices WHERE n = 32);
--> statement-breakpoint
DROP TABLE `slices`;
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_username_key_unique` ON `accounts` (`username_key`) WHERE `username_key` IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_email_key_unique` ON `accounts` (`email_key`) WHERE `email_key` IS NOT NULL;
--> statement-breakpoint
CREATE TRIGGER `accounts_made_before` AFTER INSERT ON `accounts` WHEN new.username_key IS NOT NULL BEGIN
  INSERT INTO places (account_id, realm, username, username_key, email, email_key, email_verified_at, nickname, created_at)
    VALUES (new.id, 'main', new.username, new.username_key, new.email, new.email_key, new.email_verified_at, new.nickname, new.created_at);
END;
--> statement-breakpoint
CREATE TRIGGER `accounts_nicknamed_before` AFTER UPDATE OF `nickname` ON `accounts` WHEN new.username_key IS NOT NULL BEGIN
  UPDATE places SET nickname = new.nickname WHERE account_id = new.id AND realm = 'main';
END;
--> statement-breakpoint
-- Only where the place still has the address that the worker knew.
CREATE TRIGGER `accounts_addressed_before` AFTER UPDATE OF `email`, `email_key`, `email_verified_at` ON `accounts` WHEN new.username_key IS NOT NULL BEGIN
  UPDATE places SET email = new.email, email_key = new.email_key, email_verified_at = new.email_verified_at
    WHERE account_id = new.id AND realm = 'main' AND email_key IS old.email_key;
END;
