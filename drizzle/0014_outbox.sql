CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` integer,
	`actor` integer NOT NULL,
	`what` integer NOT NULL,
	`contract` integer NOT NULL,
	`at` integer NOT NULL,
	`ip` text,
	`user_agent` text,
	`request_id` text NOT NULL
) WITHOUT ROWID;
