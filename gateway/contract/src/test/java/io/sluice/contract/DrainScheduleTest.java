package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String EXAMPLE = "Europe/Berlin; Mon-Fri 22:00-06:00=1000 ramp PT10M; Sat,Sun 00:00-24:00=400";
    private static final double BASE = 100;
    private static final double DELTA = 1e-9;

    @Test
    void holdsTheBaseRateOutsideOfAllWindows() {
        DrainSchedule schedule = DrainSchedule.parse(EXAMPLE);

        assertEquals(BASE, schedule.rateAt(berlin("2026-11-23T12:00"), BASE));
        assertEquals(BASE, schedule.rateAt(berlin("2026-11-23T21:59:59.999"), BASE));
        assertEquals(BASE, schedule.rateAt(berlin("2026-11-23T00:00"), BASE), "the night from Sunday is no window");
    }

    @Test
    void countsAWindowAcrossMidnightToTheDayOnWhichItBegins() {
        DrainSchedule schedule = DrainSchedule.parse(EXAMPLE);

        assertEquals(1000, schedule.rateAt(berlin("2026-11-23T22:10"), BASE));
        assertEquals(1000, schedule.rateAt(berlin("2026-11-24T05:59:59.999"), BASE));
        assertEquals(BASE, schedule.rateAt(berlin("2026-11-24T06:00"), BASE));
        assertEquals(1000, schedule.rateAt(berlin("2026-11-28T05:59"), BASE), "Friday's night comes before Saturday");
        assertEquals(400, schedule.rateAt(berlin("2026-11-28T06:00"), BASE));
        assertEquals(400, schedule.rateAt(berlin("2026-11-29T23:59:59.999"), BASE));
    }

    @Test
    void letsTheFirstWindowInTheTextWin() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; 12:00-13:00=0; 08:00-20:00=500; 00:00-24:00=50");

        assertEquals(50, schedule.rateAt(utc("2026-11-23T07:59"), BASE));
        assertEquals(500, schedule.rateAt(utc("2026-11-23T11:59"), BASE));
        assertEquals(0, schedule.rateAt(utc("2026-11-23T12:30"), BASE));
        assertEquals(500, schedule.rateAt(utc("2026-11-23T13:00"), BASE));
        assertEquals(50, schedule.rateAt(utc("2026-11-23T20:00"), BASE));
    }

    @Test
    void rampsOnAStraightLineFromWhatHeldJustBefore() {
        DrainSchedule schedule = DrainSchedule.parse(EXAMPLE);

        assertEquals(100, schedule.rateAt(berlin("2026-11-23T22:00"), BASE), DELTA);
        assertEquals(325, schedule.rateAt(berlin("2026-11-23T22:02:30"), BASE), DELTA);
        assertEquals(999.9985, schedule.rateAt(berlin("2026-11-23T22:09:59.999"), BASE), DELTA);
        assertEquals(2_000 - 500, schedule.rateAt(berlin("2026-11-23T22:05"), 2_000), DELTA, "downwards as well");
    }

    @Test
    void rampsAgainWhereAWindowTakesOverFromOneThatWasBeforeIt() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; 12:00-13:00=100; 08:00-20:00=500 ramp PT10M");

        assertEquals(500, schedule.rateAt(utc("2026-11-23T11:59:59"), 0));
        assertEquals(100, schedule.rateAt(utc("2026-11-23T12:00"), 0));
        assertEquals(100, schedule.rateAt(utc("2026-11-23T13:00"), 0), DELTA);
        assertEquals(300, schedule.rateAt(utc("2026-11-23T13:05"), 0), DELTA);
        assertEquals(500, schedule.rateAt(utc("2026-11-23T13:10"), 0));
    }

    @Test
    void rampsFromWhereARampWasThatWasCutOff() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; 08:05-08:15=1000 ramp PT10M; 08:00-09:00=200 ramp PT10M");

        assertEquals(100, schedule.rateAt(utc("2026-11-23T08:05"), 0), DELTA);
        assertEquals(550, schedule.rateAt(utc("2026-11-23T08:10"), 0), DELTA);
        assertEquals(1000, schedule.rateAt(utc("2026-11-23T08:15"), 0), DELTA);
        assertEquals(600, schedule.rateAt(utc("2026-11-23T08:20"), 0), DELTA);
    }

    @Test
    void comesToAnEndThoughEveryRampWasCutOff() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; 12:00-13:00=100 ramp PT1H; 00:00-24:00=500 ramp PT24H");
        double rate = schedule.rateAt(utc("2026-11-23T11:00"), BASE);

        assertTrue(rate > 100 && rate < 500, "rate " + rate);
    }

    @Test
    void needsNoRampFromOneDayOfAWindowToTheNext() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; Sat,Sun 00:00-24:00=400 ramp PT10M");

        assertEquals(400, schedule.rateAt(utc("2026-11-29T00:05"), BASE));
        assertEquals(utc("2026-11-30T00:00"), schedule.nextChangeMillis(utc("2026-11-28T12:00")));
    }

    @Test
    void tellsTheNextChangeOfRateOrSlope() {
        DrainSchedule schedule = DrainSchedule.parse(EXAMPLE);
        String[] changes = {
            "2026-11-23T22:00", "2026-11-23T22:10", "2026-11-24T06:00", "2026-11-24T22:00", "2026-11-24T22:10"
        };
        long at = berlin("2026-11-23T12:00");
        for (String change : changes) {
            at = schedule.nextChangeMillis(at);
            assertEquals(Instant.ofEpochMilli(berlin(change)), Instant.ofEpochMilli(at));
        }
        assertEquals(berlin("2026-11-28T06:00"), schedule.nextChangeMillis(berlin("2026-11-28T00:00")));
        assertEquals(berlin("2026-11-30T00:00"), schedule.nextChangeMillis(berlin("2026-11-28T06:00")));
    }

    @Test
    void hasNoNextChangeWhereNothingEverChanges() {
        long now = utc("2026-11-23T12:00");

        assertEquals(Long.MAX_VALUE, DrainSchedule.none().nextChangeMillis(now));
        assertEquals(Long.MAX_VALUE, DrainSchedule.parse("UTC; 00:00-24:00=400").nextChangeMillis(now));
        assertEquals(
                Long.MAX_VALUE,
                DrainSchedule.parse("UTC; 00:00-12:00=400; 12:00-24:00=400 ramp PT1H")
                        .nextChangeMillis(now));
    }

    @Test
    void losesAnHourInSpringAndHasOneMoreInAutumn() {
        DrainSchedule wholeDay = DrainSchedule.parse("Europe/Berlin; Sun 00:00-24:00=400");

        assertEquals(Duration.ofHours(23), lengthOfWindow(wholeDay, "2026-03-29T00:00"));
        assertEquals(Duration.ofHours(25), lengthOfWindow(wholeDay, "2026-10-25T00:00"));
        assertEquals(Duration.ofHours(24), lengthOfWindow(wholeDay, "2026-11-01T00:00"));
        DrainSchedule night = DrainSchedule.parse("Europe/Berlin; Sat 22:00-06:00=400");
        assertEquals(Duration.ofHours(7), lengthOfWindow(night, "2026-03-28T22:00"));
        assertEquals(Duration.ofHours(9), lengthOfWindow(night, "2026-10-24T22:00"));
    }

    @Test
    void movesAnEdgeInTheHourThatIsLeftOutOnByThatHour() {
        DrainSchedule begins = DrainSchedule.parse("Europe/Berlin; 02:30-05:00=400");
        assertEquals(BASE, begins.rateAt(Instant.parse("2026-03-29T01:29:59Z").toEpochMilli(), BASE));
        assertEquals(400, begins.rateAt(Instant.parse("2026-03-29T01:30:00Z").toEpochMilli(), BASE));
        DrainSchedule ends = DrainSchedule.parse("Europe/Berlin; 01:00-02:30=400");
        assertEquals(400, ends.rateAt(Instant.parse("2026-03-29T01:29:59Z").toEpochMilli(), BASE));
        assertEquals(BASE, ends.rateAt(Instant.parse("2026-03-29T01:30:00Z").toEpochMilli(), BASE));
    }

    @Test
    void skipsAWindowThatTheChangeOfTheClocksLeavesNothingOf() {
        DrainSchedule schedule = DrainSchedule.parse("Europe/Berlin; 02:30-03:30=400; 02:30-03:15=500");

        assertEquals(berlin("2026-03-30T02:30"), schedule.nextChangeMillis(berlin("2026-03-28T12:00") + 86_400_000));
        assertEquals(BASE, schedule.rateAt(berlin("2026-03-29T03:10"), BASE));
        DrainSchedule weekly = DrainSchedule.parse("Europe/Berlin; Sun 02:30-03:30=400");
        assertEquals(berlin("2026-04-05T02:30"), weekly.nextChangeMillis(berlin("2026-03-23T00:00")));
    }

    @Test
    void meansTheFirstTimeByAnEdgeInTheHourThatComesTwice() {
        DrainSchedule schedule = DrainSchedule.parse("Europe/Berlin; 02:30-02:45=400; 02:50-03:00=500");

        assertEquals(400, schedule.rateAt(Instant.parse("2026-10-25T00:30:00Z").toEpochMilli(), BASE));
        assertEquals(BASE, schedule.rateAt(Instant.parse("2026-10-25T00:45:00Z").toEpochMilli(), BASE));
        assertEquals(500, schedule.rateAt(Instant.parse("2026-10-25T00:50:00Z").toEpochMilli(), BASE));
        assertEquals(500, schedule.rateAt(Instant.parse("2026-10-25T01:40:00Z").toEpochMilli(), BASE), "02:40 again");
        assertEquals(BASE, schedule.rateAt(Instant.parse("2026-10-25T02:00:00Z").toEpochMilli(), BASE));
    }

    @Test
    void integratesOverChanges() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; 22:00-06:00=1000; 12:00-13:00=0");
        long eleven = utc("2026-11-23T11:00");

        assertEquals(drained("2026-11-23T11:00"), schedule.drainedAtMillis(0, eleven, BASE));
        assertEquals(drained("2026-11-23T11:00:01"), schedule.drainedAtMillis(100, eleven, BASE));
        assertEquals(drained("2026-11-23T12:00"), schedule.drainedAtMillis(360_000, eleven, BASE));
        assertEquals(
                drained("2026-11-23T13:00:01"), schedule.drainedAtMillis(360_100, eleven, BASE), "after the break");
        assertEquals(
                drained("2026-11-23T22:00:10"), schedule.drainedAtMillis(360_000 + 9 * 360_000 + 10_000, eleven, BASE));
        assertEquals(drained("2026-11-23T22:00:10"), schedule.drainedAtMillis(10_000, eleven, 0), "only in the window");
    }

    @Test
    void integratesRampsExactly() {
        DrainSchedule up = DrainSchedule.parse("UTC; 10:00-12:00=1000 ramp PT10M");
        long ten = utc("2026-11-23T10:00");
        // (100 + 1000) / 2 for ten minutes; half-way 550, so (100 + 550) / 2 for five.
        assertEquals(drained("2026-11-23T10:10"), up.drainedAtMillis(330_000, ten, BASE));
        assertEquals(drained("2026-11-23T10:05"), up.drainedAtMillis(97_500, ten, BASE));
        assertEquals(drained("2026-11-23T10:10:01"), up.drainedAtMillis(331_000, ten, BASE));
        DrainSchedule toNothing = DrainSchedule.parse("UTC; 10:00-12:00=0 ramp PT10M");
        assertEquals(drained("2026-11-23T10:10"), toNothing.drainedAtMillis(30_000, ten, BASE));
        assertEquals(drained("2026-11-23T12:00:01"), toNothing.drainedAtMillis(30_100, ten, BASE));
    }

    @Test
    void agreesWithASumOverSmallSteps() {
        Random random = new Random(1);
        DrainSchedule schedule = DrainSchedule.parse(EXAMPLE + "; 12:00-13:00=7.5 ramp PT1H");
        for (int round = 0; round < 5; round++) {
            long from = berlin("2026-10-20T00:00") + random.nextInt(10 * 86_400) * 1_000L;
            double orders = random.nextDouble() * 4_000_000;
            double left = orders;
            long at = from;
            while (left > 0) {
                left -= schedule.rateAt(at + 500, BASE);
                at += 1_000;
            }
            long exact = schedule.drainedAtMillis(orders, from, BASE).orElseThrow();
            assertTrue(Math.abs(exact - at) <= 1_000, "round " + round + ": " + (exact - at) + " ms apart");
        }
    }

    @Test
    void knowsNoEndBeyondAMonth() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; Mon 10:00-10:01=1");
        long now = utc("2026-11-23T12:00");

        assertEquals(OptionalLong.empty(), schedule.drainedAtMillis(10_000, now, 0));
        assertEquals(drained("2026-12-21T10:01"), schedule.drainedAtMillis(240, now, 0));
        assertEquals(OptionalLong.empty(), schedule.drainedAtMillis(241, now, 0));
        assertEquals(OptionalLong.empty(), DrainSchedule.none().drainedAtMillis(1, now, 0));
        assertEquals(OptionalLong.empty(), DrainSchedule.none().drainedAtMillis(31 * 86_400 + 1, now, 1));
        assertEquals(OptionalLong.of(now + 2_500), DrainSchedule.none().drainedAtMillis(250, now, BASE));
    }

    @Test
    void isNothingWithoutText() {
        assertTrue(DrainSchedule.none().isEmpty());
        assertEquals(DrainSchedule.none(), DrainSchedule.parse("  "));
        assertEquals("", DrainSchedule.none().text());
        assertEquals(BASE, DrainSchedule.none().rateAt(0, BASE));
        assertFalse(DrainSchedule.parse(EXAMPLE).isEmpty());
        assertEquals(EXAMPLE, DrainSchedule.parse(" " + EXAMPLE + "\n").text());
        assertEquals(DrainSchedule.parse(EXAMPLE), DrainSchedule.parse(EXAMPLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC;00:00-24:00=0",
                "+02:00; 00:00 - 24:00 = 1000000",
                "UTC; mon,WED , Fri 09:00-17:30=12.5 ramp PT0S",
                "UTC; Sat-Mon 23:59-00:00=1",
                "America/New_York; Mon,Wed-Fri 01:00-00:30=0.5 ramp PT23H30M"
            })
    void readsWhatIsASchedule(String text) {
        assertFalse(DrainSchedule.parse(text).isEmpty());
    }

    @Test
    void readsRangesOfDaysRoundTheWeekend() {
        DrainSchedule schedule = DrainSchedule.parse("UTC; Sat-Mon 10:00-11:00=5");

        assertEquals(BASE, schedule.rateAt(utc("2026-11-27T10:30"), BASE));
        assertEquals(5, schedule.rateAt(utc("2026-11-28T10:30"), BASE));
        assertEquals(5, schedule.rateAt(utc("2026-11-30T10:30"), BASE));
        assertEquals(BASE, schedule.rateAt(utc("2026-12-01T10:30"), BASE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Europe/Berln; 00:00-24:00=1 | 'Europe/Berln' is no time zone",
                "22:00-06:00=1000 | '22:00-06:00=1000' is no time zone",
                "Europe/Berlin | no window after the time zone 'Europe/Berlin'",
                "UTC; 00:00-01:00=1; | window 2: '' is not of the form",
                "UTC; every day=5 | window 1: 'every day=5' is not of the form",
                "UTC; Mon-Fr 22:00-06:00=1 | window 1: 'Fr' is no day",
                "UTC; Mon-Wed-Fri 22:00-06:00=1 | 'Mon-Wed-Fri' is neither a day nor a range",
                "UTC; Mon, 22:00-06:00=1 | '' is no day",
                "UTC; 22:00-06:60=1 | '06:60' is no time of day",
                "UTC; 24:30-06:00=1 | '24:30' is no time of day",
                "UTC; 6:00-7:00=1 | '6:00' is no time of day",
                "UTC; 24:00-06:00=1 | not at '24:00'",
                "UTC; 06:00-06:00=1 | '06:00-06:00' is empty",
                "UTC; 06:00-07:00=-1 | '-1' is no rate",
                "UTC; 06:00-07:00=1e3 | '1e3' is no rate",
                "UTC; 06:00-07:00=1000000.1 | '1000000.1' is no rate",
                "UTC; 06:00-07:00=NaN | 'NaN' is no rate",
                "UTC; 06:00-07:00=1 ramp 10m | ramp '10m' is no ISO-8601 duration",
                "UTC; 06:00-07:00=1 ramp PT61M | at most as long as its window",
                "UTC; 06:00-07:00=1 ramp -PT1M | ramp '-PT1M'",
                "UTC; 06:00-07:00=1 rampe PT1M | is not of the form",
            })
    void namesThePartThatIsWrong(String text, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> DrainSchedule.parse(text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void hasABound() {
        String window = "; 00:00-24:00=1";
        assertFalse(DrainSchedule.parse("UTC" + window.repeat(25)).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> DrainSchedule.parse("UTC" + window.repeat(26)));
        assertThrows(
                IllegalArgumentException.class,
                () -> DrainSchedule.parse("UTC; " + " ".repeat(2_000) + "00:00-24:00=1"));
    }

    @Test
    void whatTheLogHasAndNobodyUnderstandsIsNoSchedule() {
        assertEquals(DrainSchedule.none(), DrainSchedule.orNone("UTC; whenever=5"));
        assertEquals(DrainSchedule.parse("UTC; 00:00-24:00=1"), DrainSchedule.orNone("UTC; 00:00-24:00=1"));
    }

    private static Duration lengthOfWindow(DrainSchedule schedule, String begin) {
        return Duration.ofMillis(schedule.nextChangeMillis(berlin(begin)) - berlin(begin));
    }

    private static OptionalLong drained(String utc) {
        return OptionalLong.of(utc(utc));
    }

    private static long berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant().toEpochMilli();
    }

    private static long utc(String local) {
        return Instant.parse(local + (local.length() == 16 ? ":00Z" : "Z")).toEpochMilli();
    }
}
