CREATE TABLE `passkeys` (
	`account_id` integer NOT NULL,
	`id` blob NOT NULL,
	`credential_id` blob NOT NULL,
	`user_handle` blob NOT NULL,
	`public_key` blob NOT NULL,
	`algorithm` integer NOT NULL,
	`counter` integer NOT NULL,
	`backup_eligible` integer NOT NULL,
	`backed_up` integer NOT NULL,
	`transports` integer NOT NULL,
	`name` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	PRIMARY KEY(`account_id`, `id`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_by_credential` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE TABLE `spent_challenges` (
	`expires_at` integer NOT NULL,
	`nonce` blob NOT NULL,
	PRIMARY KEY(`expires_at`, `nonce`)
) WITHOUT ROWID;
