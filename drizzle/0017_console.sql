CREATE TABLE `console_sessions` (
	`hash` blob PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `console_sessions_expiry` ON `console_sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `event_counts` (
	`what` integer NOT NULL,
	`hour` integer NOT NULL,
	`contract` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`what`, `hour`, `contract`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `failure_counts` (
	`hour` integer NOT NULL,
	`source` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`hour`, `source`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `events` ADD `reason` text;