ALTER TABLE `throttles` ADD `shared` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `throttles` ADD `shared_until` integer DEFAULT 0 NOT NULL;