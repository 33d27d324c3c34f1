DROP INDEX `events_at`;--> statement-breakpoint
DROP INDEX `throttles_expiry`;