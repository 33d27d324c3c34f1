CREATE INDEX `places_by_takeover` ON `places` (`takeover`) WHERE `takeover` IS NOT NULL;
