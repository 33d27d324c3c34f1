ALTER TABLE `identities` ADD `proven_at` integer;
--> statement-breakpoint
-- Whether an identity was proven matters where nobody has verified the account's address. Those that were linked here have
-- an event of the same moment (23 is `identity_linked`), unless it is more than 180 days ago.
UPDATE `identities` SET `proven_at` = `created_at`
WHERE `account_id` IN (SELECT `id` FROM `accounts` WHERE `email` IS NOT NULL AND `email_verified_at` IS NULL)
  AND EXISTS (
    SELECT 1 FROM `events`
    WHERE `events`.`account_id` = `identities`.`account_id` AND `what` = 23 AND `at` = `identities`.`created_at`
  );
--> statement-breakpoint
CREATE INDEX `oauth_flows_by_account` ON `oauth_flows` (`account_id`) WHERE "oauth_flows"."account_id" is not null;
