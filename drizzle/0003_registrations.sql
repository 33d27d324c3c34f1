ALTER TABLE `challenges` ADD `registration` text;--> statement-breakpoint
ALTER TABLE `challenges` ADD `email` text;--> statement-breakpoint
CREATE UNIQUE INDEX `challenges_registration_unique` ON `challenges` (`registration`);