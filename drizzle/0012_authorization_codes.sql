CREATE TABLE `authorization_codes` (
	`account_id` integer NOT NULL,
	`code_hash` blob NOT NULL,
	`provider` text NOT NULL,
	`subject` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`challenge` text NOT NULL,
	`expires_at` integer NOT NULL,
	`spent_at` integer,
	`session_id` blob,
	`reused_at` integer,
	PRIMARY KEY(`account_id`, `code_hash`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `authorization_codes_expiry` ON `authorization_codes` (`expires_at`);--> statement-breakpoint
ALTER TABLE `oauth_flows` ADD `app_state` text;--> statement-breakpoint
ALTER TABLE `oauth_flows` ADD `app_challenge` text;