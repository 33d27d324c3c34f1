CREATE TABLE `old_services` (
	`contract` integer PRIMARY KEY NOT NULL,
	`faults` integer NOT NULL,
	`networks` text NOT NULL,
	`left_alone_until` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `spent_names` (
	`contract` integer NOT NULL,
	`hash` blob NOT NULL,
	PRIMARY KEY(`contract`, `hash`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `takeover_days` (
	`contract` integer NOT NULL,
	`day` text NOT NULL,
	`adopted` integer DEFAULT 0 NOT NULL,
	`refused` integer DEFAULT 0 NOT NULL,
	`faults` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`contract`, `day`)
) WITHOUT ROWID;
