ALTER TABLE `sessions` ADD `methods` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `provider` text;